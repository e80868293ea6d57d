package dev.cairn.format.tiff;

import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import java.util.LinkedHashMap;
import java.util.Map;

/// The least and largest sample of each band, their mean and deviation: what GDAL keeps in items
/// `STATISTICS_…`. Counted by tile and put together in the tiles' order, so that the order in which
/// they came does not matter. Thread-safe, each tile counted once.
final class CogStatistics {
  /// 40 bytes are kept for each band of a tile; a file of more has none.
  private static final long MOST_PARTS = 1L << 20;

  private static final int FIELDS = 5;
  private static final int COUNT = 0;
  private static final int MIN = 1;
  private static final int MAX = 2;
  private static final int MEAN = 3;

  /// The sum of squares of what lies between values and their mean.
  private static final int SQUARES = 4;

  private final CogImage image;
  private final int tiles;
  private final double[] parts;

  CogStatistics(CogImage image, CogOptions options, int tiles) {
    this.image = image;
    this.tiles = tiles;
    boolean kept =
        options.codec().isLossless() && (long) tiles * image.bands().size() <= MOST_PARTS;
    parts = new double[kept ? tiles * image.bands().size() * FIELDS : 0];
  }

  /// Counts a complete tile of the full resolution.
  void add(int index, CogTile tile) {
    if (parts.length == 0) {
      return;
    }
    for (int band = 0; band < tile.planes.length; band++) {
      double[] part =
          tile.planes[band] instanceof Samples.UInt16(short[] v)
                  && image.nodata() instanceof Stated.As<Double>(Double none)
              ? ofShorts(tile, v, (int) (double) none)
              : of(tile, band);
      System.arraycopy(part, 0, parts, (band * tiles + index) * FIELDS, FIELDS);
    }
  }

  private static double[] of(CogTile tile, int band) {
    int width = tile.window.width();
    double[] row = new double[width];
    double first = Double.NaN;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (int y = 0; y < tile.window.height(); y++) {
      tile.widen(band, y, 0, width, row, 0);
      for (double v : row) {
        if (Double.isNaN(v)) {
          continue;
        }
        if (count++ == 0) {
          first = v; // near the others, so that sums of squares stay exact
        }
        double d = v - first;
        sum += d;
        squares += d * d;
        min = Math.min(min, v);
        max = Math.max(max, v);
      }
    }
    return new double[] {count, min, max, first + sum / count, squares - sum * (sum / count)};
  }

  /// The same in integers, exactly: the most usual case.
  private static double[] ofShorts(CogTile tile, short[] v, int none) {
    int width = tile.window.width();
    int min = Integer.MAX_VALUE;
    int max = -1;
    long sum = 0;
    long squares = 0;
    long count = 0;
    for (int y = 0; y < tile.window.height(); y++) {
      for (int i = y * tile.stride, end = i + width; i < end; i++) {
        int s = v[i] & 0xFFFF;
        boolean valid = s != none;
        int counted = valid ? s : 0;
        count += valid ? 1 : 0;
        sum += counted;
        squares += (long) counted * counted;
        min = Math.min(min, valid ? s : Integer.MAX_VALUE);
        max = Math.max(max, counted);
      }
    }
    double mean = (double) sum / count;
    return new double[] {count, min, max, mean, squares - sum * mean};
  }

  /// Of a band, by the item's name; empty where no pixel holds a value.
  Map<String, String> items(int band) {
    double count = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < (parts.length == 0 ? 0 : tiles); i++) {
      int at = (band * tiles + i) * FIELDS;
      double n = parts[at + COUNT];
      if (n == 0) {
        continue;
      }
      double apart = parts[at + MEAN] - mean;
      squares += parts[at + SQUARES] + apart * apart * (count * n / (count + n));
      mean += apart * (n / (count + n));
      count += n;
      min = Math.min(min, parts[at + MIN]);
      max = Math.max(max, parts[at + MAX]);
    }
    var items = new LinkedHashMap<String, String>();
    if (count > 0 && Double.isFinite(mean) && Double.isFinite(squares)) {
      double share = 100 * count / ((double) image.grid().width() * image.grid().height());
      items.put("STATISTICS_MAXIMUM", number(max));
      items.put("STATISTICS_MEAN", number(mean));
      items.put("STATISTICS_MINIMUM", number(min));
      items.put("STATISTICS_STDDEV", number(Math.sqrt(Math.max(0, squares) / count)));
      items.put("STATISTICS_VALID_PERCENT", number(Math.rint(share * 100) / 100));
    }
    return items;
  }

  private static String number(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
  }
}
