package dev.cairn.plan;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.Affine;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Boxes in other CRSs: every chunk asks for those of the same few grids, and one takes as long as
/// a thousand points. The ones asked for last are kept. Thread-safe.
final class Footprints {
  private static final int KEPT = 4096;
  private static final double ON_EDGE = 1e-6;

  private static final Map<Key, Optional<BBox>> BOXES = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(BBox box, Crs crs, double part) {}

  private Footprints() {}

  /// Whether a box and an area in any CRS share ground, as [BBox#touches] has it.
  ///
  /// @param part of the box, by which its outline there may be less than it is
  static boolean touches(BBox box, BBox area, double part) {
    if (box.crs().equals(area.crs())) {
      return box.touches(area);
    }
    return moved(new Key(box, area.crs(), part))
        .map(there -> there.turnedTo((area.xMin() + area.xMax()) / 2))
        .flatMap(there -> there.intersection(area))
        .isPresent();
  }

  /// The pixels that a box touches of a grid of the same CRS whose rows run along x, beyond its
  /// edges too; an edge that is next to one of pixels counts as on it.
  static PixelWindow pixels(BBox box, GeoBox grid) {
    Affine toPixels = grid.transform().inverse();
    double x0 = toPixels.x(box.xMin(), box.yMax());
    double x1 = toPixels.x(box.xMax(), box.yMin());
    double y0 = toPixels.y(box.xMin(), box.yMax());
    double y1 = toPixels.y(box.xMax(), box.yMin());
    int col = index(Math.floor(Math.min(x0, x1) + ON_EDGE));
    int row = index(Math.floor(Math.min(y0, y1) + ON_EDGE));
    int colEnd = index(Math.ceil(Math.max(x0, x1) - ON_EDGE));
    int rowEnd = index(Math.ceil(Math.max(y0, y1) - ON_EDGE));
    return new PixelWindow(col, row, Math.max(1, colEnd - col), Math.max(1, rowEnd - row));
  }

  /// Within what windows can count.
  private static int index(double pixel) {
    return (int) Math.clamp(pixel, -(1 << 29), 1 << 29);
  }

  private static synchronized Optional<BBox> moved(Key key) {
    Optional<BBox> known = BOXES.get(key);
    if (known != null) {
      return known;
    }
    Optional<BBox> moved;
    try {
      moved = Optional.of(key.box.to(key.crs, key.part));
    } catch (InvalidRequest _) {
      moved = Optional.empty(); // nothing of it has a place there
    }
    BOXES.put(key, moved);
    if (BOXES.size() > KEPT) {
      BOXES.remove(BOXES.keySet().iterator().next());
    }
    return moved;
  }
}
