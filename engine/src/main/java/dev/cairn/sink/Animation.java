package dev.cairn.sink;

import dev.cairn.raster.Stated;
import dev.cairn.render.Labels;
import dev.cairn.render.Stretch;

/// How a cube becomes an animation; GeoGIF's defaults.
///
/// @param fps frames a second
/// @param loop how often it plays; 0 for ever
/// @param stretch over the whole stack, all bands together
/// @param colorMap for a single band; silent for viridis, and for three bands
/// @param labels whether and how frames tell their time
/// @param width of the picture in pixels; silent for the cube's own
public record Animation(
    double fps,
    int loop,
    Stretch stretch,
    Stated<String> colorMap,
    Labels labels,
    Stated<Integer> width) {
  public static final Animation DEFAULT =
      new Animation(16, 0, Stretch.robust(), Stated.silent(), Labels.dates(), Stated.silent());

  public Animation withFps(double speed) {
    return new Animation(speed, loop, stretch, colorMap, labels, width);
  }

  public Animation withStretch(Stretch wish) {
    return new Animation(fps, loop, wish, colorMap, labels, width);
  }

  public Animation withColorMap(String name) {
    return new Animation(fps, loop, stretch, Stated.as(name), labels, width);
  }

  public Animation withLabels(Labels wish) {
    return new Animation(fps, loop, stretch, colorMap, wish, width);
  }
}
