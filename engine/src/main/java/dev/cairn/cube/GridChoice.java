package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.Affine;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A cube's grid and why it is this one.
///
/// @param grid north-up, square to its CRS
/// @param reasons a sentence each, for people
record GridChoice(GeoBox grid, List<String> reasons) {
  /// A grid of more pixels than this is a mistake in the request, not a cube.
  private static final double MAX_SIDE = 2_000_000;

  /// How near an edge must be to a pixel edge, in pixels, to count as on it.
  private static final double ON_EDGE = 1e-6;

  /// @param scenes whose sources all have a stated grid
  /// @param bands those that decide
  static GridChoice choose(
      List<Scene> scenes, List<String> bands, GridRequest request, Parity parity) {
    Map<GeoBox, String> grids = new LinkedHashMap<>();
    for (Scene scene : scenes) {
      for (String band : bands) {
        var source = scene.sources().get(band);
        if (source != null && source.grid() instanceof Stated.As<GeoBox>(GeoBox grid)) {
          grids.putIfAbsent(grid, scene.id());
        }
      }
    }
    if (grids.isEmpty()) {
      throw new InvalidRequest("bands " + String.join(", ", bands), "no scene has any of them");
    }
    var reasons = new ArrayList<String>();
    Crs crs = chooseCrs(grids, request, reasons);
    GridRequest.Resolution resolution = chooseResolution(grids.keySet(), crs, request, reasons);
    BBox area = chooseArea(grids.keySet(), crs, request, parity, reasons);
    return new GridChoice(
        align(area, resolution, grids.keySet(), request.align(), reasons), List.copyOf(reasons));
  }

  private static Crs chooseCrs(
      Map<GeoBox, String> grids, GridRequest request, List<String> reasons) {
    Map<Crs, Set<String>> crss = new LinkedHashMap<>();
    grids.forEach(
        (grid, scene) -> crss.computeIfAbsent(grid.crs(), _ -> new LinkedHashSet<>()).add(scene));
    if (request.crs() instanceof Stated.As<Crs>(Crs asked)) {
      reasons.add("CRS " + asked + ": as asked");
      return asked;
    }
    if (crss.size() > 1) {
      throw new InvalidRequest(
          "items in " + crss.size() + " CRSs", list(crss) + "; choose the grid's with --crs");
    }
    Crs only = crss.keySet().iterator().next();
    reasons.add("CRS " + only + ": that of every source");
    return only;
  }

  private static String list(Map<Crs, Set<String>> crss) {
    return crss.entrySet().stream()
        .map(
            e ->
                e.getKey()
                    + " ("
                    + e.getValue().stream().limit(3).collect(Collectors.joining(", "))
                    + (e.getValue().size() > 3 ? ", …" : "")
                    + ")")
        .collect(Collectors.joining(", "));
  }

  private static GridRequest.Resolution chooseResolution(
      Set<GeoBox> grids, Crs crs, GridRequest request, List<String> reasons) {
    if (request.resolution() instanceof Stated.As<GridRequest.Resolution>(var asked)) {
      reasons.add("resolution " + number(asked.x()) + ", " + number(asked.y()) + ": as asked");
      return asked;
    }
    double x = Double.POSITIVE_INFINITY;
    double y = Double.POSITIVE_INFINITY;
    boolean isMoved = false;
    for (GeoBox grid : grids) {
      if (grid.crs().equals(crs) && grid.transform().isRectilinear()) {
        x = Math.min(x, grid.transform().pixelSizeX());
        y = Math.min(y, grid.transform().pixelSizeY());
      } else {
        double side = sideIn(crs, grid);
        x = Math.min(x, side);
        y = Math.min(y, side);
        isMoved = true;
      }
    }
    reasons.add(
        "resolution "
            + number(x)
            + ", "
            + number(y)
            + ": the finest of the selected bands"
            + (isMoved ? ", as large as at the middle of its image" : ""));
    return new GridRequest.Resolution(x, y);
  }

  private static BBox chooseArea(
      Set<GeoBox> grids, Crs crs, GridRequest request, Parity parity, List<String> reasons) {
    BBox sources = footprint(grids, crs);
    if (!(request.bounds() instanceof Stated.As<BBox>(BBox asked))) {
      reasons.add("bounds: all of the sources");
      return sources;
    }
    BBox area = parity == Parity.STACKSTAC ? asked.cornersTo(crs) : asked.to(crs);
    if (isInDegrees(crs)) {
      requireOneSide(grids.stream().filter(g -> g.crs().equals(crs)).toList(), area);
    }
    if (grids.stream().noneMatch(g -> g.bounds().touches(area))) {
      throw new InvalidRequest(
          "bounds " + numbers(asked),
          "lie outside every source; together these cover " + numbers(sources) + " in " + crs);
    }
    reasons.add(
        "bounds: as asked"
            + (asked.crs().equals(crs) ? "" : ", moved from " + asked.crs() + " to " + crs));
    return area;
  }

