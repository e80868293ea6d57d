package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.util.Arrays;

/// TiTiler's hillshade (titiler.core 1.2, `algorithm/dem.py`), for parity alone: it takes a pixel
/// for as wide as a unit of height, whatever the cell size is, and its azimuth turns the other way
/// round from the row axis. 0 (dark) to 255; [Terrain.Hillshade] is the right one.
///
/// Rises are halved differences between the pixels beside and above (`numpy.gradient`); where one
/// of the two is missing or beyond the image, the difference to the pixel itself; level where both
/// are.
///
/// @param azimuth degrees
/// @param altitude degrees above the horizon
/// @param exaggeration what elevations are multiplied by
public record PixelHillshade(double azimuth, double altitude, double exaggeration)
    implements Neighbourhood {
  /// What TiTiler takes where nobody says more.
  public static final PixelHillshade DEFAULT = new PixelHillshade(45, 45, 1);

  public PixelHillshade {
    if (!Double.isFinite(azimuth) || !(altitude >= 0 && altitude <= 90)) {
      throw new IllegalArgumentException("light from " + azimuth + "°, " + altitude + "° high");
    }
    if (!(exaggeration > 0) || Double.isInfinite(exaggeration)) {
      throw new IllegalArgumentException("elevations exaggerated by " + exaggeration);
    }
  }

  @Override
  public int reach() {
    return 1;
  }

  @Override
  public DType resultType(DType source) {
    return DType.UINT8;
  }

  @Override
  public Stated<Double> none(DType source) {
    return Stated.silent();
  }

  @Override
  public long workingBytes(PixelWindow wanted, DType source) {
    return 3 * 8 * (wanted.width() + 64L);
  }

  /// @param cells not looked at
  @Override
  public Raster apply(Patch patch, CellSize cells, PixelWindow wanted) {
    patch.requireHeld(needed(wanted, patch.image()));
    int width = wanted.width();
    int pixels = Math.toIntExact(wanted.pixels());
    var out = new byte[pixels];
    Validity valid = Validity.none(pixels);
    var rows = new Rows(patch, wanted.col() - 1, width + 2);
    var heights = new double[3][width + 2];
    var counts = new long[3][];
    Arrays.setAll(counts, _ -> BitRow.allocate(width + 2));
    for (int row = -1; row <= wanted.height(); row++) {
      int lowest = (row + 1) % 3;
      rows.read(wanted.row() + row, heights[lowest], counts[lowest]);
      if (row > 0) {
        int here = row % 3;
        int above = (row + 2) % 3;
        int at = (row - 1) * width;
        shade(
            heights[above],
            heights[here],
            heights[lowest],
            counts[above],
            counts[here],
            counts[lowest],
            out,
            at);
        BitRow.copy(counts[here], 1, valid.words(), at, width);
      }
    }
    return new Raster(width, wanted.height(), new Samples.UInt8(out), valid);
  }

  private void shade(
      double[] a,
      double[] h,
      double[] b,
      long[] above,
      long[] here,
      long[] below,
      byte[] out,
      int at) {
    double high = Math.toRadians(altitude);
    double from = Math.toRadians(360 - azimuth);
    double up = StrictMath.sin(high);
    double columns = StrictMath.cos(high) * StrictMath.cos(from);
    double lines = StrictMath.cos(high) * StrictMath.sin(from);
    for (int i = 1; i < h.length - 1; i++) {
      if (counts(here, i)) {
        double x = rise(h[i - 1], counts(here, i - 1), h[i], h[i + 1], counts(here, i + 1));
        double y = rise(a[i], counts(above, i), h[i], b[i], counts(below, i));
        x *= exaggeration;
        y *= exaggeration;
        double light = (up + x * columns - y * lines) / Math.sqrt(1 + (x * x + y * y));
        out[at + i - 1] = (byte) (int) Math.max(255 * (light + 1) / 2, 0);
      }
    }
  }

  private static double rise(
      double before, boolean hasBefore, double here, double after, boolean hasAfter) {
    if (hasBefore && hasAfter) {
      return (after - before) / 2;
    }
    return hasAfter ? after - here : hasBefore ? here - before : 0;
  }

  private static boolean counts(long[] row, int i) {
    return (row[i >> 6] >>> i & 1) != 0;
  }
}
