package dev.cairn.warp;

import dev.cairn.geo.PixelWindow;
import java.util.Optional;

/// Each target pixel is the source pixel in which its centre lies, by a mapping of any kind.
record MappedNearest(Mapping mapping) implements Gathering.Method {
  @Override
  public Optional<PixelWindow> sourceWindow(PixelWindow target) {
    return mapping.underCentres(target);
  }

  @Override
  public Optional<PixelWindow> dependents(PixelWindow source, PixelWindow target) {
    return mapping.centredOn(source, target);
  }

  @Override
  public void make(PixelWindow strip, int at, Gathering all) {
    PixelWindow window = all.window();
    int width = strip.width();
    var x = new double[width];
    var y = new double[width];
    var index = new int[width];
    for (int row = 0; row < strip.height(); row++) {
      mapping.centres(strip.row() + row, strip.col(), x, y);
      for (int i = 0; i < width; i++) {
        int col = Axis.nearest(x[i], mapping.sourceWidth()) - window.col();
        int line = Axis.nearest(y[i], mapping.sourceHeight()) - window.row();
        boolean isInside = col >= 0 && line >= 0 && col < window.width() && line < window.height();
        index[i] = isInside ? line * window.width() + col : -1;
      }
      all.copy(index, at + row * width);
    }
  }
}
