package dev.cairn.raster;

import java.util.List;

/// The colours that samples stand for: sample `i` is shown as entry `i`.
///
/// @param argb 8 bits each of alpha, red, green and blue, alpha highest
public record ColorTable(List<Integer> argb) {
  public ColorTable {
    argb = List.copyOf(argb);
  }
}
