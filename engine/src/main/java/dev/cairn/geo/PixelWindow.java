package dev.cairn.geo;

import java.util.Optional;

/// A rectangle of pixels of one grid: half-open, row 0 at the top.
public record PixelWindow(int col, int row, int width, int height) {
  public PixelWindow {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("empty window: " + width + "×" + height);
    }
    if ((long) col + width > Integer.MAX_VALUE || (long) row + height > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "window ends beyond 2³¹ pixels: " + col + "+" + width + ", " + row + "+" + height);
    }
  }

  public int colEnd() {
    return col + width;
  }

  public int rowEnd() {
    return row + height;
  }

  public long pixels() {
    return (long) width * height;
  }

  public Optional<PixelWindow> intersection(PixelWindow other) {
    int left = Math.max(col, other.col);
    int top = Math.max(row, other.row);
    int right = Math.min(colEnd(), other.colEnd());
    int bottom = Math.min(rowEnd(), other.rowEnd());
    return right > left && bottom > top
        ? Optional.of(new PixelWindow(left, top, right - left, bottom - top))
        : Optional.empty();
  }

  public boolean contains(PixelWindow other) {
    return other.col >= col
        && other.row >= row
        && other.colEnd() <= colEnd()
        && other.rowEnd() <= rowEnd();
  }

  /// The smallest window that holds both.
  public PixelWindow union(PixelWindow other) {
    int left = Math.min(col, other.col);
    int top = Math.min(row, other.row);
    return new PixelWindow(
        left,
        top,
        Math.max(colEnd(), other.colEnd()) - left,
        Math.max(rowEnd(), other.rowEnd()) - top);
  }

  public PixelWindow translate(int cols, int rows) {
    return new PixelWindow(col + cols, row + rows, width, height);
  }
}
