package dev.cairn.warp;

import dev.cairn.geo.PixelWindow;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// A mapping between any two grids by control points: target pixels are taken together in cells of
/// 64 × 64, each with as many exact points as keep what lies between them, interpolated, within a
/// limit. With a limit of 0 every pixel is exact, and cells only tell which source pixels are
/// needed. Thread-safe.
///
/// Cells lie on the multiples of the target's pixels, not on the window that is asked for: so every
/// way of cutting the target gives the same places.
final class Controlled implements Mapping {
  private static final int CELL = 64;

  /// How near places are to where a cell has them, where every pixel is exact.
  private static final double BOUNDS_LIMIT = 0.125;

  /// A scale this near to one over a whole number, in source pixels, counts as that, as for GDAL.
  private static final double WHOLE = 0.05;

  private final Reprojection exact;
  private final double limit;
  private final Scale scale;
  private final ConcurrentMap<Key, Cell> cells = new ConcurrentHashMap<>();

  private record Key(long column, long row) {}

  /// @param limit source pixels
  Controlled(Reprojection exact, double limit) {
    this.exact = exact;
    this.limit = limit;
    Reprojection.Jacobian j = exact.jacobian();
    scale =
        new Scale(
            scale(Math.abs(j.xx()) + Math.abs(j.xy())), scale(Math.abs(j.yx()) + Math.abs(j.yy())));
  }

  private static double scale(double sourcePixels) {
    if (!(sourcePixels > 0) || !Double.isFinite(sourcePixels)) {
      return 1;
    }
    double whole = Math.rint(sourcePixels);
    return sourcePixels > 1 && Math.abs(sourcePixels - whole) < WHOLE
        ? 1 / whole
        : 1 / sourcePixels;
  }

  /// The places of a cell's pixels.
  ///
  /// @param parts squares a side, with a control point at each corner; 0 where they do not do and
  ///     each pixel has its exact place
  /// @param x of the control points, row by row; else the least and the greatest of any centre
  private record Cell(int parts, double[] x, double[] y) {
    boolean isExact() {
      return parts == 0;
    }

    /// The place of a point, counted in the cell's parts.
    double[] at(double column, double row) {
      int across = Math.min((int) column, parts - 1);
      int down = Math.min((int) row, parts - 1);
      int a = down * (parts + 1) + across;
      return new double[] {
        between(x, a, column - across, row - down), between(y, a, column - across, row - down)
      };
    }

    private double between(double[] v, int a, double fx, double fy) {
      int side = parts + 1;
      double upper = v[a] + (v[a + 1] - v[a]) * fx;
      double lower = v[a + side] + (v[a + side + 1] - v[a + side]) * fx;
      return upper + (lower - upper) * fy;
    }
  }

  private Cell cell(long column, long row) {
    return cells.computeIfAbsent(new Key(column, row), this::make);
  }

  private Cell make(Key key) {
    double allowed = limit > 0 ? limit : BOUNDS_LIMIT;
    Cell coarse = points(key, 1);
    for (int parts = 2; parts <= CELL / 4; parts *= 2) {
      Cell fine = points(key, parts);
      double off = distance(coarse, fine);
      if (Double.isNaN(off)) {
        return pixelByPixel(key); // some have no place
      }
      // Four times as near as the coarse one, for what it is like.
      if (off <= allowed && distanceAside(key, fine) <= allowed) {
        return fine;
      }
      coarse = fine;
    }
    return pixelByPixel(key);
  }

  private Cell pixelByPixel(Key key) {
    var bounds = new Bounds();
    var x = new double[CELL];
    var y = new double[CELL];
    for (int row = 0; row < CELL; row++) {
      exactly(key.column * CELL, key.row * CELL + row, 0.5, x, y, 0, CELL);
      for (int i = 0; i < CELL; i++) {
        bounds.add(x[i], y[i]);
      }
    }
    return new Cell(
        0, new double[] {bounds.left, bounds.right}, new double[] {bounds.top, bounds.bottom});
  }

