package dev.cairn.cli;

import dev.cairn.base.InvalidRequest;
import dev.cairn.cube.Cube;
import dev.cairn.reduce.Fill;
import dev.cairn.reduce.TimeReducer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is done to a cube, in this order.
final class PipelineOptions {
  @Option(
      names = "--mask",
      paramLabel = "BAND:RULE",
      description =
          "'qa_pixel:bits=1,2,3,4', 'scl:values=3,8,9,10', 'scl:keep=4,5,6,7,11', landsat-qa or"
              + " s2-scl (repeat); with ',dilate=N' after a rule, ':dilate=N' after a name, what is"
              + " masked grows by N pixels of the grid.")
  List<String> masks = List.of();

  @Option(
      names = "--expression",
      paramLabel = "'NAME=EXPR'",
      description =
          "A new band, such as 'ndvi=(nir-red)/(nir+red)' (repeat); they replace the bands.")
  List<String> expressions = List.of();

  @Option(
      names = "--focal",
      paramLabel = "WHAT",
      description =
          "From the pixels around: hillshade, multidirectional, slope, aspect, tpi, tri, roughness,"
              + " contours:interval=V, dilate|erode|open|close:radius=N, box:radius=N,"
              + " gaussian:sigma=V or titiler-hillshade, with parameters as in"
              + " 'hillshade:azimuth=315,altitude=45,z=1' or 'slope:unit=percent' (repeat: one"
              + " after the other); 'shade=hillshade;steep=slope' makes bands side by side,"
              + " 'band=NAME' among the parameters says of which.")
  List<String> neighbourhoods = List.of();

  @Option(
      names = "--every",
      paramLabel = "OFFSET",
      description = "Bins of time by pandas' names: D, W, MS, ME, QS, QE, 2Q, YS, ….")
  @Nullable String every;

  @Option(
      names = "--reduce",
      paramLabel = "HOW",
      description =
          "median, mean, min, max, sum, std, var, count, first, last or a percentile such as q05;"
              + " over each bin, or over all time.")
  @Nullable String reduce;

  @Option(
      names = "--fill",
      paramLabel = "forward|backward",
      description = "Pixels without a value take it from the step before or after.")
  @Nullable String fill;

  @Option(
      names = "--focal-after",
      paramLabel = "WHAT",
      description =
          "As --focal, but of what the options above have left: of a mosaic of tiles, whose edges"
              + " do not show then (repeat).")
  List<String> neighbourhoodsAfter = List.of();

  @Option(
      names = "--skip",
      paramLabel = "N",
      defaultValue = "0",
      description = "Leave out the first steps.")
  int skip;

  Cube apply(Cube cube, List<String> visible) {
    Cube c = cube;
    for (String mask : masks) {
      c = c.mask(mask);
    }
    if (!expressions.isEmpty()) {
      c = c.calculate(expressions.toArray(String[]::new));
    } else if (!visible.isEmpty() && !visible.equals(c.bands())) {
      c = c.select(visible.toArray(String[]::new));
    }
    c = around(c, neighbourhoods);
    if (every != null && reduce == null) {
      throw new InvalidRequest("--every " + every, "say with --reduce what becomes of each bin");
    }
    if (every != null) {
      c = c.resample(every).reduce(Objects.requireNonNull(reduce));
    } else if (reduce != null) {
      c = c.reduce(TimeReducer.parse(reduce));
    }
    if (fill != null) {
      c =
          switch (Fill.parse(fill)) {
            case FORWARD -> c.fillForward();
            case BACKWARD -> c.fillBackward();
          };
    }
    return around(c, neighbourhoodsAfter).skip(skip);
  }

  /// One after the other; those that a semicolon separates side by side.
  private static Cube around(Cube cube, List<String> neighbourhoods) {
    Cube c = cube;
    for (String sideBySide : neighbourhoods) {
      c = c.focal(sideBySide.split(";", -1));
    }
    return c;
  }
}
