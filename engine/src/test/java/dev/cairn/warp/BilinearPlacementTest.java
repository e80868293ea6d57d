package dev.cairn.warp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Bilinear placement where GDAL is no judge: it computes integers of 64 bits in float64 as well,
/// and rounds them wrongly.
class BilinearPlacementTest {
  @Test
  void largeIntegersThatAreAllTheSameStayWhatTheyAre() {
    for (long value : new long[] {(1L << 52) + 1, -(1L << 52) - 1, (1L << 53) - 1}) {
      assertThat(shifted(DType.INT64, value)).isEqualTo(value);
    }
    assertThat(shifted(DType.UINT64, (1L << 52) + 1)).isEqualTo((1L << 52) + 1);
  }

  /// The middle pixel of a plain of one value that is moved by half a pixel.
  private static long shifted(DType dtype, long value) {
    var crs = Crs.epsg(32633);
    var source = new GeoBox(8, 8, Affine.northUp(500_000, 5_000_000, 10, 10), crs);
    var target = new GeoBox(8, 8, Affine.northUp(500_005, 4_999_995, 10, 10), crs);
    var window = new PixelWindow(0, 0, 8, 8);
    var longs = new long[64];
    Arrays.fill(longs, value);
    Samples samples =
        dtype == DType.INT64 ? new Samples.Int64(longs) : new Samples.UInt64(longs.clone());
    Placing placing =
        Placement.of(source, target, Resampling.BILINEAR, 0).begin(window, dtype, Stated.silent());
    var block = new Block(0, 0, 0, 1, window, new Block.Bytes.Sparse());
    placing.add(new DecodedBlock(block, 8, List.of(samples)), 0);
    placing.remaining().forEach(Runnable::run);
    return switch (placing.finish().samples()) {
      case Samples.Int64(var v) -> v[3 * 8 + 3];
      case Samples.UInt64(var v) -> v[3 * 8 + 3];
      case Samples other -> throw new AssertionError(other.dtype());
    };
  }
}
