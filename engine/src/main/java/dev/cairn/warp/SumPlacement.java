package dev.cairn.warp;

import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.warp.Gathering.Pixels;
import java.util.Arrays;
import java.util.Optional;

/// Each target pixel is the sum of the valid source pixels that lie in it, whole or in part: each
/// gives of its value the share of its ground that lies there, so that nothing is lost or counted
/// twice. Valid where it has a part of one.
///
/// A source pixel is the quadrangle between the places of its corners, by a mapping the other way:
/// its share does not depend on the window that is asked for.
///
/// @param mapping where target pixels lie in the source
/// @param outline where source pixels lie in the target, in target pixels
record SumPlacement(Controlled mapping, Controlled outline) implements Gathering.Method {
  /// What a quadrangle may reach beyond the ground that [#mapping] says that a window covers.
  private static final int MARGIN = 2;

  /// @param error how far a pixel may be taken from beside its place, in source pixels
  static SumPlacement of(GeoBox source, GeoBox target, double error) {
    var mapping = new Controlled(new Reprojection(source, target), error);
    double targetPixels = Math.min(mapping.scale().x(), mapping.scale().y());
    return new SumPlacement(
        mapping, new Controlled(new Reprojection(target, source), error * targetPixels));
  }

  @Override
  public Optional<PixelWindow> sourceWindow(PixelWindow target) {
    return mapping
        .covered(target)
        .flatMap(w -> around(w).intersection(whole(mapping.sourceWidth(), mapping.sourceHeight())));
  }

  @Override
  public Optional<PixelWindow> dependents(PixelWindow source, PixelWindow target) {
    return outline.covered(source).flatMap(w -> around(w).intersection(target));
  }

  private static PixelWindow whole(int width, int height) {
    return new PixelWindow(0, 0, width, height);
  }

  private static PixelWindow around(PixelWindow w) {
    int left = Math.max(0, w.col() - MARGIN);
    int top = Math.max(0, w.row() - MARGIN);
    return new PixelWindow(left, top, w.colEnd() + MARGIN - left, w.rowEnd() + MARGIN - top);
  }

  @Override
  public void make(PixelWindow tile, Gathering all) {
    all.needed(tile).ifPresent(pixels -> new Sums(tile).add(pixels).put(all));
  }

  /// The sums of one tile.
  private final class Sums {
    private final PixelWindow tile;
    private final double[] sums;
    private final double world = outline.sourcePeriod();

    Sums(PixelWindow tile) {
      this.tile = tile;
      sums = new double[Math.toIntExact(tile.pixels())];
      Arrays.fill(sums, Double.NaN);
    }

    Sums add(Pixels pixels) {
      PixelWindow from = pixels.window();
      Places upper = outline.corners(from);
      Places lower = outline.corners(from);
      Places centres = outline.centres(from);
      var ground = new Quadrangle();
      lower.goTo(from.row());
      for (int row = 0; row < from.height(); row++) {
        Places free = upper;
        upper = lower;
        lower = free;
        lower.goTo(from.row() + row + 1);
        centres.goTo(from.row() + row);
        for (int i = 0; i < from.width(); i++) {
          int at = row * from.width() + i;
          if (pixels.valid().get(at)) {
            ground.set(0, upper.x()[i], upper.y()[i]);
            ground.set(1, upper.x()[i + 1], upper.y()[i + 1]);
            ground.set(2, lower.x()[i + 1], lower.y()[i + 1]);
            ground.set(3, lower.x()[i], lower.y()[i]);
            if (isOnTheEdge(ground)) {
              ground.join(world);
            }
            if (ground.isProper() && !isTorn(ground, centres.x()[i], centres.y()[i])) {
              add(ground, pixels.values()[at]);
            }
          }
        }
      }
      return this;
    }

    /// True where a map is torn between the corners, as at the far side of the world: the middle
    /// lies elsewhere then.
    private boolean isTorn(Quadrangle ground, double x, double y) {
      double right = x - (ground.left() + ground.right()) / 2;
      double down = y - (ground.top() + ground.bottom()) / 2;
      double off = world > 0 ? Math.IEEEremainder(right, world) : right;
      return !(Math.abs(off) <= (ground.right() - ground.left()) / 4
          && Math.abs(down) <= (ground.bottom() - ground.top()) / 4);
    }

    /// True where it has a side at each end of the world.
    private boolean isOnTheEdge(Quadrangle ground) {
      return world > 0 && ground.right() - ground.left() > world / 2;
    }

    private void add(Quadrangle ground, double value) {
      if (world > 0 && ground.right() > outline.sourceWidth()) {
        share(ground, value); // it may have a part at the other end of the world
        ground.move(-world);
      }
      share(ground, value);
    }

    private void share(Quadrangle ground, double value) {
      double left = Math.max(tile.col(), Math.floor(ground.left()));
      double right = Math.min(tile.colEnd(), ground.right());
      double top = Math.max(tile.row(), Math.floor(ground.top()));
      double bottom = Math.min(tile.rowEnd(), ground.bottom());
      if (!(left < right && top < bottom)) {
        return;
      }
      for (int row = (int) top; row < bottom; row++) {
        for (int col = (int) left; col < right; col++) {
          double share = ground.shareWithin(col, row);
          if (share > 0) {
            int i = (row - tile.row()) * tile.width() + col - tile.col();
            sums[i] = (Double.isNaN(sums[i]) ? 0 : sums[i]) + share * value;
          }
        }
      }
    }

    void put(Gathering out) {
      for (int row = 0; row < tile.height(); row++) {
        int from = row * tile.width();
        out.put(tile.col(), tile.row() + row, Arrays.copyOfRange(sums, from, from + tile.width()));
      }
    }
  }
}
