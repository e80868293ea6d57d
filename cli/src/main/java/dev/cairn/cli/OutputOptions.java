package dev.cairn.cli;

import dev.cairn.base.InvalidRequest;
import dev.cairn.format.tiff.CogOptions;
import dev.cairn.format.tiff.Compression;
import dev.cairn.raster.Stated;
import dev.cairn.render.ColorMap;
import dev.cairn.render.Labels;
import dev.cairn.render.Rgb;
import dev.cairn.render.Stretch;
import dev.cairn.render.TimeFormat;
import dev.cairn.sink.Animation;
import dev.cairn.sink.Sinks;
import dev.cairn.store.NewFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How pictures and raster files are written.
final class OutputOptions {
  @Option(
      names = "--fps",
      paramLabel = "N",
      defaultValue = "16",
      description = "Frames a second (default: ${DEFAULT-VALUE}).")
  private double fps = 16;

  @Option(
      names = "--loop",
      paramLabel = "N",
      defaultValue = "0",
      description = "How often the animation plays; 0 for ever (default).")
  private int loop;

  @Option(
      names = "--stretch",
      paramLabel = "p2,p98|MIN,MAX|minmax|none",
      defaultValue = "p2,p98",
      description =
          "Values that become black and white, over the whole stack (default: ${DEFAULT-VALUE}).")
  private String stretch = "p2,p98";

  @Option(
      names = "--cmap",
      paramLabel = "NAME",
      description = "Colour map of a single band (default: viridis).")
  private @Nullable String cmap;

  @Option(
      names = "--date-format",
      paramLabel = "FORMAT",
      defaultValue = "%Y-%m-%d",
      description = "How frames tell their date, as strftime (default: year-month-day).")
  private String dateFormat = "%Y-%m-%d";

  @Option(
      names = "--date-position",
      paramLabel = "ul|ur|ll|lr|none",
      defaultValue = "ul",
      description = "Corner of the date (default: ${DEFAULT-VALUE}).")
  private String datePosition = "ul";

  @Option(
      names = "--date-color",
      paramLabel = "COLOUR",
      defaultValue = "255,255,255",
      description = "R,G,B or #rrggbb (default: white).")
  private String dateColor = "255,255,255";

  @Option(
      names = "--date-bg",
      paramLabel = "COLOUR|none",
      defaultValue = "0,0,0",
      description = "What lies behind the date (default: black).")
  private String dateBackground = "0,0,0";

  @Option(
      names = "--date-size",
      paramLabel = "N|PART",
      defaultValue = "0.15",
      description =
          "A whole number is the height in pixels, one with a point a part of the width (default:"
              + " ${DEFAULT-VALUE}).")
  private String dateSize = "0.15";

  @Option(
      names = "--size",
      paramLabel = "W",
      description = "Width of the picture in pixels (default: the cube's).")
  private @Nullable Integer size;

  @Option(
      names = "--compress",
      paramLabel = "deflate|zstd|lzw|none",
      defaultValue = "deflate",
      description = "Codec of a raster file (default: ${DEFAULT-VALUE}).")
  private String compress = "deflate";

  @Option(
      names = "--predictor",
      paramLabel = "auto|1|2|3",
      defaultValue = "auto",
      description = "Predictor of a raster file (default: ${DEFAULT-VALUE}).")
  private String predictor = "auto";

  @Option(
      names = "--level",
      paramLabel = "N",
      description = "How hard a raster file is compressed (default: the codec's).")
  private @Nullable Integer level;

  @Option(
      names = "--block",
      paramLabel = "N",
      defaultValue = "512",
      description = "Pixels along a side of a raster file's tiles (default: ${DEFAULT-VALUE}).")
  private int block = 512;

  private static final List<String> PICTURE =
      List.of(
          "--fps",
          "--loop",
          "--stretch",
          "--cmap",
          "--date-format",
          "--date-position",
          "--date-color",
          "--date-bg",
          "--date-size",
          "--size");
  private static final List<String> RASTER =
      List.of("--compress", "--predictor", "--level", "--block");

  /// Options that would change nothing are not what the user meant.
  ///
  /// @param given whether an option stands on the command line
  /// @throws InvalidRequest where one is of another format than the output's
  void refuseForeign(Path output, Predicate<String> given) {
    if (!isPicture(output)) {
      PICTURE.stream().filter(given).findFirst().ifPresent(o -> refuse(o, output, ".gif"));
    }
    if (!isRaster(output)) {
      RASTER.stream().filter(given).findFirst().ifPresent(o -> refuse(o, output, ".tif, .tiff"));
    }
  }

  /// @throws InvalidRequest where it is told how overviews are made, and the output has none
  void refuseOverviews(Path output, String overviews) {
    if (!isRaster(output) && !overviews.equalsIgnoreCase("auto")) {
      refuse("--overviews " + overviews, output, ".tif, .tiff");
    }
  }

  private static void refuse(String option, Path output, String endings) {
    throw new InvalidRequest(
        option, "it has no meaning for " + output + "; it goes with " + endings);
  }

  private static boolean isPicture(Path output) {
    return ending(output).equals("gif");
  }

  private static boolean isRaster(Path output) {
    return ending(output).equals("tif") || ending(output).equals("tiff");
  }

  private static String ending(Path output) {
    String name = output.toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  Sinks.Options options(NewFile.Existing existing, String overviews) {
    return new Sinks.Options(cog(overviews), animation(), existing);
  }

  private Animation animation() {
    if (cmap != null) {
      ColorMap.of(cmap); // a name that does not exist is refused whatever is drawn
    }
    Labels labels =
        datePosition.equalsIgnoreCase("none")
            ? new Labels.None()
            : new Labels.Dated(
                new TimeFormat(dateFormat),
                Labels.Corner.parse(datePosition),
                Rgb.parse(dateColor),
                Labels.Backdrop.parse(dateBackground),
                Labels.Size.parse(dateSize));
    return new Animation(
        fps,
        loop,
        Stretch.parse(stretch),
        cmap == null ? Stated.silent() : Stated.as(cmap),
        labels,
        size == null ? Stated.silent() : Stated.as(size));
  }

  private CogOptions cog(String overviews) {
    Compression codec =
        switch (compress.toLowerCase(Locale.ROOT)) {
          case "deflate" -> Compression.DEFLATE;
          case "zstd" -> Compression.ZSTD;
          case "lzw" -> Compression.LZW;
          case "none" -> Compression.NONE;
          default ->
              throw new InvalidRequest("--compress " + compress, "one of deflate, zstd, lzw, none");
        };
    CogOptions options =
        level == null
            ? CogOptions.DEFAULT.withCompression(codec)
            : CogOptions.DEFAULT.withCompression(codec, level);
    return options
        .withPrediction(
            switch (predictor) {
              case "auto" -> CogOptions.Prediction.AUTO;
              case "1" -> CogOptions.Prediction.NONE;
              case "2" -> CogOptions.Prediction.HORIZONTAL;
              case "3" -> CogOptions.Prediction.FLOATING_POINT;
              default ->
                  throw new InvalidRequest("--predictor " + predictor, "one of auto, 1, 2, 3");
            })
        .withBlockSize(block)
        .withOverviews(
            switch (overviews.toUpperCase(Locale.ROOT)) {
              case "AUTO", "AVERAGE" -> CogOptions.Overviews.AVERAGE;
              case "NEAREST" -> CogOptions.Overviews.NEAREST;
              case "NONE" -> CogOptions.Overviews.NONE;
              default ->
                  throw new InvalidRequest(
                      "--overviews " + overviews, "one of auto, none, AVERAGE, NEAREST");
            });
  }
}
