package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.util.Arrays;

/// One run of [Terrain] over a window, row by row: elevations into differences, differences into
/// results. Every loop is over a whole row and does one thing, which is what C2 vectorises
/// (benchmark `FocalKernels`). For one thread.
final class TerrainRows {
  /// Bytes a pixel of a row: five rows of heights, six of numbers and one of shades.
  static final long ROW_BYTES = (5 + 6) * 8 + 4;

  private static final double HALF_PI = Math.PI / 2;

  private final Terrain terrain;
  private final Patch patch;
  private final CellSize cells;
  private final PixelWindow wanted;
  private final Heights heights;
  private final Heights single;
  private final int width;
  private final long[] valid;
  private final long[] work;
  private final double[] gx;
  private final double[] gy;
  private final double[] shade;
  private final double[] turn;
  private final double[] squares;
  private final double[] series;
  private final int[] shades;
  private double perX;
  private double perY;

  TerrainRows(Terrain terrain, Patch patch, CellSize cells, PixelWindow wanted, Heights heights) {
    this.terrain = terrain;
    this.patch = patch;
    this.cells = cells;
    this.wanted = wanted;
    this.heights = heights;
    this.single = heights.single();
    this.width = wanted.width();
    this.valid = BitRow.allocate(width + 2);
    this.work = BitRow.allocate(width + 2);
    this.gx = new double[width];
    this.gy = new double[width];
    this.shade = new double[width];
    this.turn = new double[width];
    this.squares = new double[width];
    this.series = new double[width];
    this.shades = new int[width];
  }

  Raster run() {
    var rows = new Rows(patch, wanted.col() - 1, width + 2);
    int pixels = Math.toIntExact(wanted.pixels());
    Samples out = Samples.allocate(terrain.resultType(patch.raster().dtype()), pixels);
    Validity outValid = Validity.none(pixels);
    heights.next(rows, wanted.row() - 1);
    heights.next(rows, wanted.row());
    for (int line = 0; line < wanted.height(); line++) {
      int row = wanted.row() + line;
      int at = line * width;
      heights.next(rows, row + 1);
      perX = 1 / cells.x(row);
      perY = 1 / cells.y(row);
      differences(heights, 0, out, at);
      boolean complete = heights.complete();
      if (complete) {
        Arrays.fill(valid, -1L);
      } else {
        heights.complete(valid, work);
        if (terrain.edges() == Terrain.Edges.COMPUTED) {
          mend(row, out, at);
          heights.centres(valid);
        }
      }
      boolean flat = results(out, at);
      BitRow.copy(valid, 0, outValid.words(), at, width);
      if (!complete || flat) {
        clear(out, at);
      }
    }
    return new Raster(width, wanted.height(), out, outValid);
  }

  /// From elevations to a row of rises, or to results where those are differences themselves.
  ///
  /// @param z all windows of the row, or the one of pixel `from`
  private void differences(Heights z, int from, Samples out, int at) {
    switch (terrain.measure()) {
      case Terrain.Hillshade h -> gradient(z, h.gradient(), h.exaggeration(), from);
      case Terrain.Slope s -> gradient(z, s.gradient(), s.exaggeration(), from);
      case Terrain.Aspect a -> gradient(z, a.gradient(), 1, from);
      case Terrain.Position _ -> z.position(floats(out), at + from);
      case Terrain.Ruggedness(var formula) -> {
        switch (formula) {
          case RILEY -> z.riley(floats(out), at + from);
          case WILSON -> z.wilson(floats(out), at + from);
        }
      }
      case Terrain.Roughness _ -> z.roughness(floats(out), at + from);
    }
  }

  /// Rise to the west and to the south by distance.
  private void gradient(Heights z, Terrain.Gradient method, double exaggeration, int from) {
    double x = perX * exaggeration;
    double y = perY * exaggeration;
    switch (method) {
      case HORN -> z.horn(x / 8, y / 8, gx, gy, from);
      case ZEVENBERGEN_THORNE -> z.zevenbergenThorne(x / 2, y / 2, gx, gy, from);
    }
  }

  /// From a row of rises to results.
  ///
  /// @return true where some pixel lost its value
  private boolean results(Samples out, int at) {
    switch (terrain.measure()) {
      case Terrain.Hillshade h -> {
        switch (h.light()) {
          case SINGLE -> single(h);
          case COMPASS -> compass(h);
          case COMBINED -> combined(h);
          case IGOR -> igor(h);
        }
        store(bytes(out), at);
        return false;
      }
      case Terrain.Slope s -> {
        switch (s.unit()) {
          case DEGREES -> degrees(floats(out), at);
          case PERCENT -> percent(floats(out), at);
        }
        return false;
      }
      case Terrain.Aspect a -> {
        return aspect(a, floats(out), at);
      }
      case Terrain.Position _, Terrain.Ruggedness _, Terrain.Roughness _ -> {
        return false;
      }
    }
  }

