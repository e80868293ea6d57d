package dev.cairn.geo;

import java.util.Optional;

/// A rectangle in units of a named CRS: half-open, `xMin < xMax` and `yMin < yMax`. In a geographic
/// CRS x is longitude, and a box across the antimeridian has `xMax > 180`.
public record BBox(Crs crs, double xMin, double yMin, double xMax, double yMax) {
  public BBox {
    if (!(xMin < xMax)
        || !(yMin < yMax)
        || !Double.isFinite(xMax - xMin)
        || !Double.isFinite(yMax - yMin)) {
      throw new IllegalArgumentException(
          "empty or unbounded box: " + xMin + "," + yMin + "," + xMax + "," + yMax);
    }
  }

  /// A box of longitudes and latitudes; `west > east` crosses the antimeridian.
  public static BBox lonLat(double west, double south, double east, double north) {
    return new BBox(Crs.WGS84, west, south, west > east ? east + 360 : east, north);
  }

  public double width() {
    return xMax - xMin;
  }

  public double height() {
    return yMax - yMin;
  }

  /// The common part, where both are in the same CRS; empty where they only touch.
  public Optional<BBox> intersection(BBox other) {
    sameCrs(other);
    double left = Math.max(xMin, other.xMin);
    double bottom = Math.max(yMin, other.yMin);
    double right = Math.min(xMax, other.xMax);
    double top = Math.min(yMax, other.yMax);
    return left < right && bottom < top
        ? Optional.of(new BBox(crs, left, bottom, right, top))
        : Optional.empty();
  }

  public BBox union(BBox other) {
    sameCrs(other);
    return new BBox(
        crs,
        Math.min(xMin, other.xMin),
        Math.min(yMin, other.yMin),
        Math.max(xMax, other.xMax),
        Math.max(yMax, other.yMax));
  }

  /// The box of this box's outline in another CRS, each edge densified with 21 points so that
  /// curved edges stay inside.
  public BBox to(Crs target) {
    return to(target, 21);
  }

  /// As [#to(Crs)] with the corners alone: what stackstac does, and what makes it drop items at
  /// high latitudes.
  public BBox cornersTo(Crs target) {
    return to(target, 2);
  }

  private BBox to(Crs target, int pointsPerEdge) {
    if (target.equals(crs)) {
      return this;
    }
    var transform = Crs.transform(crs, target);
    int n = pointsPerEdge;
    double[] x = new double[4 * n];
    double[] y = new double[4 * n];
    for (int i = 0; i < n; i++) {
      double t = (double) i / (n - 1);
      double px = t == 1 ? xMax : xMin + t * width();
      double py = t == 1 ? yMax : yMin + t * height();
      x[i] = px;
      y[i] = yMin;
      x[n + i] = px;
      y[n + i] = yMax;
      x[2 * n + i] = xMin;
      y[2 * n + i] = py;
      x[3 * n + i] = xMax;
      y[3 * n + i] = py;
    }
    transform.apply(x, y);
    double left = Double.POSITIVE_INFINITY;
    double bottom = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double top = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 4 * n; i++) {
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      bottom = Math.min(bottom, y[i]);
      top = Math.max(top, y[i]);
    }
    return new BBox(target, left, bottom, right, top);
  }

  private void sameCrs(BBox other) {
    if (!crs.equals(other.crs)) {
      throw new IllegalArgumentException("boxes in two CRSs: " + crs + " and " + other.crs);
    }
  }
}