  private Cell points(Key key, int parts) {
    int side = parts + 1;
    var x = new double[side * side];
    var y = new double[side * side];
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        x[r * side + c] = (double) key.column * CELL + (double) c * CELL / parts;
        y[r * side + c] = (double) key.row * CELL + (double) r * CELL / parts;
      }
    }
    exact.toSource(x, y, 0, x.length);
    return new Cell(parts, x, y);
  }

  /// How far the coarse cell's places are from the fine one's points; NaN where one has none.
  private static double distance(Cell coarse, Cell fine) {
    double most = 0;
    int side = fine.parts + 1;
    int half = coarse.parts + 1;
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        int a = r / 2 * half + c / 2;
        int b = a + c % 2;
        int d = a + r % 2 * half;
        int e = d + c % 2;
        double x = (coarse.x[a] + coarse.x[b] + coarse.x[d] + coarse.x[e]) / 4;
        double y = (coarse.y[a] + coarse.y[b] + coarse.y[d] + coarse.y[e]) / 4;
        double off =
            Math.max(Math.abs(x - fine.x[r * side + c]), Math.abs(y - fine.y[r * side + c]));
        if (Double.isNaN(off)) {
          return Double.NaN;
        }
        most = Math.max(most, off);
      }
    }
    return most;
  }

  /// Places in a cell, in cells, that no halving of it meets and that do not mirror each other:
  /// what is odd about a cell's middle shows at none of the points that halvings compare.
  private static final double[] ASIDE_X = {0.29, 0.71, 0.33, 0.79};

  private static final double[] ASIDE_Y = {0.23, 0.31, 0.73, 0.67};

  /// How far a cell's places are from exact ones, at a few of them; NaN where one has none.
  private double distanceAside(Key key, Cell cell) {
    var x = new double[ASIDE_X.length];
    var y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = ((double) key.column + ASIDE_X[i]) * CELL;
      y[i] = ((double) key.row + ASIDE_Y[i]) * CELL;
    }
    exact.toSource(x, y, 0, x.length);
    double most = 0;
    for (int i = 0; i < x.length; i++) {
      double[] has = cell.at(ASIDE_X[i] * cell.parts, ASIDE_Y[i] * cell.parts);
      double off = Math.max(Math.abs(has[0] - x[i]), Math.abs(has[1] - y[i]));
      if (Double.isNaN(off)) {
        return off;
      }
      most = Math.max(most, off);
    }
    return most;
  }

  @Override
  public int sourceWidth() {
    return exact.sourceWidth();
  }

  @Override
  public int sourceHeight() {
    return exact.sourceHeight();
  }

  @Override
  public double sourcePeriod() {
    return exact.sourcePeriod();
  }

  @Override
  public Scale scale() {
    return scale;
  }

  @Override
  public Placement.Kind kind() {
    return Placement.Kind.WARP;
  }

  @Override
  public boolean isSeparable() {
    return false;
  }

  @Override
  public Places centres(PixelWindow target) {
    return new Rows(target.col(), target.width(), 0.5);
  }

  @Override
  public Places corners(PixelWindow target) {
    return new Rows(target.col(), target.width() + 1, 0);
  }

  /// The places of points along rows.
  private final class Rows extends Places {
    private final long column;

    /// How far the points lie to the right of a pixel's left edge, and below its upper one.
    private final double within;

    private final Cell[] cellsOfRow;
    private long cellRow = Long.MIN_VALUE;

    Rows(int col, int count, double within) {
      super(count);
      column = exact.firstColumn() + col;
      this.within = within;
      long last = Math.floorDiv(column + count - 1, CELL);
      cellsOfRow = new Cell[limit == 0 ? 0 : (int) (last - Math.floorDiv(column, CELL)) + 1];
    }

    @Override
    void goTo(int targetRow) {
      long row = exact.firstRow() + targetRow;
      int count = x().length;
      if (limit == 0) {
        exactly(column, row, within, x(), y(), 0, count);
        return;
      }
      long firstCell = Math.floorDiv(column, CELL);
      if (cellRow != Math.floorDiv(row, CELL)) {
        cellRow = Math.floorDiv(row, CELL);
        for (int i = 0; i < cellsOfRow.length; i++) {
          cellsOfRow[i] = cell(firstCell + i, cellRow);
        }
      }
      double down = (int) (row - cellRow * CELL) + within;
      int i = 0;
      for (int k = 0; k < cellsOfRow.length; k++) {
        long left = (firstCell + k) * CELL;
        int end = (int) Math.min(count, left + CELL - column);
        Cell cell = cellsOfRow[k];
        if (cell.isExact()) {
          exactly(column, row, within, x(), y(), i, end);
        } else {
          interpolate(cell, (int) (column + i - left) + within, down, x(), y(), i, end);
        }
        i = end;
      }
    }
  }

  private void exactly(
      long column, long row, double within, double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = column + i + within;
      y[i] = row + within;
    }
    exact.toSource(x, y, from, to);
    for (int i = from; i < to; i++) {
      if (Double.isNaN(x[i] + y[i])) {
        x[i] = Double.NEGATIVE_INFINITY;
        y[i] = Double.NEGATIVE_INFINITY;
      }
    }
  }

  private static void interpolate(
      Cell cell, double column, double row, double[] x, double[] y, int from, int to) {
    int size = CELL / cell.parts;
    int side = cell.parts + 1;
    int down = (int) row / size;
    double fy = (row - down * size) / size;
    for (int i = from; i < to; ) {
      int across = (int) (column + i - from) / size;
      int end = Math.min(to, from + (int) Math.ceil((across + 1) * size - column));
      int a = down * side + across;
      double x0 = cell.x[a] + (cell.x[a + side] - cell.x[a]) * fy;
      double x1 = cell.x[a + 1] + (cell.x[a + 1 + side] - cell.x[a + 1]) * fy;
      double y0 = cell.y[a] + (cell.y[a + side] - cell.y[a]) * fy;
      double y1 = cell.y[a + 1] + (cell.y[a + 1 + side] - cell.y[a + 1]) * fy;
      double dx = (x1 - x0) / size;
      double dy = (y1 - y0) / size;
      double first = column - from - across * size;
      for (int k = i; k < end; k++) {
        x[k] = x0 + (first + k) * dx;
        y[k] = y0 + (first + k) * dy;
      }
      i = end;
    }
  }

  /// Bounds of places.
  private static final class Bounds {
    private double left = Double.POSITIVE_INFINITY;
    private double right = Double.NEGATIVE_INFINITY;
    private double top = Double.POSITIVE_INFINITY;
    private double bottom = Double.NEGATIVE_INFINITY;

    void add(double x, double y) {
      if (Double.isFinite(x + y)) {
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
    }

    boolean meets(PixelWindow window, double pad) {
      return right >= window.col() - pad
          && left <= window.colEnd() + pad
          && bottom >= window.row() - pad
          && top <= window.rowEnd() + pad;
    }

    Optional<PixelWindow> pixels(int width, int height, double pad) {
      double x0 = Math.max(0, Math.floor(left - pad));
      double x1 = Math.min(width, Math.ceil(right + pad));
      double y0 = Math.max(0, Math.floor(top - pad));
      double y1 = Math.min(height, Math.ceil(bottom + pad));
      return x0 < x1 && y0 < y1
          ? Optional.of(new PixelWindow((int) x0, (int) y0, (int) (x1 - x0), (int) (y1 - y0)))
          : Optional.empty();
    }
  }

  private double pad() {
    return limit > 0 ? 1e-6 : 2 * BOUNDS_LIMIT;
  }

  @Override
  public Optional<PixelWindow> underCentres(PixelWindow target) {
    var bounds = new Bounds();
    forCells(target, part -> add(part, true, bounds));
    return bounds.pixels(sourceWidth(), sourceHeight(), pad());
  }

  @Override
  public Optional<PixelWindow> covered(PixelWindow target) {
    var bounds = new Bounds();
    forCells(target, part -> add(part, false, bounds));
    return bounds.pixels(sourceWidth(), sourceHeight(), pad());
  }

  @Override
  public Optional<PixelWindow> centredOn(PixelWindow source, PixelWindow target) {
    var found = new Found();
    forCells(
        target,
        part -> {
          var bounds = new Bounds();
          Cell cell = cellOf(part);
          if (cell.isExact()) {
            bounds.add(cell.x[0], cell.y[0]);
            bounds.add(cell.x[1], cell.y[1]);
          } else {
            add(part, true, bounds);
          }
          if (bounds.meets(source, pad())) {
            if (cell.isExact()) {
              findEach(part, source, found);
            } else {
              found.add(part.col(), part.row(), part.colEnd(), part.rowEnd());
            }
          }
        });
    return found.window();
  }

  @Override
  public Optional<PixelWindow> covering(PixelWindow source, PixelWindow target) {
    var found = new Found();
    forCells(
        target,
        part -> {
          var bounds = new Bounds();
          add(part, false, bounds);
          if (bounds.meets(source, pad())) {
            found.add(part.col(), part.row(), part.colEnd(), part.rowEnd());
          }
        });
    return found.window();
  }

  /// Pixel by pixel: a part on the edge of the world has places at both ends of the source.
  private void findEach(PixelWindow part, PixelWindow source, Found found) {
    Places places = centres(part);
    for (int row = part.row(); row < part.rowEnd(); row++) {
      places.goTo(row);
      for (int i = 0; i < part.width(); i++) {
        double x = places.x()[i];
        double y = places.y()[i];
        if (x >= source.col() - pad()
            && x <= source.colEnd() + pad()
            && y >= source.row() - pad()
            && y <= source.rowEnd() + pad()) {
          found.add(part.col() + i, row, part.col() + i + 1, row + 1);
        }
      }
    }
  }

  /// The window around what is found.
  private static final class Found {
    private int left = Integer.MAX_VALUE;
    private int top = Integer.MAX_VALUE;
    private int right = Integer.MIN_VALUE;
    private int bottom = Integer.MIN_VALUE;

    void add(int col, int row, int colEnd, int rowEnd) {
      left = Math.min(left, col);
      top = Math.min(top, row);
      right = Math.max(right, colEnd);
      bottom = Math.max(bottom, rowEnd);
    }

    Optional<PixelWindow> window() {
      return right < left
          ? Optional.empty()
          : Optional.of(new PixelWindow(left, top, right - left, bottom - top));
    }
  }

  private interface Part {
    void look(PixelWindow part);
  }

  /// Goes through what the cells have of a target window.
  private void forCells(PixelWindow target, Part each) {
    for (int row = target.row(); row < target.rowEnd(); ) {
      int below = (int) (CELL - Math.floorMod(exact.firstRow() + row, CELL));
      int rowEnd = Math.min(target.rowEnd(), row + below);
      for (int col = target.col(); col < target.colEnd(); ) {
        int right = (int) (CELL - Math.floorMod(exact.firstColumn() + col, CELL));
        int colEnd = Math.min(target.colEnd(), col + right);
        each.look(new PixelWindow(col, row, colEnd - col, rowEnd - row));
        col = colEnd;
      }
      row = rowEnd;
    }
  }

  private Cell cellOf(PixelWindow part) {
    return cell(
        Math.floorDiv(exact.firstColumn() + part.col(), CELL),
        Math.floorDiv(exact.firstRow() + part.row(), CELL));
  }

  /// Bounds of what a cell's pixels need: of the places of their centres, or of all they cover.
  private void add(PixelWindow part, boolean isCentres, Bounds bounds) {
    Cell cell = cellOf(part);
    if (cell.isExact()) {
      addEach(part, isCentres, bounds);
      return;
    }
    // Between its control points a cell's places are a patch within the hull of its corners.
    double left = Math.floorMod(exact.firstColumn() + part.col(), CELL);
    double top = Math.floorMod(exact.firstRow() + part.row(), CELL);
    double right = left + part.width();
    double bottom = top + part.height();
    double size = (double) CELL / cell.parts;
    for (double y = top; ; y = Math.min(bottom, (Math.floor(y / size) + 1) * size)) {
      for (double x = left; ; x = Math.min(right, (Math.floor(x / size) + 1) * size)) {
        double[] place = cell.at(x / size, y / size);
        bounds.add(place[0], place[1]);
        if (x == right) {
          break;
        }
      }
      if (y == bottom) {
        break;
      }
    }
  }

  private void addEach(PixelWindow part, boolean isCentres, Bounds bounds) {
    Places places = isCentres ? centres(part) : corners(part);
    int rows = part.height() + (isCentres ? 0 : 1);
    double world = isCentres ? 0 : sourcePeriod();
    double[] above = new double[0];
    for (int row = 0; row < rows; row++) {
      places.goTo(part.row() + row);
      double[] x = places.x();
      double[] y = places.y();
      for (int i = 0; i < x.length; i++) {
        bounds.add(x[i], y[i]);
        if (world > 0
            && (i > 0 && isAcross(x[i], x[i - 1], world)
                || row > 0 && isAcross(x[i], above[i], world))) {
          bounds.add(0, y[i]); // a pixel on the edge of the world has a part at each end
          bounds.add(sourceWidth(), y[i]);
        }
      }
      above = world > 0 ? x.clone() : above;
    }
  }

  private static boolean isAcross(double a, double b, double world) {
    return Double.isFinite(a - b) && Math.abs(a - b) > world / 2;
  }
}
