package dev.cairn.cube;

import dev.cairn.base.ByteSize;
import dev.cairn.geo.Affine;
import dev.cairn.raster.Stated;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// A cube in words, after xarray's repr.
final class Representation {
  private static final int WIDTH = 88;

  private Representation() {}

  static String of(Cube cube) {
    var grid = cube.grid();
    var text = new StringBuilder();
    text.append("<cairn.Cube (time: ")
        .append(cube.times().size())
        .append(", band: ")
        .append(cube.bands().size())
        .append(", y: ")
        .append(grid.height())
        .append(", x: ")
        .append(grid.width())
        .append(")> ")
        .append(cube.dtype())
        .append(", ")
        .append(new ByteSize(cube.size() * cube.dtype().bytes()))
        .append("\nCoordinates:\n");
    Affine t = grid.transform();
    boolean corners = cube.source().options().parity() == Parity.STACKSTAC;
    double shift = corners ? 0 : 0.5;
    axis(text, "time", "datetime64[ns]", cube.times().size(), i -> time(cube.times().get(i)));
    axis(text, "band", "str", cube.bands().size(), i -> "'" + cube.bands().get(i) + "'");
    axis(text, "y", "float64", grid.height(), i -> number(t.y(0, i + shift)));
    axis(text, "x", "float64", grid.width(), i -> number(t.x(i + shift, 0)));
    cube.timeCoordinates().forEach((name, c) -> coordinate(text, name, "time", c));
    cube.bandCoordinates().forEach((name, c) -> coordinate(text, name, "band", c));
    text.append("Attributes:\n");
    attribute(text, "crs", grid.crs().toString());
    attribute(
        text,
        "transform",
        Arrays.stream(t.toArray()).mapToObj(GridChoice::number).collect(Collectors.joining(", ")));
    attribute(text, "grid", String.join("; ", cube.gridReasons()));
    attribute(text, "scenes", scenes(cube));
    if (!cube.steps().isEmpty()) {
      attribute(
          text,
          "steps",
          cube.steps().stream().map(Representation::step).collect(Collectors.joining(" → ")));
    }
    return text.toString().stripTrailing();
  }

  private static String scenes(Cube cube) {
    int left = cube.source().left();
    return cube.source().scenes().size()
        + (left == 0 ? "" : "; " + left + " more do not touch the grid");
  }

  static String step(Step step) {
    return switch (step) {
      case Step.Mask mask -> "mask " + mask;
      case Step.Calculate(var bands) ->
          bands.stream().map(Object::toString).collect(Collectors.joining(", "));
      case Step.Focal(var bands) ->
          bands.stream()
              .map(
                  b ->
                      b.spec()
                          + " of "
                          + b.band()
                          + (b.name().equals(b.band()) ? "" : " as " + b.name()))
              .collect(Collectors.joining("; "));
      case Step.SelectBands(var bands) -> "bands " + String.join(", ", bands);
      case Step.SelectTimes(var positions) -> positions.size() + " time steps";
      case Step.Reduce(var reducer, var bins) ->
          reducer.name() + " over " + bins.size() + (bins.size() == 1 ? " bin" : " bins");
      case Step.Carry(var fill) -> "fill " + fill.name().toLowerCase(Locale.ROOT);
    };
  }

  private static void axis(
      StringBuilder text, String name, String type, int length, IntFunction<String> label) {
    line(text, "* ", name, name, type, values(length, label));
  }

  private static void coordinate(StringBuilder text, String name, String dim, Coordinate c) {
    switch (c) {
      case Coordinate.Scalar(Object value) ->
          line(text, "  ", name, "", type(List.of(Stated.as(value))), value(value));
      case Coordinate.Along(var values) ->
          line(
              text,
              "  ",
              name,
              dim,
              type(values),
              values(values.size(), i -> values.get(i).map(Representation::value).orElse("None")));
    }
  }

  private static void line(
      StringBuilder text, String mark, String name, String dim, String type, String values) {
    String head =
        String.format(
            Locale.ROOT, "  %s%-24s", mark, name + (dim.isEmpty() ? "" : " (" + dim + ")"));
    String line = head + " " + type + " " + values;
    text.append(line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line).append('\n');
  }

  private static void attribute(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "    %-11s %s%n", name + ":", value).replace("\r", ""));
  }

  private static String type(List<Stated<Object>> values) {
    var kinds =
        values.stream()
            .filter(Stated::isStated)
            .map(v -> v.orElse("").getClass())
            .distinct()
            .toList();
    if (kinds.size() != 1) {
      return "object";
    }
    return switch (kinds.getFirst().getSimpleName()) {
      case "String" -> "str";
      case "Long", "Integer" -> "int64";
      case "Double" -> "float64";
      case "Boolean" -> "bool";
      default -> "object";
    };
  }

  /// All labels where they fit, else the first and last with `...` between.
  private static String values(int length, IntFunction<String> label) {
    if (length <= 5) {
      var all = new ArrayList<String>();
      for (int i = 0; i < length; i++) {
        all.add(label.apply(i));
      }
      return String.join(" ", all);
    }
    return label.apply(0)
        + " "
        + label.apply(1)
        + " ... "
        + label.apply(length - 2)
        + " "
        + label.apply(length - 1);
  }

  private static String value(Object value) {
    return switch (value) {
      case String s -> "'" + s + "'";
      case Double d -> number(d);
      default -> value.toString();
    };
  }

  /// Up to eight significant digits, without trailing zeros.
  private static String number(double v) {
    if (v == Math.rint(v) && Math.abs(v) < 1e8) {
      return String.format(Locale.ROOT, "%.1f", v);
    }
    return new BigDecimal(v).round(new MathContext(8)).stripTrailingZeros().toString();
  }

  private static String time(Stated<Instant> time) {
    return time.map(t -> LocalDateTime.ofInstant(t, ZoneOffset.UTC).toString()).orElse("NaT");
  }
}
