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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    if (request.like() instanceof Stated.As<GeoBox>(GeoBox like)) {
      return new GridChoice(asked(like, grids.keySet()), List.of("grid: as asked"));
    }
    Crs crs = chooseCrs(grids, request, reasons);
    var ofArea = new ArrayList<String>();
    BBox area = chooseArea(grids.keySet(), crs, request, parity, ofArea);
    GridRequest.Resolution resolution = chooseResolution(grids.keySet(), area, request, reasons);
    reasons.addAll(ofArea);
    return new GridChoice(
        align(area, resolution, grids.keySet(), request.align(), reasons), List.copyOf(reasons));
  }

  private static GeoBox asked(GeoBox like, Set<GeoBox> grids) {
    if (!like.transform().isNorthUp()) {
      throw new Unsupported(
          "a grid like one that is not north up", "rows of a cube run from north to south");
    }
    requireSides(like.width(), like.height(), like.resolution().x(), -like.resolution().y());
    requireTouched(grids, like.bounds(), like.bounds());
    return like;
  }

  private static void requireTouched(Set<GeoBox> grids, BBox area, BBox asked) {
    if (grids.stream().noneMatch(g -> g.bounds().touches(area))) {
      throw new InvalidRequest(
          "bounds " + numbers(asked),
          "lie outside every source; together these cover "
              + numbers(footprint(grids, area.crs()))
              + " in "
              + area.crs());
    }
  }

  private static Crs chooseCrs(
      Map<GeoBox, String> grids, GridRequest request, List<String> reasons) {
    switch (request.crs()) {
      case GridRequest.CrsChoice.Given(Crs asked) -> {
        reasons.add("CRS " + asked + ": as asked");
        return asked;
      }
      case GridRequest.CrsChoice.Utm _ -> {
        BBox area =
            request.bounds() instanceof Stated.As<BBox>(BBox asked)
                ? asked.to(Crs.WGS84)
                : footprint(grids.keySet(), Crs.WGS84);
        Crs zone = utm(area);
        reasons.add("CRS " + zone + ": the UTM zone of the area's middle");
        return zone;
      }
      case GridRequest.CrsChoice.OfSources _ -> {}
    }
    Map<Crs, Set<String>> crss = new LinkedHashMap<>();
    grids.forEach(
        (grid, scene) -> crss.computeIfAbsent(grid.crs(), _ -> new LinkedHashSet<>()).add(scene));
    if (crss.size() > 1) {
      throw new InvalidRequest(
          "items in " + crss.size() + " CRSs",
          list(crss) + "; choose the grid's with --crs, such as --crs utm");
    }
    Crs only = crss.keySet().iterator().next();
    reasons.add("CRS " + only + ": that of every source");
    return only;
  }

  /// The zone of six degrees on WGS 84 where the middle of an area lies; the exceptions about
  /// Norway are none of the CRS register's.
  private static Crs utm(BBox lonLat) {
    double lat = (lonLat.yMin() + lonLat.yMax()) / 2;
    if (lonLat.width() > 180 || lat > 84 || lat < -80) {
      throw new InvalidRequest(
          "UTM zone of " + numbers(lonLat),
          lonLat.width() > 180
              ? "it goes round more than half the world; name a CRS with --crs"
              : "zones lie from 80° south to 84° north; name a polar CRS with --crs, such as "
                  + (lat > 0 ? "EPSG:3413" : "EPSG:3031"));
    }
    double lon = (lonLat.xMin() + lonLat.xMax()) / 2;
    int zone = (int) Math.floor((lon - 360 * Math.floor((lon + 180) / 360) + 180) / 6) + 1;
    return Crs.epsg((lat < 0 ? 32700 : 32600) + Math.clamp(zone, 1, 60));
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
      Set<GeoBox> grids, BBox area, GridRequest request, List<String> reasons) {
    Crs crs = area.crs();
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
        double side = request.bounds().isStated() ? sideIn(area, grid) : sideIn(crs, grid);
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
            + (isMoved
                ? ", as large as at the middle of "
                    + (request.bounds().isStated() ? "the area" : "its image")
                : ""));
    return new GridRequest.Resolution(x, y);
  }

  private static BBox chooseArea(
      Set<GeoBox> grids, Crs crs, GridRequest request, Parity parity, List<String> reasons) {
    if (!(request.bounds() instanceof Stated.As<BBox>(BBox asked))) {
      reasons.add("bounds: all of the sources");
      return footprint(grids, crs);
    }
    BBox area = parity == Parity.STACKSTAC ? asked.cornersTo(crs) : asked.to(crs);
    requireTouched(grids, area, asked);
    reasons.add(
        "bounds: as asked"
            + (asked.crs().equals(crs) ? "" : ", moved from " + asked.crs() + " to " + crs));
    return area;
  }

  /// The side of the square that a pixel under the middle of an area is as large as, in the area's
  /// CRS; that of the pixel next to it where the middle lies beside the grid.
  private static double sideIn(BBox area, GeoBox grid) {
    double[] x = {(area.xMin() + area.xMax()) / 2};
    double[] y = {(area.yMin() + area.yMax()) / 2};
    if (Crs.transform(area.crs(), grid.crs()).applyWherePossible(x, y, 0, 1) > 0) {
      return sideIn(area.crs(), grid);
    }
    double period = grid.crs().periodX();
    double middle = (grid.bounds().xMin() + grid.bounds().xMax()) / 2;
    double place = period > 0 ? middle + Math.IEEEremainder(x[0] - middle, period) : x[0];
    Affine pixels = grid.transform().inverse();
    double side =
        sideIn(
            area.crs(),
            grid,
            Math.clamp(pixels.x(place, y[0]) / grid.width(), 0, 1),
            Math.clamp(pixels.y(place, y[0]) / grid.height(), 0, 1));
    return side > 0 ? side : sideIn(area.crs(), grid);
  }

  /// The side of the square that a pixel at a grid's middle is as large as, in another CRS; about a
  /// pole, where degrees say nothing of sizes, the smallest of those half-way to its corners.
  private static double sideIn(Crs crs, GeoBox grid) {
    double side = sideIn(crs, grid, 0.5, 0.5);
    if (Double.isNaN(side) || isAboutPole(crs, grid)) {
      for (double col = 0.25; col < 1; col += 0.5) {
        for (double row = 0.25; row < 1; row += 0.5) {
          double other = sideIn(crs, grid, col, row);
          side = Double.isNaN(side) || other < side ? other : side;
        }
      }
    }
    if (!(side > 0)) {
      throw new InvalidRequest(
          "a grid in " + crs,
          "pixels about "
              + numbers(grid.bounds())
              + " in "
              + grid.crs()
              + " have no size there; give --resolution");
    }
    return side;
  }

  private static boolean isAboutPole(Crs crs, GeoBox grid) {
    double period = crs.isKnown() ? crs.periodX() : 0;
    return period > 0
        && !grid.crs().isGeographic()
        && grid.bounds().to(crs).width() >= period * (1 - 1e-9);
  }

  /// @param col of the pixel, as a part of the grid's width
  /// @return not a number where the pixel has no place there
  private static double sideIn(Crs crs, GeoBox grid, double col, double row) {
    double[] x = new double[3];
    double[] y = new double[3];
    for (int i = 0; i < 3; i++) {
      double c = grid.width() * col + (i == 1 ? 1 : 0);
      double r = grid.height() * row + (i == 2 ? 1 : 0);
      x[i] = grid.transform().x(c, r);
      y[i] = grid.transform().y(c, r);
    }
    Crs.transform(grid.crs(), crs).applyWherePossible(x, y, 0, 3);
    double period = crs.periodX();
    double right = x[1] - x[0];
    double down = x[2] - x[0];
    if (period > 0) { // two of them may lie on two sides of the world's seam
      right = Math.IEEEremainder(right, period);
      down = Math.IEEEremainder(down, period);
    }
    return Math.sqrt(Math.abs(right * (y[2] - y[0]) - down * (y[1] - y[0])));
  }

  /// What the sources cover together. Where x goes round the world, from where it takes the least
  /// of it: sources on both sides of the seam are neighbours.
  private static BBox footprint(Set<GeoBox> grids, Crs crs) {
    List<BBox> boxes =
        grids.stream()
            .map(g -> g.bounds().to(crs, 0.1 / Math.max(g.width(), g.height()))) // of a pixel
            .toList();
    BBox all = boxes.stream().reduce(BBox::union).orElseThrow();
    double period = crs.isKnown() ? crs.periodX() : 0;
    if (period == 0 || all.width() <= period / 2) {
      return all;
    }
    double west = all.xMin();
    List<BBox> eastward =
        boxes.stream()
            .map(b -> b.turned(-(int) Math.floor((b.xMin() - west) / period)))
            .sorted(Comparator.comparingDouble(BBox::xMin))
            .toList();
    double end = eastward.getFirst().xMax();
    double gap = 0;
    int after = 0;
    for (int i = 1; i < eastward.size(); i++) {
      if (eastward.get(i).xMin() - end > gap) {
        gap = eastward.get(i).xMin() - end;
        after = i;
      }
      end = Math.max(end, eastward.get(i).xMax());
    }
    int first = gap > west + period - end ? after : 0;
    BBox least = eastward.get(first);
    for (int i = 0; i < eastward.size(); i++) {
      least = least.union(eastward.get(i).turned(i < first ? 1 : 0));
    }
    return least.width() < all.width() * (1 - 1e-9) ? least : all;
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
    requireSides(width, height, rx, ry);
    return new GeoBox(
        Math.max(1, (int) width), Math.max(1, (int) height), Affine.northUp(x, y, rx, ry), crs);
  }

  private static void requireSides(double width, double height, double rx, double ry) {
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
