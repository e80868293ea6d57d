package dev.cairn.stac;

import dev.cairn.base.CairnException;
import dev.cairn.base.Href;
import dev.cairn.base.Malformed;
import dev.cairn.raster.Stated;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Asset of a STAC item: an object with what the catalogue tells of it.
///
/// @param key its name in the item
/// @param fields its fields as JSON-like values (String, Boolean, Long, Double, List, Map, no
///     null), in the item's order
/// @param base the document it stands in, against which its href resolves
public record Asset(String key, Map<String, Object> fields, URI base) {
  /// What an asset holds, as far as its media type, roles and name tell.
  enum Content {
    /// A GeoTIFF for use as data.
    GEOTIFF,
    /// Another raster: JPEG 2000, HDF, NetCDF, Zarr, GRIB or a picture.
    OTHER_RASTER,
    /// A picture to look at, or a raster that only describes others.
    PREVIEW,
    /// Something else, such as XML.
    NO_RASTER
  }

  private static final Set<String> GEOTIFF_TYPES =
      Set.of("image/tiff", "image/x.geotiff", "image/vnd.stac.geotiff", "image/geotiff");
  private static final Set<String> OTHER_RASTER_TYPES =
      Set.of(
          "application/x-hdf",
          "application/x-hdf5",
          "application/hdf",
          "application/hdf5",
          "application/x-netcdf",
          "application/netcdf",
          "application/x-zarr",
          "application/zarr",
          "application/vnd+zarr",
          "application/wmo-grib2");
  private static final Set<String> GEOTIFF_ENDINGS = Set.of("tif", "tiff");
  private static final Set<String> OTHER_RASTER_ENDINGS =
      Set.of("jp2", "jpeg", "jpg", "png", "img", "hdf", "h5", "nc", "zarr", "grib2", "vrt");

  /// Where the object lies, as the document has it; assets of some catalogues have only alternates.
  public Stated<String> href() {
    return text("href");
  }

  /// Media type, with its parameters.
  public Stated<String> type() {
    return text("type");
  }

  public Stated<String> title() {
    return text("title");
  }

  public List<String> roles() {
    return fields.get("roles") instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  /// Where the object lies.
  ///
  /// @throws Malformed where the asset has no href or it is no address
  public URI uri() {
    String href = href().orElseThrow(() -> new Malformed(where(), "an asset without an href"));
    try {
      return Href.resolve(base, href);
    } catch (CairnException | IllegalArgumentException e) {
      throw new Malformed(where(), "href " + Json.brief(href) + " is no address", e);
    }
  }

  /// As odc-stac tells rasters from the rest, but for pictures in roles `thumbnail` and `overview`
  /// and rasters in the single role `metadata`, which count as previews; JPEG 2000 and the like are
  /// told from GeoTIFFs, which stand beside them in many catalogues.
  Content content() {
    String type = before(type().orElse(""), ';').strip().toLowerCase(Locale.ROOT);
    Content content;
    if (type.isEmpty()) {
      content = contentByName();
    } else if (GEOTIFF_TYPES.contains(type)) {
      content = Content.GEOTIFF;
    } else if (type.startsWith("image/") || OTHER_RASTER_TYPES.contains(type)) {
      content = Content.OTHER_RASTER;
    } else {
      return Content.NO_RASTER;
    }
    List<String> roles = roles();
    boolean preview =
        roles.contains("thumbnail")
            || roles.contains("overview")
            || (roles.size() == 1 && roles.contains("metadata"));
    return preview && content != Content.NO_RASTER ? Content.PREVIEW : content;
  }

  private static String before(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private Content contentByName() {
    String name = before(before(href().orElse(""), '?'), '#').toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    if (GEOTIFF_ENDINGS.contains(ending)) {
      return Content.GEOTIFF;
    }
    if (OTHER_RASTER_ENDINGS.contains(ending)) {
      return Content.OTHER_RASTER;
    }
    return roles().contains("data") ? Content.GEOTIFF : Content.NO_RASTER;
  }

  private String where() {
    return Href.display(base) + " asset " + key;
  }

  private Stated<String> text(String field) {
    return fields.get(field) instanceof String s ? Stated.as(s) : Stated.silent();
  }
}
