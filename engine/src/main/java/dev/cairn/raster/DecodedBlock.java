package dev.cairn.raster;

import java.util.List;

/// A block's samples, a band each, `(y, x)` row-major with `stride` samples from row to row (at
/// least the width of the block's window, which starts at sample 0). Shared by readers: never
/// written to.
public record DecodedBlock(Block block, int stride, List<Samples> bands) {
  public DecodedBlock {
    bands = List.copyOf(bands);
    if (bands.size() != block.bandCount() || stride < block.window().width()) {
      throw new IllegalArgumentException(
          "block of " + block.bandCount() + " bands decoded to " + bands.size());
    }
  }

  /// The samples of a band of the object.
  public Samples band(int band) {
    return bands.get(band - block.firstBand());
  }

  /// Bytes that the samples take.
  public long bytes() {
    long n = 0;
    for (Samples s : bands) {
      n += (long) s.length() * s.dtype().bytes();
    }
    return n;
  }
}
