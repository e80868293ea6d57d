package dev.cairn.raster;

import java.util.Collections;
import java.util.List;

/// A block's samples, a band each, `(y, x)` row-major with `stride` samples from row to row (at
/// least the width of the block's window, which starts at sample 0). Shared by readers: never
/// written to.
///
/// @param valid for each band, which of its pixels hold a value, as far as the file says so beside
/// the samples: no-data values are not looked at
public record DecodedBlock(Block block, int stride, List<Samples> bands, List<Valid> valid) {
  /// Pixels of a block that hold a value.
  public sealed interface Valid {
    Valid ALL = new All();

    record All() implements Valid {}

    /// @param pixels laid out as the samples
    record Only(Validity pixels) implements Valid {}
  }

  public DecodedBlock {
    bands = List.copyOf(bands);
    valid = List.copyOf(valid);
    if (bands.size() != block.bandCount()
        || valid.size() != bands.size()
        || stride < block.window().width()) {
      throw new IllegalArgumentException(
          "block of " + block.bandCount() + " bands decoded to " + bands.size());
    }
  }

  /// A block of which every pixel holds a value.
  public DecodedBlock(Block block, int stride, List<Samples> bands) {
    this(block, stride, bands, Collections.nCopies(bands.size(), Valid.ALL));
  }

  /// The pixels of a band of the object that hold a value.
  public Valid valid(int band) {
    return valid.get(band - block.firstBand());
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
