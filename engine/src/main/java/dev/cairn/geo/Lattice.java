package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/// The pixels of a grid going on in all directions: grids on one lattice share their pixels' edges,
/// and are windows of it.
///
/// @param transform from pixels to coordinates; pixel (0, 0) is wherever one likes
/// @param crs of the coordinates
public record Lattice(Affine transform, Crs crs) {
  /// Pixels by which a grid may lie beside the lattice and still be on it.
  private static final double ON = 1e-8;

  /// Pixels by which an area may reach into the next pixel and still end before it.
  private static final double ON_EDGE = 1e-6;

  /// @param window within 2³¹ pixels of pixel (0, 0)
  public GeoBox grid(PixelWindow window) {
    return new GeoBox(window.width(), window.height(), transform, crs).crop(window);
  }

  /// True where a grid's pixels are pixels of this lattice.
  public boolean holds(GeoBox grid) {
    if (!isLike(grid)) {
      return false;
    }
    Affine to = pixels(grid);
    return isWhole(to.c(), grid) && isWhole(to.f(), grid);
  }

  /// Which pixels of the lattice a grid has.
  ///
  /// @throws InvalidRequest where it has none of them, or lies too far away
  public PixelWindow window(GeoBox grid) {
    requireLike(grid);
    if (!holds(grid)) {
      Affine to = pixels(grid);
      throw new InvalidRequest(
          "grids on two lattices",
          "one lies " + to.c() + ", " + to.f() + " pixels beside the other; expected whole ones");
    }
    Affine to = pixels(grid);
    return window(
        Math.rint(to.c()),
        Math.rint(to.f()),
        Math.rint(to.c()) + grid.width(),
        Math.rint(to.f()) + grid.height());
  }

  /// A grid with pixels of the same shape, moved by half a pixel at the most onto this lattice.
  ///
  /// @throws InvalidRequest where its CRS or pixels are others
  public GeoBox snap(GeoBox grid) {
    requireLike(grid);
    Affine to = pixels(grid);
    double cols = Math.rint(to.c()) - to.c();
    double rows = Math.rint(to.f()) - to.f();
    return isWhole(to.c(), grid) && isWhole(to.f(), grid) ? grid : grid.translate(cols, rows);
  }

  /// The smallest window that holds an area; one in another CRS is moved by its outline.
  ///
  /// @throws InvalidRequest where the area lies too far away
  /// @throws dev.cairn.base.Unsupported where either CRS is not known
  public PixelWindow around(BBox area) {
    BBox b = area.to(crs);
    return around(
        new double[] {b.xMin(), b.xMax(), b.xMin(), b.xMax()},
        new double[] {b.yMin(), b.yMin(), b.yMax(), b.yMax()});
  }

  /// The smallest window that holds the vertices of a geometry.
  ///
  /// @param of the CRS of the geometry
  /// @throws InvalidRequest where it is empty, lies too far away, or a vertex has no place in this
  ///     CRS
  public PixelWindow around(Geometry geometry, Crs of) {
    if (geometry.isEmpty()) {
      throw new InvalidRequest("a geometry", "it is empty");
    }
    Coordinate[] vertices = geometry.getCoordinates();
    double[] x = new double[vertices.length];
    double[] y = new double[vertices.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = vertices[i].x;
      y[i] = vertices[i].y;
    }
    Crs.transform(of, crs).apply(x, y);
    return around(x, y);
  }

  private PixelWindow around(double[] x, double[] y) {
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      double col = col(x[i] - transform.c(), y[i] - transform.f());
      double row = row(x[i] - transform.c(), y[i] - transform.f());
      left = Math.min(left, col);
      right = Math.max(right, col);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
    }
    double col = Math.floor(left + ON_EDGE);
    double row = Math.floor(top + ON_EDGE);
    return window(
        col,
        row,
        Math.max(col + 1, Math.ceil(right - ON_EDGE)),
        Math.max(row + 1, Math.ceil(bottom - ON_EDGE)));
  }

  private static PixelWindow window(double left, double top, double right, double bottom) {
    if (!(left > Integer.MIN_VALUE
        && top > Integer.MIN_VALUE
        && right < Integer.MAX_VALUE
        && bottom < Integer.MAX_VALUE
        && right - left < Integer.MAX_VALUE
        && bottom - top < Integer.MAX_VALUE)) {
      throw new InvalidRequest(
          "pixels " + left + " to " + right + ", " + top + " to " + bottom, "2³¹ or more away");
    }
    return new PixelWindow((int) left, (int) top, (int) (right - left), (int) (bottom - top));
  }

  private boolean isLike(GeoBox grid) {
    if (!crs.equals(grid.crs())) {
      return false;
    }
    Affine to = pixels(grid);
    // No pixel of the grid may leave the lattice over the length of the grid.
    return Math.abs(to.a() - 1) * grid.width() <= ON
        && Math.abs(to.d()) * grid.width() <= ON
        && Math.abs(to.b()) * grid.height() <= ON
        && Math.abs(to.e() - 1) * grid.height() <= ON;
  }

  private void requireLike(GeoBox grid) {
    if (!isLike(grid)) {
      throw new InvalidRequest(
          "grids of two lattices",
          "pixels of "
              + grid.resolution().x()
              + ", "
              + grid.resolution().y()
              + " in "
              + grid.crs()
              + " are not those of "
              + transform.a()
              + ", "
              + transform.e()
              + " in "
              + crs);
    }
  }

  /// From pixels of a grid to pixels of the lattice. Corners are subtracted before anything else:
  /// of pixels far from the coordinates' origin the inverse map keeps few digits.
  private Affine pixels(GeoBox grid) {
    Affine g = grid.transform();
    return new Affine(
        col(g.a(), g.d()),
        col(g.b(), g.e()),
        col(g.c() - transform.c(), g.f() - transform.f()),
        row(g.a(), g.d()),
        row(g.b(), g.e()),
        row(g.c() - transform.c(), g.f() - transform.f()));
  }

  /// Columns along a distance in coordinates.
  private double col(double dx, double dy) {
    Affine t = transform;
    return t.isRectilinear()
        ? dx / t.a()
        : (dx * t.e() - dy * t.b()) / (t.a() * t.e() - t.b() * t.d());
  }

  private double row(double dx, double dy) {
    Affine t = transform;
    return t.isRectilinear()
        ? dy / t.e()
        : (dy * t.a() - dx * t.d()) / (t.a() * t.e() - t.b() * t.d());
  }

  /// Whole to within a hundred-millionth, and what coordinates of so many digits can say.
  private boolean isWhole(double pixels, GeoBox grid) {
    BBox b = grid.bounds();
    double largest =
        Math.max(
            Math.max(Math.abs(b.xMin()), Math.abs(b.xMax())),
            Math.max(Math.abs(b.yMin()), Math.abs(b.yMax())));
    double size = Math.min(transform.pixelSizeX(), transform.pixelSizeY());
    return Math.abs(pixels - Math.rint(pixels)) <= ON + 4 * Math.ulp(largest) / size;
  }
}
