package dev.cairn.format.tiff;

import dev.cairn.base.Malformed;
import dev.cairn.raster.DType;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What GDAL's own tags say of the bands: 42112 (`GDAL_METADATA`), its items found by band, and
/// 42113 (`GDAL_NODATA`).
final class BandMetadata {
  private static final Pattern NUMBER =
      Pattern.compile("\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?).*", Pattern.DOTALL);

  private record Key(int band, String role) {}

  private final URI uri;
  private final Map<Key, String> values = new HashMap<>();

  /// Of several items for one thing the first one counts.
  BandMetadata(URI uri, List<MetadataItem> items) {
    this.uri = uri;
    for (MetadataItem item : items) {
      if (item.sample() >= 0 && !item.role().isEmpty()) {
        values.putIfAbsent(new Key(item.sample(), item.role()), item.value());
      }
    }
  }

  private Stated<String> value(int band, String role) {
    return Optional.ofNullable(values.get(new Key(band, role)))
        .map(Stated::as)
        .orElse(Stated.silent());
  }

  Stated<String> description(int band) {
    return value(band, "description");
  }

  /// GDAL's name of what the band means to the eye.
  Stated<String> color(int band) {
    return value(band, "colorinterp");
  }

  /// @throws Malformed where scale or offset are no numbers that can be
  Stated<Scaling> scaling(int band) {
    Stated<String> scale = value(band, "scale");
    Stated<String> offset = value(band, "offset");
    if (!scale.isStated() && !offset.isStated()) {
      return Stated.silent();
    }
    try {
      return Stated.as(
          new Scaling(
              Double.parseDouble(scale.orElse("1").strip()),
              Double.parseDouble(offset.orElse("0").strip())));
    } catch (IllegalArgumentException e) {
      throw new Malformed(
          uri,
          "GDAL_METADATA (tag 42112): band "
              + band
              + " has scale \""
              + shortened(scale.orElse("1"))
              + "\" and offset \""
              + shortened(offset.orElse("0"))
              + "\"",
          e);
    }
  }

  /// The no-data value of all bands, which a float32 band has as a float32: the text may have fewer
  /// digits.
  static Stated<Double> nodata(Ifd ifd, DType dtype) {
    String text = ifd.text(Tag.GDAL_NODATA).map(String::strip).orElse("");
    if (text.isEmpty()) {
      return Stated.silent();
    }
    return Stated.as(number(ifd.bytes().uri(), "GDAL_NODATA (tag 42113)", text, dtype));
  }

  private static double number(URI uri, String what, String text, DType dtype) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.matches("[+-]?nan.*|[+-]?1\\.#(qnan|ind).*")) {
      return Double.NaN;
    }
    if (name.matches("[+-]?(inf|1\\.#inf).*")) {
      return name.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    Matcher m = NUMBER.matcher(text);
    if (!m.matches()) {
      throw new Malformed(uri, what + " is not a number: \"" + shortened(text) + "\"");
    }
    double value = Double.parseDouble(m.group(1));
    boolean isFloat = dtype == DType.FLOAT32 && Float.isFinite((float) value);
    return isFloat ? (double) (float) value : value;
  }

  /// As much of a file's text as a message shows.
  private static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  /// A no-data value for each band, all of which a pixel without a value has: the item
  /// `NODATA_VALUES` of the whole file. Empty where it has another number of values, as for GDAL.
  ///
  /// @throws Malformed where they are no numbers: GDAL takes such for 0
  static List<Double> nodataValues(URI uri, List<MetadataItem> items, int bands, DType dtype) {
    for (MetadataItem item : items) {
      if (item.sample() < 0
          && item.name().equals("NODATA_VALUES")
          && item.role().isEmpty()
          && item.domain().isEmpty()) {
        String[] values = item.value().strip().split("\\s+");
        return values.length == bands && !values[0].isEmpty()
            ? Arrays.stream(values).map(v -> number(uri, "NODATA_VALUES", v, dtype)).toList()
            : List.of();
      }
    }
    return List.of();
  }
}
