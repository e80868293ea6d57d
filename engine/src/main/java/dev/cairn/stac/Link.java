package dev.cairn.stac;

import dev.cairn.raster.Stated;

/// A link of a STAC document.
///
/// @param rel how the target relates to the document, such as `item`; empty where that is not said
/// @param href as the document has it, perhaps relative to it
/// @param type media type of the target
public record Link(String rel, String href, Stated<String> type) {}
