package dev.cairn.store;

import java.net.URI;

/// An object as a listing has it.
///
/// @param size in bytes
/// @param version as [ObjectHead#version()]; empty where the listing tells none
public record ListedObject(URI uri, long size, String version) {}
