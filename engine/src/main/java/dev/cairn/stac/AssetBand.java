package dev.cairn.stac;

import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.raster.Band;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One band of an asset, with its fields under the names of STAC 1.1's common metadata, wherever
/// the item has them: in `eo:bands` and `raster:bands` (1.0), in `bands` (1.1), at the asset, at
/// the item. The nearest wins. Names come without their prefix: `eo:center_wavelength` is
/// `center_wavelength`, `raster:scale` is `scale`. Immutable.
final class AssetBand {
  /// Fields of assets that are no property of their band: places, what the source says already, and
  /// what is too large to stand beside an axis.
  private static final Set<String> NO_BAND_FIELDS =
      Set.of(
          "href",
          "type",
          "roles",
          "alternate",
          "bands",
          "eo:bands",
          "raster:bands",
          "data_type",
          "nodata",
          "scale",
          "offset",
          "statistics",
          "histogram",
          "name",
          "common_name");

  final Item item;
  final Asset asset;

  /// From 0.
  final int index;

  /// How many bands the asset has, as far as it says; 1 where it does not.
  final int count;

  /// True where the asset says how many bands it has.
  final boolean counted;

  private final Map<String, Object> own;

  private AssetBand(
      Item item, Asset asset, int index, int count, boolean counted, Map<String, Object> own) {
    this.item = item;
    this.asset = asset;
    this.index = index;
    this.count = count;
    this.counted = counted;
    this.own = own;
  }

  /// The bands of an asset, one where the asset does not say how many it has.
  ///
  /// @param alone true where the asset is the item's only raster, so that lists of bands at the
  ///     item can mean nothing else
  static List<AssetBand> of(Item item, Asset asset, boolean alone) {
    Map<String, Object> from = asset.fields();
    if (alone
        && !from.containsKey("bands")
        && !from.containsKey("eo:bands")
        && !from.containsKey("raster:bands")) {
      from = item.properties();
    }
    List<Map<String, Object>> eo = bandList(from.get("eo:bands"), item);
    List<Map<String, Object>> raster = bandList(from.get("raster:bands"), item);
    List<Map<String, Object>> common = bandList(from.get("bands"), item);
    int stated = Math.max(eo.size(), Math.max(raster.size(), common.size()));
    int count = Math.max(1, stated);
    var bands = new ArrayList<AssetBand>(count);
    for (int i = 0; i < count; i++) {
      var own = new LinkedHashMap<String, Object>();
      merge(own, at(eo, i), "", item, asset);
      merge(own, at(raster, i), "", item, asset);
      merge(own, at(common, i), "both STAC 1.0 and 1.1 fields", item, asset);
      bands.add(new AssetBand(item, asset, i, count, stated > 0, own));
    }
    return bands;
  }

  /// The band of that index of an asset that does not say how many bands it has.
  AssetBand withIndex(int other) {
    return new AssetBand(item, asset, other, count, counted, own);
  }

  private static Map<String, Object> at(List<Map<String, Object>> list, int i) {
    return i < list.size() ? list.get(i) : Map.of();
  }

  /// Adds fields by their name without prefix.
  private static void merge(
      Map<String, Object> own, Map<String, Object> more, String twice, Item item, Asset asset) {
    more.forEach(
        (name, value) -> {
          String plain = plain(name);
          Object before = own.put(plain, value);
          boolean scaling = plain.equals("scale") || plain.equals("offset");
          if (scaling && before != null && !twice.isEmpty() && !sameNumber(before, value)) {
            throw new Malformed(
                where(item, asset),
                plain + " is " + before + " and " + value + " (" + twice + "): which one?");
          }
        });
  }

  private static boolean sameNumber(Object a, Object b) {
    return (a instanceof Number x && b instanceof Number y)
        ? x.doubleValue() == y.doubleValue()
        : a.equals(b);
  }

  static String plain(String name) {
    return name.startsWith("eo:") || name.startsWith("raster:")
        ? name.substring(name.indexOf(':') + 1)
        : name;
  }

  /// A list of bands; one object stands for a list of one, and numbers (STAC before 0.9) count the
  /// item's `eo:bands` from 0.
  private static List<Map<String, Object>> bandList(@Nullable Object value, Item item) {
    if (value instanceof Map<?, ?>) {
      return List.of(Json.asMap(value));
    }
    if (!(value instanceof List<?> list)) {
      return List.of();
    }
    var bands = new ArrayList<Map<String, Object>>(list.size());
    for (Object band : list) {
      if (band instanceof Long n
          && item.properties().get("eo:bands") instanceof List<?> all
          && n >= 0
          && n < all.size()) {
        bands.add(Json.asMap(all.get(n.intValue())));
      } else {
        bands.add(Json.asMap(band));
      }
    }
    return bands;
  }

  /// The band's own name, such as `B04`.
  Optional<String> name() {
    return text(own.get("name"));
  }

