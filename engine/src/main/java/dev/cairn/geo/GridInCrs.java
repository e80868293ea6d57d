package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;

/// How a grid is made in another CRS that holds the ground of a given one. The rules are odc-geo's
/// (`GeoBox.to_crs`).
///
/// Its area is what the given grid covers with nine tenths of a pixel around it, its outline moved
/// in a hundred pieces an edge; across the antimeridian it goes on beyond 180°, with a pole inside
/// it has all longitudes.
///
/// @param crs of the grid that is made
/// @param size of its pixels
/// @param gridding where they lie
public record GridInCrs(Crs crs, Size size, Gridding gridding) {
  private static final double BUFFER = 0.9;
  private static final int POINTS = 100;

  /// How large pixels become.
  public sealed interface Size {
    /// [#SAME] where both CRSs count in one unit along axes that point east and north, else
    /// [#FIT].
    Size AUTO = new Automatic();

    /// The same numbers, whatever they mean.
    Size SAME = new Same();

    /// Squares as large as the pixel in the middle.
    Size FIT = new Fit(false);

    /// As [#FIT], to whole units.
    Size FIT_ROUNDED = new Fit(true);

    static Size of(Resolution resolution) {
      return new Given(resolution);
    }

    static Size of(int width, int height) {
      return new Shape(width, height);
    }

    record Automatic() implements Size {}

    record Same() implements Size {}

    /// @param rounded to whole units of the CRS
    record Fit(boolean rounded) implements Size {}

    record Given(Resolution resolution) implements Size {}

    /// As many pixels as these, however large.
    record Shape(int width, int height) implements Size {}
  }

  /// Pixels of about the same size, edges on its multiples.
  public static GridInCrs of(Crs crs) {
    return new GridInCrs(crs, Size.AUTO, Gridding.ALIGNED);
  }

  public GridInCrs withSize(Size other) {
    return new GridInCrs(crs, other, gridding);
  }

  public GridInCrs withGridding(Gridding other) {
    return new GridInCrs(crs, size, other);
  }

  /// The grid that holds the ground of another.
  ///
  /// @throws InvalidRequest where that has no place in the CRS, or there are no pixels of that size
  /// @throws dev.cairn.base.Unsupported where either CRS is not known
  public GeoBox over(GeoBox source) {
    boolean keepsSize = size instanceof Size.Automatic || size instanceof Size.Same;
    if (source.crs().equals(crs) && keepsSize && gridding.equals(Gridding.ALIGNED)) {
      return source;
    }
    BBox area = area(source);
    return switch (size) {
      case Size.Shape(int width, int height) -> gridding.over(area, width, height);
      case Size.Given(Resolution given) -> gridding.over(area, given);
      case Size.Same _ -> gridding.over(area, source.resolution());
      case Size.Fit(boolean rounded) -> gridding.over(area, fit(source, rounded));
      case Size.Automatic _ ->
          gridding.over(
              area, countAlike(source.crs(), crs) ? source.resolution() : fit(source, false));
    };
  }

  private BBox area(GeoBox source) {
    Ring ring = Ring.of(source, BUFFER, POINTS, crs);
    return ring.isAboutPole() ? source.bounds().to(crs) : ring.bounds();
  }

  /// True where lengths in both mean the same to whoever writes them down.
  private static boolean countAlike(Crs a, Crs b) {
    if (a.equals(b)) {
      return true;
    }
    return switch (a.definition()) {
      case Geographic g ->
          b.definition() instanceof Geographic other
              && other.degreesPerUnit() == g.degreesPerUnit();
      case Projected p ->
          b.definition() instanceof Projected other
              && other.metresPerUnit() == p.metresPerUnit()
              && pointsNorth(p)
              && pointsNorth(other);
    };
  }

  /// On a map about a pole both axes point south, or both north.
  private static boolean pointsNorth(Projected p) {
    return switch (p.method()) {
      case STERE, STEREA, LAEA, AEQD, GNOM, ORTHO -> Math.abs(p.value(Parameter.LAT_0)) < 90;
      default -> true;
    };
  }

  /// The side of squares that lie about as densely as the source's pixels do in its middle: of the
  /// affine map that is nearest to the way back of five points about the middle pixel, the scales
  /// along x and y once rotation and shear are taken out (as odc-geo has it, by the Cholesky factor
  /// of its square).
  private Resolution fit(GeoBox source, boolean rounded) {
    GeoBox middle = source.centerPixel();
    BBox box = Ring.of(middle, 0, 1, crs).bounds();
    double[] u = {0.5, -0.5, 0.5, 1.5, 0.5};
    double[] v = {0.5, 0.5, -0.5, 0.5, 1.5};
    double[] x = new double[5];
    double[] y = new double[5];
    for (int i = 0; i < 5; i++) {
      x[i] = box.xMin() + u[i] * box.width();
      y[i] = box.yMax() - v[i] * box.height();
    }
    Crs.transform(crs, source.crs()).apply(x, y);
    double period = source.crs().periodX();
    Affine toPixels = middle.transform().inverse();
    double[] col = new double[5];
    double[] row = new double[5];
    for (int i = 0; i < 5; i++) {
      if (period > 0) {
        x[i] = x[0] + Math.IEEEremainder(x[i] - x[0], period);
      }
      col[i] = toPixels.x(x[i], y[i]);
      row[i] = toPixels.y(x[i], y[i]);
    }
    // The five points lie evenly about (0.5, 0.5): the slopes of the nearest plane are those of
    // each pair.
    double a = (col[3] - col[1]) / 2;
    double b = (col[4] - col[2]) / 2;
    double d = (row[3] - row[1]) / 2;
    double e = (row[4] - row[2]) / 2;
    double sx = Math.hypot(a, d);
    double sy = Math.abs(a * e - b * d) / sx;
    double side = (box.width() / sx + box.height() / sy) / 2;
    double size = rounded ? Math.rint(side) : side;
    if (!(size > 0) || !Double.isFinite(size)) {
      throw new InvalidRequest(
          "resolution of a grid in " + crs, "a pixel of " + side + " rounded is " + size);
    }
    return Resolution.square(size);
  }
}
