package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/// A grid on the ground: its shape in pixels, where they lie, and the CRS of the coordinates. Its
/// bounds are finite and not empty.
///
/// @param width columns
/// @param height rows
/// @param transform from pixels (0, 0 at the outer corner of the first) to coordinates of `crs`
public record GeoBox(int width, int height, Affine transform, Crs crs) {
  public GeoBox {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("empty grid: " + width + "×" + height);
    }
    bounds(width, height, transform, crs); // refuses what reaches into infinity or has no inside
  }

  /// The outline's bounds in the grid's own CRS.
  public BBox bounds() {
    return bounds(width, height, transform, crs);
  }

  private static BBox bounds(int width, int height, Affine transform, Crs crs) {
    double x0 = transform.x(0, 0);
    double x1 = transform.x(width, 0);
    double x2 = transform.x(0, height);
    double x3 = transform.x(width, height);
    double y0 = transform.y(0, 0);
    double y1 = transform.y(width, 0);
    double y2 = transform.y(0, height);
    double y3 = transform.y(width, height);
    return new BBox(
        crs,
        Math.min(Math.min(x0, x1), Math.min(x2, x3)),
        Math.min(Math.min(y0, y1), Math.min(y2, y3)),
        Math.max(Math.max(x0, x1), Math.max(x2, x3)),
        Math.max(Math.max(y0, y1), Math.max(y2, y3)));
  }

  public PixelWindow window() {
    return new PixelWindow(0, 0, width, height);
  }

  public long pixels() {
    return (long) width * height;
  }

  /// The part of this grid that the window names; the window may reach outside.
  public GeoBox crop(PixelWindow window) {
    return new GeoBox(
        window.width(),
        window.height(),
        new Affine(
            transform.a(),
            transform.b(),
            transform.x(window.col(), window.row()),
            transform.d(),
            transform.e(),
            transform.y(window.col(), window.row())),
        crs);
  }

  /// The same ground in `width × height` pixels, as an overview has it.
  public GeoBox zoomTo(int newWidth, int newHeight) {
    double sx = (double) width / newWidth;
    double sy = (double) height / newHeight;
    return new GeoBox(
        newWidth,
        newHeight,
        new Affine(
            transform.a() * sx,
            transform.b() * sy,
            transform.c(),
            transform.d() * sx,
            transform.e() * sy,
            transform.f()),
        crs);
  }

  /// The lattice that this grid is a part of.
  public Lattice lattice() {
    return new Lattice(transform, crs);
  }

  /// The size of a pixel, along a row and down a column.
  public Resolution resolution() {
    return transform.isRectilinear()
        ? new Resolution(transform.a(), transform.e())
        : new Resolution(transform.pixelSizeX(), -transform.pixelSizeY());
  }

  /// With so many pixels more on each side, less where they are negative.
  ///
  /// @throws InvalidRequest where none would be left
  public GeoBox pad(int cols, int rows) {
    return crop(-(double) cols, -(double) rows, width + 2.0 * cols, height + 2.0 * rows);
  }

  /// With more columns on the right and rows at the bottom, until their numbers are multiples.
  public GeoBox padToMultiples(int cols, int rows) {
    if (cols <= 0 || rows <= 0) {
      throw new InvalidRequest("multiples of " + cols + " and " + rows, "expected pixels");
    }
    return crop(
        0,
        0,
        (double) cols * Math.ceilDiv(width, cols),
        (double) rows * Math.ceilDiv(height, rows));
  }

  /// With a margin in units of the CRS, to whole pixels: all that it touches by a tenth or more.
  /// Negative ones shrink.
  ///
  /// @throws InvalidRequest where nothing would be left
  public GeoBox buffered(double x, double y) {
    double cols = margin(x, transform.pixelSizeX());
    double rows = margin(y, transform.pixelSizeY());
    return crop(-cols, -rows, width + 2 * cols, height + 2 * rows);
  }

  private static double margin(double units, double pixel) {
    return Math.ceil((units - 0.1 * pixel) / pixel);
  }

  private GeoBox crop(double col, double row, double cols, double rows) {
    if (!(cols >= 1 && rows >= 1 && cols <= Integer.MAX_VALUE && rows <= Integer.MAX_VALUE)) {
      throw new InvalidRequest(
          "grid of " + width + "×" + height, "it would become " + cols + "×" + rows + " pixels");
    }
    return at(transform, col, row, (int) cols, (int) rows);
  }

  private GeoBox at(Affine scaled, double col, double row, int cols, int rows) {
    return new GeoBox(
        cols,
        rows,
        new Affine(
            scaled.a(),
            scaled.b(),
            transform.x(col, row),
            scaled.d(),
            scaled.e(),
            transform.y(col, row)),
        crs);
  }

  /// Moved by so many of its pixels, which need not be whole.
  public GeoBox translate(double cols, double rows) {
    return at(transform, cols, rows, width, height);
  }

  /// The same ground with the last column first.
  public GeoBox flipX() {
    return at(scaled(-1, 1), width, 0, width, height);
  }

  /// The same ground with the last row first.
  public GeoBox flipY() {
    return at(scaled(1, -1), 0, height, width, height);
  }

  private Affine scaled(double x, double y) {
    return new Affine(
        transform.a() * x,
        transform.b() * y,
        transform.c(),
        transform.d() * x,
        transform.e() * y,
        transform.f());
  }

  /// Pixels larger by a factor, from the same corner; the last ones may reach beyond this grid.
  ///
  /// @param factor below 1 makes pixels smaller
  public GeoBox zoomOut(double factor) {
    if (!(factor > 0) || !Double.isFinite(factor)) {
      throw new InvalidRequest("zoom out by " + factor, "expected a factor above 0");
    }
    double cols = Math.max(1, Math.ceil(width / factor));
    double rows = Math.max(1, Math.ceil(height / factor));
    if (cols > Integer.MAX_VALUE || rows > Integer.MAX_VALUE) {
      throw new InvalidRequest("zoom out by " + factor, "2³¹ pixels a side or more");
    }
    return at(scaled(factor, factor), 0, 0, (int) cols, (int) rows);
  }

  /// As [#zoomOut], to so many pixels on the longer side.
  public GeoBox zoomTo(int longerSide) {
    if (longerSide <= 0) {
      throw new InvalidRequest("grid of " + longerSide + " pixels", "expected some");
    }
    return zoomOut((double) Math.max(width, height) / longerSide);
  }

  /// The same ground in pixels of a size, from the corner of the bounds; north up where the size
  /// says so.
  public GeoBox zoomTo(Resolution resolution) {
    return Gridding.TIGHT.over(bounds(), resolution);
  }

  /// This grid moved by less than a pixel onto the lattice of another.
  ///
  /// @throws InvalidRequest where they differ in CRS or pixels
  public GeoBox snapTo(GeoBox other) {
    return other.lattice().snap(this);
  }

  /// The smallest grid on this one's lattice that holds both.
  ///
  /// @throws InvalidRequest where they do not lie on one lattice
  public GeoBox union(GeoBox other) {
    return lattice().grid(window().union(lattice().window(other)));
  }

  /// What both have in common; empty where that is nothing.
  ///
  /// @throws InvalidRequest where they do not lie on one lattice
  public Optional<GeoBox> intersection(GeoBox other) {
    return overlap(other).map(this::crop);
  }

  /// The pixels of this grid that another has too.
  ///
  /// @throws InvalidRequest where they do not lie on one lattice
  public Optional<PixelWindow> overlap(GeoBox other) {
    return window().intersection(lattice().window(other));
  }

  /// The pixel in the middle: the one after it where there are two.
  public GeoBox centerPixel() {
    return crop(new PixelWindow(width / 2, height / 2, 1, 1));
  }

  /// What the grid covers, as a polygon in its own CRS.
  public Geometry footprint() {
    return Ring.of(this, 0, 1, crs).polygon(bounds());
  }

  /// What the grid covers in another CRS, its outline in a hundred pieces an edge. In longitudes
  /// and latitudes it is cut at the antimeridian (RFC 7946 §3.1.9), and reaches to a pole that lies
  /// inside it.
  ///
  /// @throws InvalidRequest where nothing of it has a place there
  /// @throws dev.cairn.base.Unsupported where either CRS is not known
  public Geometry footprint(Crs other) {
    return Ring.of(this, 0, 100, other).polygon(bounds());
  }

  /// The bounds in longitude and latitude; to more than 180° across the antimeridian.
  ///
  /// @throws InvalidRequest where nothing of it has a place there
  /// @throws dev.cairn.base.Unsupported where the CRS is not known
  public BBox geographicExtent() {
    if (crs.isGeographic()) {
      return bounds();
    }
    Ring ring = Ring.of(this, 0, 100, Crs.WGS84);
    return ring.isAboutPole() ? bounds().to(Crs.WGS84) : ring.bounds();
  }

  /// Centres of the columns; for grids whose rows run along x.
  public double[] xCentres() {
    double[] x = new double[width];
    for (int i = 0; i < width; i++) {
      x[i] = transform.x(i + 0.5, 0.5);
    }
    return x;
  }

  /// Centres of the rows; for grids whose columns run along y.
  public double[] yCentres() {
    double[] y = new double[height];
    for (int i = 0; i < height; i++) {
      y[i] = transform.y(0.5, i + 0.5);
    }
    return y;
  }
}