  /// The side of the square that a pixel at a grid's middle is as large as, in another CRS.
  private static double sideIn(Crs crs, GeoBox grid) {
    double col = grid.width() / 2.0;
    double row = grid.height() / 2.0;
    double[] x = new double[3];
    double[] y = new double[3];
    for (int i = 0; i < 3; i++) {
      double c = col + (i == 1 ? 1 : 0);
      double r = row + (i == 2 ? 1 : 0);
      x[i] = grid.transform().x(c, r);
      y[i] = grid.transform().y(c, r);
    }
    Crs.transform(grid.crs(), crs).apply(x, y);
    double area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0]);
    return Math.sqrt(Math.abs(area));
  }

  /// What the sources cover together, on the side of the world's seam where the first one lies.
  private static BBox footprint(Set<GeoBox> grids, Crs crs) {
    @Nullable BBox all = null;
    for (GeoBox grid : grids) {
      BBox moved = grid.bounds().to(crs, 0.1 / Math.max(grid.width(), grid.height()));
      if (all == null) {
        all = moved;
      } else {
        boolean isTurned = !grid.crs().equals(crs);
        all = all.union(isTurned ? moved.turnedTo((all.xMin() + all.xMax()) / 2) : moved);
      }
    }
    return Objects.requireNonNull(all);
  }

  /// Of a CRS that is not known, pixels can still be read as they lie.
  private static boolean isInDegrees(Crs crs) {
    try {
      return crs.isGeographic();
    } catch (Unsupported _) {
      return false;
    }
  }

  /// In longitudes, what lies beyond the antimeridian lies at the other end of the axis.
  private static void requireOneSide(List<GeoBox> grids, BBox area) {
    if (area.xMin() >= -180 && area.xMax() <= 180) {
      return; // it crosses nothing
    }
    for (int turn : new int[] {-360, 360}) {
      var turned =
          new BBox(area.crs(), area.xMin() + turn, area.yMin(), area.xMax() + turn, area.yMax());
      if (grids.stream().anyMatch(g -> g.bounds().intersection(turned).isPresent())) {
        throw new Unsupported(
            "bounds " + numbers(area),
            "they cross the antimeridian, and sources in "
                + area.crs()
                + " lie on its other side; ask for each side alone");
      }
    }
  }

  private static GeoBox align(
      BBox area,
      GridRequest.Resolution resolution,
      Set<GeoBox> grids,
      GridRequest.Align align,
      List<String> reasons) {
    double rx = resolution.x();
    double ry = resolution.y();
    switch (align) {
      case NONE -> {
        reasons.add("alignment none: upper-left corner of the bounds");
        return grid(
            area.crs(),
            area.xMin(),
            area.yMax(),
            rx,
            ry,
            (area.width() + rx / 2) / rx,
            (area.height() + ry / 2) / ry);
      }
      case ORIGIN -> {
        reasons.add("alignment origin: multiples of the resolution");
        return snapped(area, rx, ry, 0, 0);
      }
      case NATIVE -> {
        GeoBox first = grids.iterator().next();
        boolean agree =
            grids.stream().allMatch(g -> g.crs().equals(area.crs()))
                && grids.stream()
                    .allMatch(g -> sameLattice(g.transform(), first.transform(), rx, ry));
        if (!agree) {
          reasons.add(
              "alignment origin: multiples of the resolution, since the sources do not share one"
                  + " grid of this resolution");
          return snapped(area, rx, ry, 0, 0);
        }
        reasons.add("alignment native: the sources' own grid");
        return snapped(area, rx, ry, first.transform().c(), first.transform().f());
      }
    }
    throw new AssertionError(align);
  }

  /// True where both grids' pixel edges lie on the lattice of step `(rx, ry)` through the second's
  /// corner.
  private static boolean sameLattice(Affine grid, Affine lattice, double rx, double ry) {
    return grid.isRectilinear()
        && isMultiple(grid.c() - lattice.c(), rx)
        && isMultiple(grid.f() - lattice.f(), ry)
        && (isMultiple(grid.pixelSizeX(), rx) || isMultiple(rx, grid.pixelSizeX()))
        && (isMultiple(grid.pixelSizeY(), ry) || isMultiple(ry, grid.pixelSizeY()));
  }

  private static boolean isMultiple(double length, double step) {
    double n = length / step;
    return Math.abs(n - Math.rint(n)) < 1e-3;
  }

  /// The smallest grid of the lattice through `(x0, y0)` that holds the area.
  private static GeoBox snapped(BBox area, double rx, double ry, double x0, double y0) {
    double left = Math.floor((area.xMin() - x0) / rx + ON_EDGE);
    double right = Math.ceil((area.xMax() - x0) / rx - ON_EDGE);
    double bottom = Math.floor((area.yMin() - y0) / ry + ON_EDGE);
    double top = Math.ceil((area.yMax() - y0) / ry - ON_EDGE);
    return grid(area.crs(), x0 + left * rx, y0 + top * ry, rx, ry, right - left, top - bottom);
  }

  private static GeoBox grid(
      Crs crs, double x, double y, double rx, double ry, double width, double height) {
    if (width > MAX_SIDE || height > MAX_SIDE) {
      throw new InvalidRequest(
          "grid of " + Math.round(width) + "×" + Math.round(height) + " pixels",
          "at most "
              + Math.round(MAX_SIDE)
              + " a side; give bounds, or a coarser resolution than "
              + number(rx)
              + ", "
              + number(ry));
    }
    return new GeoBox(
        Math.max(1, (int) width), Math.max(1, (int) height), Affine.northUp(x, y, rx, ry), crs);
  }

  static String number(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
  }

  private static String numbers(BBox b) {
    return number(b.xMin())
        + ","
        + number(b.yMin())
        + ","
        + number(b.xMax())
        + ","
        + number(b.yMax());
  }
}
