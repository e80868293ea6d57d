package dev.cairn.cli.demo;

/// The pixels of one scene, `(y, x)` flat over the acquisition's grid, unsigned 16-bit.
///
/// The arrays are the reader's, who may change them.
///
/// @param bands blue, green, red and near infrared: surface reflectance = sample × 2.75e-5 − 0.2, 0
/// where there is none
/// @param quality codes of QA_PIXEL, 1 where there is no pixel
/// @param cloudCover share of the pixels seen that the quality band calls cloud, percent
public record Exposure(short[][] bands, short[] quality, double cloudCover) {}