  Optional<String> commonName() {
    Optional<String> stated = text(own.get("common_name"));
    return stated.isPresent() || count > 1 ? stated : text(asset.fields().get("eo:common_name"));
  }

  private static Optional<String> text(@Nullable Object value) {
    return value instanceof String s && !s.isBlank() ? Optional.of(s) : Optional.empty();
  }

  /// What is told of the band, under the name that the cube gives it.
  Band describe(String label) {
    var fields = new LinkedHashMap<String, Object>();
    asset.fields().forEach((name, value) -> addField(fields, name, value));
    own.forEach((name, value) -> addField(fields, name, value));
    return new Band(label, commonName().map(Stated::as).orElseGet(Stated::silent), fields);
  }

  private static void addField(Map<String, Object> fields, String name, Object value) {
    String plain = plain(name);
    if (!name.startsWith("proj:")
        && !NO_BAND_FIELDS.contains(name)
        && !NO_BAND_FIELDS.contains(plain)) {
      fields.put(plain, value);
    }
  }

  /// Where the band's pixels are and what is known of them.
  ///
  /// @throws Malformed where a field is not what its specification says
  ///
  /// @param itemsOwn what the item's properties say of the projection
  RasterSource source(Projection itemsOwn) {
    return new RasterSource(
        asset.uri(),
        index,
        Projection.grid(this::where, own, asset.fields(), itemsOwn),
        dtype(),
        nodata(),
        scaling());
  }

  /// The sample type, silent where it is one that we do not name: the header knows.
  private Stated<DType> dtype() {
    if (!(nearest("data_type") instanceof String name)) {
      return Stated.silent();
    }
    try {
      return Stated.as(DType.parse(name));
    } catch (InvalidRequest e) {
      return Stated.silent();
    }
  }

  /// The sample that stands for no value. Many catalogues state NaN or -9999 for integers that hold
  /// neither: no pixel would have it, and it would stand in the way of what the file says.
  private Stated<Double> nodata() {
    return impossibleNoData().isPresent() ? Stated.silent() : statedNoData();
  }

  private Stated<Double> statedNoData() {
    Object value = nearest("nodata");
    return value == null ? Stated.silent() : Stated.as(number("nodata", value));
  }

  /// Says that the no-data value is no sample of the band's type, where that is so.
  Optional<String> impossibleNoData() {
    return statedNoData() instanceof Stated.As<Double>(Double value)
            && dtype() instanceof Stated.As<DType>(DType type)
            && !type.holds(value)
        ? Optional.of(where() + ": nodata " + Json.brief(value) + " is no sample of " + type)
        : Optional.empty();
  }

  /// Scale and offset, of which a missing one is 1 or 0; silent where both are missing.
  ///
  /// Earth Search (`earthsearch:boa_offset_applied`) has taken the offset of -1000 that Sentinel-2
  /// has since processing baseline 04.00 out of the samples of some items, whose fields still state
  /// it: there the offset is 0.
  private Stated<Scaling> scaling() {
    Object scaleField = nearest("scale");
    Object offsetField = nearest("offset");
    if (scaleField == null && offsetField == null) {
      return Stated.silent();
    }
    double scale = scaleField == null ? 1 : number("scale", scaleField);
    double offset = offsetField == null ? 0 : number("offset", offsetField);
    if (scale == 0 || !Double.isFinite(scale) || !Double.isFinite(offset)) {
      throw new Malformed(
          where(), "scale " + scale + " and offset " + offset + ": values cannot be had by them");
    }
    boolean applied = Boolean.TRUE.equals(item.properties().get("earthsearch:boa_offset_applied"));
    if (applied && Math.abs(offset + 1000 * scale) <= 1e-9 * Math.abs(1000 * scale)) {
      offset = 0;
    }
    return Stated.as(new Scaling(scale, offset));
  }

  /// The field of the band, else of the asset, else of the item.
  private @Nullable Object nearest(String name) {
    Object value = own.get(name);
    if (value == null) {
      value = asset.fields().get("raster:" + name);
    }
    if (value == null) {
      value = asset.fields().get(name);
    }
    if (value == null) {
      value = item.properties().get("raster:" + name);
    }
    boolean common = name.equals("data_type") || name.equals("nodata");
    return value == null && common ? item.properties().get(name) : value;
  }

  private double number(String name, Object value) {
    if (value instanceof Number n) {
      return n.doubleValue();
    }
    String text = String.valueOf(value).strip().toLowerCase(Locale.ROOT);
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf", "+inf", "infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        try {
          if (value instanceof String) {
            yield Double.parseDouble(text);
          }
        } catch (NumberFormatException _) {
          // said below
        }
        throw new Malformed(
            where(), name + " is " + Json.brief(value) + ", expected a number, nan, inf or -inf");
      }
    };
  }

  private String where() {
    return where(item, asset) + (count > 1 ? " band " + (index + 1) : "");
  }

  static String where(Item item, Asset asset) {
    return Href.display(item.base()) + " item " + item.id() + " asset " + asset.key();
  }
}
