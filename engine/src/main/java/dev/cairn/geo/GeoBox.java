package dev.cairn.geo;

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