  private void single(Terrain.Hillshade h) {
    double azimuth = Math.toRadians(h.azimuth());
    double altitude = Math.toRadians(h.altitude());
    double up = 254 * StrictMath.sin(altitude);
    double north = 254 * StrictMath.cos(altitude) * StrictMath.cos(azimuth);
    double east = 254 * StrictMath.cos(altitude) * StrictMath.sin(azimuth);
    for (int i = 0; i < width; i++) {
      double x = gx[i];
      double y = gy[i];
      double light = (up - (y * north - x * east)) / Math.sqrt(1 + (x * x + y * y));
      shade[i] = Math.max(light, 0) + 1;
    }
  }

  private void compass(Terrain.Hillshade h) {
    double altitude = Math.toRadians(h.altitude());
    double up = 127 * StrictMath.sin(altitude);
    double along = 127 * StrictMath.cos(altitude);
    double across = along * StrictMath.cos(Math.toRadians(225));
    // On level ground every lamp gives 2 × up; the weights' sum would be 0 there.
    double tiny = 1e-300;
    for (int i = 0; i < width; i++) {
      double x = gx[i];
      double y = gy[i];
      double squares = x * x + y * y;
      double weight225 = 0.5 * squares - x * y;
      double light =
          weight225 * Math.max(0, up + (x - y) * across)
              + x * x * Math.max(0, up - x * along)
              + (squares - weight225) * Math.max(0, up + (x + y) * across)
              + y * y * Math.max(0, up - y * along);
      shade[i] = (light + 2 * up * tiny) / (squares + tiny) / Math.sqrt(1 + squares) + 1;
    }
  }

  private void combined(Terrain.Hillshade h) {
    double azimuth = Math.toRadians(h.azimuth());
    double altitude = Math.toRadians(h.altitude());
    double up = StrictMath.sin(altitude);
    double north = StrictMath.cos(altitude) * StrictMath.cos(azimuth);
    double east = StrictMath.cos(altitude) * StrictMath.sin(azimuth);
    for (int i = 0; i < width; i++) {
      double squares = gx[i] * gx[i] + gy[i] * gy[i];
      shade[i] = Math.sqrt(squares);
      turn[i] = (up - (gy[i] * north - gx[i] * east)) / Math.sqrt(1 + squares);
    }
    arcTangents(shade);
    arcCosines(turn);
    for (int i = 0; i < width; i++) {
      shade[i] = Math.max(1 - turn[i] * shade[i] / (HALF_PI * HALF_PI), 0) * 254 + 1;
    }
  }

  private void igor(Terrain.Hillshade h) {
    double from = Math.PI * 1.5 - Math.toRadians(h.azimuth());
    double cos = StrictMath.cos(from);
    double sin = StrictMath.sin(from);
    for (int i = 0; i < width; i++) {
      shade[i] = Math.sqrt(gx[i] * gx[i] + gy[i] * gy[i]);
      turn[i] = (gx[i] * cos - gy[i] * sin) / Math.max(shade[i], 1e-300);
    }
    arcTangents(shade);
    arcCosines(turn);
    for (int i = 0; i < width; i++) {
      shade[i] = Math.max(1, 255 * (1 - shade[i] / HALF_PI * (1 - turn[i] / Math.PI)));
    }
  }

  private void store(byte[] out, int at) {
    for (int i = 0; i < width; i++) {
      shades[i] = (int) (shade[i] + 0.5);
    }
    for (int i = 0; i < width; i++) {
      out[at + i] = (byte) shades[i];
    }
  }

  private void percent(float[] out, int at) {
    for (int i = 0; i < width; i++) {
      out[at + i] = (float) (100 * Math.sqrt(gx[i] * gx[i] + gy[i] * gy[i]));
    }
  }

  private void degrees(float[] out, int at) {
    for (int i = 0; i < width; i++) {
      shade[i] = Math.sqrt(gx[i] * gx[i] + gy[i] * gy[i]);
    }
    arcTangents(shade);
    double factor = Math.toDegrees(1);
    for (int i = 0; i < width; i++) {
      out[at + i] = (float) (factor * shade[i]);
    }
  }

