package dev.cairn.expr;

/// A mask of a program: which of its inputs is the quality band, and what it masks.
///
/// @param input index into [PixelProgram#inputs()]
public record MaskRule(int input, MaskTest test) {}
