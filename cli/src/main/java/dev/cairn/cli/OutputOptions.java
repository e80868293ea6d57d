package dev.cairn.cli;

import dev.cairn.base.InvalidRequest;
import dev.cairn.format.tiff.Codec;
import dev.cairn.format.tiff.CogImage;
import dev.cairn.format.tiff.CogOptions;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import dev.cairn.render.ColorMap;
import dev.cairn.render.Labels;
import dev.cairn.render.Rgb;
import dev.cairn.render.Stretch;
import dev.cairn.render.TimeFormat;
import dev.cairn.sink.Animation;
import dev.cairn.sink.Sinks;
import dev.cairn.store.NewFile;
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
      names = "--layout",
      paramLabel = "cog|tiled|striped",
      defaultValue = "cog",
      description =
          "How a raster file is laid out: Cloud Optimized, or plain in tiles or strips (default:"
              + " ${DEFAULT-VALUE}).")
  private String layout = "cog";

  @Option(
      names = "--compress",
      paramLabel = "CODEC",
      defaultValue = "deflate",
      description =
          "Codec of a raster file: deflate, zstd, lzw, packbits, lzma, lerc, lerc_deflate,"
              + " lerc_zstd, webp_lossless or none; jpeg and webp, which lose something (default:"
              + " ${DEFAULT-VALUE}).")
  private String compress = "deflate";

  @Option(
      names = "--predictor",
      paramLabel = "auto|1|2|3",
      defaultValue = "auto",
      description =
          "Predictor of a raster file: 1 none, 2 for integers, 3 for floats (default:"
              + " ${DEFAULT-VALUE}).")
  private String predictor = "auto";

  @Option(
      names = "--level",
      paramLabel = "N",
      description =
          "How hard a raster file is compressed, or its quality (default: deflate and lzma 6, zstd"
              + " 9, jpeg and webp 75).")
  private @Nullable Integer level;

  @Option(
      names = "--max-error",
      paramLabel = "V",
      description = "How far lerc may move a value (default: 0).")
  private @Nullable Double maxError;

  @Option(
      names = "--block",
      paramLabel = "N",
      description =
          "Pixels along a side of a raster file's tiles, or rows of its strips (default: 512,"
              + " strips 64).")
  private @Nullable Integer block;

  @Option(
      names = "--interleave",
      paramLabel = "pixel|band",
      defaultValue = "pixel",
      description =
          "What a plain raster file's tile holds: all bands, or one (default: ${DEFAULT-VALUE}).")
  private String interleave = "pixel";

  @Option(
      names = "--missing",
      paramLabel = "auto|nodata|mask|alpha",
      defaultValue = "auto",
      description =
          "How a raster file tells which pixels hold a value: auto takes the no-data value where"
              + " there is one and the codec keeps it, else a mask (default: ${DEFAULT-VALUE}).")
  private String missing = "auto";

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
      List.of(
          "--layout",
          "--compress",
          "--predictor",
          "--level",
          "--max-error",
          "--block",
          "--interleave",
          "--missing");

  /// Options that would change nothing are not what the user meant.
  ///
  /// @param given whether an option stands on the command line
  /// @throws InvalidRequest where one is of another format than the output's
  void refuseForeign(String output, Predicate<String> given) {
    if (!isPicture(output)) {
      PICTURE.stream().filter(given).findFirst().ifPresent(o -> refuse(o, output, ".gif"));
    }
    if (!isRaster(output)) {
      RASTER.stream().filter(given).findFirst().ifPresent(o -> refuse(o, output, ".tif, .tiff"));
    }
  }

  /// @throws InvalidRequest where it is told how overviews are made, and the output has none
  void refuseOverviews(String output, String overviews) {
    if (!isRaster(output) && !overviews.equalsIgnoreCase("auto")) {
      refuse("--overviews " + overviews, output, ".tif, .tiff");
    }
  }

  private static void refuse(String option, String output, String endings) {
    throw new InvalidRequest(
        option, "it has no meaning for " + output + "; it goes with " + endings);
  }

  private static boolean isPicture(String output) {
    return ending(output).equals("gif");
  }

  private static boolean isRaster(String output) {
    return ending(output).equals("tif") || ending(output).equals("tiff");
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  Sinks.Options options(NewFile.Existing existing, String overviews) {
    CogOptions cog = cog(overviews);
    return new Sinks.Options(cog, missing(cog.codec()), animation(), existing);
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
    CogOptions.Layout form =
        switch (layout.toLowerCase(Locale.ROOT)) {
          case "cog" -> CogOptions.Layout.COG;
          case "tiled" -> CogOptions.Layout.TILED;
          case "striped" -> CogOptions.Layout.STRIPED;
          default -> throw new InvalidRequest("--layout " + layout, "one of cog, tiled, striped");
        };
    int pixels = block == null ? form == CogOptions.Layout.STRIPED ? 64 : 512 : block;
    return CogOptions.DEFAULT
        .withLayout(form)
        .withInterleave(
            switch (interleave.toLowerCase(Locale.ROOT)) {
              case "pixel" -> CogOptions.Interleave.PIXEL;
              case "band" -> CogOptions.Interleave.BAND;
              default -> throw new InvalidRequest("--interleave " + interleave, "pixel or band");
            })
        .withCodec(codec())
        .withPrediction(
            switch (predictor) {
              case "auto" -> CogOptions.Prediction.AUTO;
              case "1" -> CogOptions.Prediction.NONE;
              case "2" -> CogOptions.Prediction.HORIZONTAL;
              case "3" -> CogOptions.Prediction.FLOATING_POINT;
              default ->
                  throw new InvalidRequest("--predictor " + predictor, "one of auto, 1, 2, 3");
            })
        .withBlockSize(pixels)
        .withOverviews(overviews(overviews, form));
  }

  private Codec codec() {
    Codec codec;
    try {
      codec = Codec.parse(compress);
    } catch (InvalidRequest e) {
      throw new InvalidRequest("--compress " + compress, e.why(), e);
    }
    if (maxError != null) {
      if (!(codec instanceof Codec.Lerc(double _, Codec.Lerc.Further further))) {
        throw new InvalidRequest("--max-error " + maxError, "goes with --compress lerc…");
      }
      codec = new Codec.Lerc(maxError, further);
    }
    return level == null ? codec : codec.withLevel(level);
  }

  /// Plain files have overviews where a method is named.
  private static Stated<Resampling> overviews(String overviews, CogOptions.Layout layout) {
    return switch (overviews.toLowerCase(Locale.ROOT)) {
      case "auto" ->
          layout == CogOptions.Layout.COG ? Stated.as(Resampling.AVERAGE) : Stated.silent();
      case "none" -> Stated.silent();
      case "cubicspline" -> Stated.as(Resampling.CUBIC_SPLINE); // as GDAL spells it
      default -> {
        try {
          yield Stated.as(Resampling.parse(overviews));
        } catch (InvalidRequest e) {
          throw new InvalidRequest(
              "--overviews " + overviews,
              "one of auto, none, AVERAGE, NEAREST, BILINEAR, CUBIC, CUBIC_SPLINE, LANCZOS, MODE,"
                  + " MIN, MAX, MED, Q1, Q3, RMS",
              e);
        }
      }
    };
  }

  private CogImage.Missing missing(Codec codec) {
    return switch (missing.toLowerCase(Locale.ROOT)) {
      case "auto" ->
          codec instanceof Codec.Jpeg || (codec instanceof Codec.Webp && !codec.isLossless())
              ? CogImage.Missing.MASK
              : CogImage.Missing.NO_DATA;
      case "nodata" -> CogImage.Missing.NO_DATA;
      case "mask" -> CogImage.Missing.MASK;
      case "alpha" -> CogImage.Missing.ALPHA;
      default ->
          throw new InvalidRequest("--missing " + missing, "one of auto, nodata, mask, alpha");
    };
  }
}
