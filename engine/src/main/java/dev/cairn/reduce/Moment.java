package dev.cairn.reduce;

/// What is made of a pixel's sum, count and squared distances.
enum Moment {
  SUM,
  SUM_OR_ZERO,
  MEAN,
  VARIANCE,
  DEVIATION
}