  /// Replaces tangents, not negative, by their angles: halves the angle twice, tan(α/2) = t / (1 +
  /// √(1 + t²)), and takes the series up to t²³: within 3e-11 of the angle. Three loops, since C2
  /// does not vectorise one of that length (4 and 16 ns a pixel), and no `Math.atan`, which it
  /// never does.
  private void arcTangents(double[] tangents) {
    for (int i = 0; i < width; i++) {
      double t = Math.min(tangents[i], 1e100);
      tangents[i] = t / (1 + Math.sqrt(1 + t * t));
    }
    for (int i = 0; i < width; i++) {
      double t = tangents[i] / (1 + Math.sqrt(1 + tangents[i] * tangents[i]));
      double s = -t * t;
      tangents[i] = t;
      squares[i] = s;
      series[i] =
          1 / 13.0
              + s * (1 / 15.0 + s * (1 / 17.0 + s * (1 / 19.0 + s * (1 / 21.0 + s * (1 / 23.0)))));
    }
    for (int i = 0; i < width; i++) {
      double s = squares[i];
      double low = 1 / 5.0 + s * (1 / 7.0 + s * (1 / 9.0 + s * (1 / 11.0 + s * series[i])));
      tangents[i] = 4 * tangents[i] * (1 + s * (1 / 3.0 + s * low));
    }
  }

  /// Replaces cosines by their angles: tan²(α/2) = (1 − c) / (1 + c). Within 1e-7 of them, which is
  /// enough for shades.
  private void arcCosines(double[] cosines) {
    for (int i = 0; i < width; i++) {
      double c = Math.max(-1, Math.min(1, cosines[i]));
      cosines[i] = Math.sqrt((1 - c) / Math.max(1 + c, 1e-100));
    }
    arcTangents(cosines);
    for (int i = 0; i < width; i++) {
      cosines[i] *= 2;
    }
  }

  /// The angle in the first quadrant, tan(α/2) = |y| / (r + |x|), turned into the right one.
  private boolean aspect(Terrain.Aspect a, float[] out, int at) {
    for (int i = 0; i < width; i++) {
      double x = Math.abs(gx[i]);
      double y = Math.abs(gy[i]);
      turn[i] = y / Math.max(Math.sqrt(x * x + y * y) + x, Double.MIN_NORMAL);
    }
    arcTangents(turn);
    double factor = Math.toDegrees(2);
    boolean lost = false;
    for (int i = 0; i < width; i++) {
      double first = factor * turn[i];
      double upper = gx[i] < 0 ? 180 - first : first;
      float angle = (float) (gy[i] > 0 ? -upper : upper);
      float turned =
          switch (a.zero()) {
            case NORTH -> angle > 90 ? 450 - angle : 90 - angle;
            case EAST -> angle < 0 ? angle + 360 : angle;
          };
      out[at + i] = turned == 360 ? 0 : turned;
      if (gx[i] == 0 && gy[i] == 0) {
        out[at + i] = 0;
        if (a.flat() == Terrain.Flat.NO_VALUE) {
          valid[i >> 6] &= ~(1L << i);
          lost = true;
        }
      }
    }
    return lost;
  }

  /// Computes those pixels anew whose own value is there and a neighbour's is not.
  private void mend(int row, Samples out, int at) {
    PixelWindow image = patch.image();
    for (int i = 0; i < width; i++) {
      if ((valid[i >> 6] >>> i & 1) != 0 || !heights.counts(1, i + 1)) {
        continue;
      }
      for (int line = 0; line < 3; line++) {
        for (int column = 0; column < 3; column++) {
          single.put(line, column, height(image, row, i, line, column));
        }
      }
      differences(single, i, out, at);
    }
  }

  /// One of the nine around a pixel, or what stands for it.
  private double height(PixelWindow image, int row, int i, int line, int column) {
    boolean outmost = row == image.row() || row == image.rowEnd() - 1;
    int col = wanted.col() + i;
    int wantedCol = col + column - 1;
    int within = Math.clamp(wantedCol, image.col(), image.colEnd() - 1);
    int c = i + 1 + (outmost ? within : wantedCol) - col;
    boolean beyondRow = row + line - 1 < image.row() || row + line - 1 >= image.rowEnd();
    if (beyondRow) {
      return extrapolated(1, c, 2 - line, c, i);
    }
    if (!outmost && within != wantedCol) {
      return extrapolated(line, i + 1, line, i + 2 - column, i);
    }
    return heights.counts(line, c) ? heights.at(line, c) : heights.at(1, i + 1);
  }

  /// Twice the nearer height less the farther.
  private double extrapolated(int line, int column, int farLine, int farColumn, int i) {
    return heights.counts(line, column) && heights.counts(farLine, farColumn)
        ? 2 * heights.at(line, column) - heights.at(farLine, farColumn)
        : heights.at(1, i + 1);
  }

  /// Samples of pixels without a value become 0.
  private void clear(Samples out, int at) {
    for (int i = 0; i < width; i++) {
      if ((valid[i >> 6] >>> i & 1) == 0) {
        if (out instanceof Samples.UInt8(var v)) {
          v[at + i] = 0;
        } else {
          floats(out)[at + i] = 0;
        }
      }
    }
  }

  private static float[] floats(Samples out) {
    return (float[]) out.array();
  }

  private static byte[] bytes(Samples out) {
    return (byte[]) out.array();
  }
}
