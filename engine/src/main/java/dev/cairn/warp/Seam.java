package dev.cairn.warp;

import dev.cairn.geo.Affine;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;

/// Grids of one CRS whose x goes round the world: the same ground has another x a turn further, and
/// a target across the world's seam may have a source's two ends side by side.
final class Seam {
  /// Parts of a turn by which a target may be wider than the world, of pixel centres on its edges,
  /// and show each place once.
  private static final double ONCE = 1e-9;

  private Seam() {}

  /// The source by so many turns of the world that it lies nearest to the target.
  static GeoBox turned(GeoBox source, GeoBox target) {
    BBox to = target.bounds();
    BBox from = source.bounds();
    double turn = overlap(from, to, 0) || !source.crs().isKnown() ? 0 : nearest(from, to);
    if (turn == 0) {
      return source;
    }
    Affine t = source.transform();
    return new GeoBox(
        source.width(),
        source.height(),
        new Affine(t.a(), t.b(), t.c() + turn, t.d(), t.e(), t.f()),
        source.crs());
  }

  private static double nearest(BBox from, BBox to) {
    return from.turnedTo((to.xMin() + to.xMax()) / 2).xMin() - from.xMin();
  }

  /// True where the target has ground of the source at two places: its ends are apart there. A
  /// target that is wider than the world has what lies nearest.
  static boolean parts(GeoBox source, GeoBox target) {
    BBox from = source.bounds();
    BBox to = target.bounds();
    Crs crs = source.crs();
    double period = crs.isKnown() ? crs.periodX() : 0;
    if (period == 0 || to.width() > period * (1 + ONCE)) {
      return false;
    }
    double turn = overlap(from, to, 0) ? 0 : nearest(from, to);
    return overlap(from, to, turn)
        && (overlap(from, to, turn - period) || overlap(from, to, turn + period));
  }

  /// By more than rounding.
  private static boolean overlap(BBox from, BBox to, double turn) {
    double common =
        Math.min(from.xMax() + turn, to.xMax()) - Math.max(from.xMin() + turn, to.xMin());
    return common > 1e-9 * Math.min(from.width(), to.width());
  }
}
