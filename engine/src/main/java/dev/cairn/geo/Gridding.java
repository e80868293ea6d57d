package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import org.locationtech.jts.geom.Geometry;

/// How an area is cut into pixels: makes the smallest grid with pixels of a size, or of a number,
/// that holds it. The rules are odc-geo's (`GeoBox.from_bbox`), each axis for itself.
///
/// @param anchor where pixel edges lie
/// @param tolerance pixels by which the area may reach beyond the grid: an edge that is so near to
///     a pixel's edge lies on it
public record Gridding(Anchor anchor, double tolerance) {
  /// Edges on multiples of the resolution, a hundredth of a pixel for rounding.
  public static final Gridding ALIGNED = new Gridding(Anchor.EDGE, 0.01);

  /// The upper left corner on that of the area.
  public static final Gridding TIGHT = new Gridding(Anchor.FLOATING, 0.01);

  public Gridding {
    if (!(tolerance >= 0 && tolerance < 0.5)) {
      throw new InvalidRequest("tolerance " + tolerance, "expected pixels, 0 to 0.5");
    }
  }

  public Gridding withAnchor(Anchor other) {
    return new Gridding(other, tolerance);
  }

  public Gridding withTolerance(double pixels) {
    return new Gridding(anchor, pixels);
  }

  /// @throws InvalidRequest where the grid would have 2³¹ pixels a side
  public GeoBox over(BBox area, Resolution resolution) {
    Side x = side(area.xMin(), area.xMax(), resolution.x(), offset(true));
    Side y = side(area.yMin(), area.yMax(), resolution.y(), offset(false));
    return new GeoBox(
        x.pixels(area, resolution),
        y.pixels(area, resolution),
        new Affine(resolution.x(), 0, x.origin, 0, resolution.y(), y.origin),
        area.crs());
  }

  /// So many pixels, as large as it takes; with an anchor they are moved onto it, to the left and
  /// up, and cover the area but for what that leaves.
  public GeoBox over(BBox area, int width, int height) {
    if (width <= 0 || height <= 0) {
      throw new InvalidRequest("grid of " + width + "×" + height, "expected pixels");
    }
    double rx = area.width() / width;
    double ry = -area.height() / height;
    double x =
        anchor instanceof Anchor.Floating
            ? area.xMin()
            : side(area.xMin(), area.xMax(), rx, offset(true)).origin;
    double y =
        anchor instanceof Anchor.Floating
            ? area.yMax()
            : side(area.yMin(), area.yMax(), ry, offset(false)).origin;
    return new GeoBox(width, height, new Affine(rx, 0, x, 0, ry, y), area.crs());
  }

  /// Square pixels, so many on the area's longer side.
  public GeoBox over(BBox area, int longerSide) {
    if (longerSide <= 0) {
      throw new InvalidRequest("grid of " + longerSide + " pixels", "expected some");
    }
    return over(area, Resolution.square(Math.max(area.width(), area.height()) / longerSide));
  }

  /// Over a geometry, in any CRS: its vertices alone are moved, as odc-geo does
  /// (`from_geopolygon`), since edges of a geometry in longitude and latitude are straight in
  /// nobody's eyes.
  ///
  /// @param of the CRS of the geometry
  /// @param target the CRS of the grid
  /// @throws InvalidRequest where the geometry is empty, has no inside, or a vertex has no place in
  ///     the target
  public GeoBox over(Geometry geometry, Crs of, Crs target, Resolution resolution) {
    return over(bounds(geometry, of, target), resolution);
  }

  /// Bounds of a geometry's vertices in another CRS, on one side of the world's seam.
  static BBox bounds(Geometry geometry, Crs of, Crs target) {
    return Ring.of(geometry, of, target).bounds();
  }

  /// Units beside multiples of the resolution in pixels; not a number for an anchor that floats.
  private double offset(boolean alongX) {
    return switch (anchor) {
      case Anchor.At(double x, double y) -> alongX ? x : y;
      case Anchor.Floating _ -> Double.NaN;
    };
  }

  private Side side(double low, double high, double step, double offset) {
    double size = Math.abs(step);
    if (Double.isNaN(offset)) {
      double pixels = Math.max(1, Math.ceil(near((high - low) / size)));
      return new Side(step > 0 ? low : high, pixels);
    }
    double beside = offset * size;
    double first = Math.floor(near((low - beside) / size));
    double end = Math.ceil(near((high - beside) / size));
    double pixels = Math.max(1, end - first);
    double origin = step > 0 ? first * size : first * size + pixels * size;
    return new Side(origin + beside, pixels);
  }

  /// The whole number that is nearest, where it is within the tolerance.
  private double near(double v) {
    double whole = Math.rint(v);
    return Math.abs(v - whole) < tolerance ? whole : v;
  }

  private record Side(double origin, double pixels) {
    int pixels(BBox area, Resolution resolution) {
      if (pixels > Integer.MAX_VALUE) {
        throw new InvalidRequest(
            "grid over " + area,
            "at a resolution of "
                + resolution.x()
                + ", "
                + resolution.y()
                + " it would have 2³¹ pixels a side or more");
      }
      return (int) pixels;
    }
  }
}
