package dev.cairn.cube;

/// A source of a scene that was left out because its header could not be read.
///
/// @param scene the item's id
/// @param reason what went wrong, in a line
public record Unread(String scene, String band, String reason) {}
