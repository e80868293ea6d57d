package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.ColorInterpretation;
import dev.cairn.raster.ColorTable;
import dev.cairn.raster.DType;
import dev.cairn.raster.Stated;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a file to be written holds, beside its pixels.
///
/// @param grid shape and place
/// @param dtype type of all samples
/// @param missing how pixels without a value are told
/// @param nodata the sample that stands for no value; with [Missing#NO_DATA] silent for floating
///     types means NaN. For float32 it is rounded to one. Silent where a mask or alpha speaks
/// @param bands at least one; alpha is not among them
/// @param colors what the samples of the only band, uint8 or uint16, stand for
/// @param metadata items of the file by name, in this order; names without `=`, texts that XML can
///     hold
public record CogImage(
    GeoBox grid,
    DType dtype,
    Missing missing,
    Stated<Double> nodata,
    List<OutputBand> bands,
    Stated<ColorTable> colors,
    Map<String, String> metadata) {
  /// How a file tells which pixels hold a value.
  public enum Missing {
    /// By the no-data value; where there is none, by a [#MASK], which is left out where all pixels
    /// hold a value. A pixel that has one in some bands alone is refused then.
    NO_DATA,
    /// By a bit a pixel beside the bands (TIFF 6.0 §8, NewSubfileType 4): a pixel holds a value
    /// where all of its bands do. Samples without one are 0.
    MASK,
    /// By a last band, 0 where a pixel holds none and the type's largest where it does (tag 338,
    /// unassociated alpha). For uint8 and uint16.
    ALPHA
  }

  /// @throws InvalidRequest where `dtype` cannot hold `nodata`, or an item cannot be written
  public CogImage {
    bands = List.copyOf(bands);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    if (bands.isEmpty() || bands.size() > 65_534) {
      throw new IllegalArgumentException(bands.size() + " bands, a TIFF has 1 to 65534");
    }
    if (nodata instanceof Stated.As<Double>(Double value)) {
      double stored = dtype == DType.FLOAT32 ? (double) (float) (double) value : value;
      if (!dtype.holds(value) || (Double.isInfinite(stored) && !Double.isInfinite(value))) {
        throw new InvalidRequest("no-data value " + value, "is no " + dtype);
      }
      nodata = Stated.as(stored);
    } else if (dtype.isFloating() && missing == Missing.NO_DATA) {
      nodata = Stated.as(Double.NaN);
    }
    if (missing != Missing.NO_DATA) {
      nodata = Stated.silent(); // GDAL passes it over beside a mask, and a mask over beside it
    }
    if (missing == Missing.ALPHA && dtype != DType.UINT8 && dtype != DType.UINT16) {
      throw new InvalidRequest("alpha", "is for uint8 and uint16, not " + dtype + ": use a mask");
    }
    if (colors.isStated()
        && (bands.size() > 1
            || missing == Missing.ALPHA
            || (dtype != DType.UINT8 && dtype != DType.UINT16))) {
      throw new InvalidRequest("colour table", "is for one band of uint8 or uint16");
    }
    metadata.forEach(
        (name, text) -> {
          if (name.isBlank() || name.chars().anyMatch(c -> c == '=' || Character.isISOControl(c))) {
            throw new InvalidRequest(
                "metadata item '" + name + "'",
                "a name has a letter and neither '=' nor line breaks");
          }
          CogMetadata.requireXml("metadata item " + name, name + text);
        });
    for (OutputBand band : bands) {
      CogMetadata.requireXml("description of band " + band.description(), band.description());
    }
  }

  /// An image without metadata items.
  public static CogImage of(
      GeoBox grid, DType dtype, Stated<Double> nodata, List<OutputBand> bands) {
    return new CogImage(grid, dtype, Missing.NO_DATA, nodata, bands, Stated.silent(), Map.of());
  }

  public CogImage withMetadata(Map<String, String> items) {
    return new CogImage(grid, dtype, missing, nodata, bands, colors, items);
  }

  public CogImage withMissing(Missing other) {
    return new CogImage(grid, dtype, other, nodata, bands, colors, metadata);
  }

  public CogImage withColors(ColorTable table) {
    return new CogImage(grid, dtype, missing, nodata, bands, Stated.as(table), metadata);
  }

  /// Samples of a pixel: the bands, and alpha.
  int samples() {
    return bands.size() + (missing == Missing.ALPHA ? 1 : 0);
  }

  /// True where a bit a pixel is gathered beside the samples.
  boolean hasBits() {
    return missing != Missing.NO_DATA || !nodata.isStated();
  }

  /// True where these bits may be stored as a mask.
  boolean hasMask() {
    return hasBits() && missing != Missing.ALPHA;
  }

  /// What a band means to the eye.
  ColorInterpretation color(int band) {
    ColorInterpretation stated = bands.get(band).color();
    if (stated != ColorInterpretation.UNDEFINED) {
      return stated;
    }
    if (colors.isStated()) {
      return ColorInterpretation.PALETTE;
    }
    boolean silent = bands.stream().allMatch(b -> b.color() == ColorInterpretation.UNDEFINED);
    if (silent && dtype == DType.UINT8 && (bands.size() == 3 || bands.size() == 4)) {
      return switch (band) {
        case 0 -> ColorInterpretation.RED;
        case 1 -> ColorInterpretation.GREEN;
        case 2 -> ColorInterpretation.BLUE;
        default -> ColorInterpretation.UNDEFINED;
      };
    }
    return silent && band == 0 ? ColorInterpretation.GRAY : ColorInterpretation.UNDEFINED;
  }

  /// True where the first three bands are red, green and blue.
  boolean isRgb() {
    return bands.size() >= 3
        && color(0) == ColorInterpretation.RED
        && color(1) == ColorInterpretation.GREEN
        && color(2) == ColorInterpretation.BLUE;
  }
}
