package dev.cairn.stac;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.Stated;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// The fields of the projection extension, versions 1.0 to 2.0
/// (https://github.com/stac-extensions/projection), at one level of an item: what they say of CRS,
/// shape and place. A field that is not stated is silent.
///
/// @param crs from `proj:code` (2.0), `proj:epsg` (1.x), `proj:projjson` or `proj:wkt2`
/// @param shape height and width in pixels
/// @param transform six numbers, row-major
/// @param bbox four numbers in units of the CRS
record Projection(
    Stated<Crs> crs, Stated<Shape> shape, Stated<Affine> transform, Stated<Bounds> bbox) {
  /// `proj:shape`.
  record Shape(int height, int width) {}

  /// `proj:bbox`.
  record Bounds(double xMin, double yMin, double xMax, double yMax) {}

  private static final Projection SILENT =
      new Projection(Stated.silent(), Stated.silent(), Stated.silent(), Stated.silent());

  /// A root element of WKT2 that ends with its own identifier.
  private static final Pattern WKT_ID =
      Pattern.compile(
          ",\\s*(?:ID|AUTHORITY)\\[\\s*\"(\\w+)\"\\s*,\\s*\"?([\\w.]+)\"?\\s*\\]\\s*\\]\\s*$");

  /// Where a band's pixels lie, as far as its levels say: the band's and the asset's own fields win
  /// over the item's. The item's shape, transform and bbox count for an asset only where the asset
  /// says nothing that differs: another CRS or shape means another grid.
  ///
  /// Silent where CRS, shape or place are missing; the header knows.
  static Stated<GeoBox> grid(
      Supplier<String> where,
      Map<String, Object> band,
      Map<String, Object> asset,
      Projection item) {
    Projection own = of(where, band).over(of(where, asset));
    Projection all = own.over(item);
    if (!(all.crs instanceof Stated.As<Crs>(Crs crs))
        || !(all.shape instanceof Stated.As<Shape>(Shape shape))) {
      return Stated.silent();
    }
    Stated<Affine> transform = all.transform;
    if (!transform.isStated() && all.bbox instanceof Stated.As<Bounds>(Bounds b)) {
      transform = Stated.as(fromBounds(b, shape, where));
    }
    try {
      return transform.map(t -> new GeoBox(shape.width(), shape.height(), t, crs));
    } catch (IllegalArgumentException e) {
      throw new Malformed(where.get(), "proj:transform and proj:shape: " + e.getMessage(), e);
    }
  }

  /// These fields, and the outer level's where they speak of the same grid.
  private Projection over(Projection outer) {
    if (differ(crs, outer.crs)) {
      return this;
    }
    Stated<Crs> bothCrs = crs.or(outer.crs);
    if (differ(shape, outer.shape) || differ(transform, outer.transform)) {
      return new Projection(bothCrs, shape, transform, bbox); // another grid
    }
    return new Projection(
        bothCrs, shape.or(outer.shape), transform.or(outer.transform), bbox.or(outer.bbox));
  }

  private static <T> boolean differ(Stated<T> a, Stated<T> b) {
    return a.isStated() && b.isStated() && !a.equals(b);
  }

  static Projection of(Supplier<String> where, Map<String, Object> fields) {
    boolean stated = false;
    for (String field : fields.keySet()) {
      stated |= field.startsWith("proj:");
    }
    if (!stated) {
      return SILENT;
    }
    return new Projection(
        crs(where, fields), shape(where, fields), transform(where, fields), bbox(where, fields));
  }

  private static Stated<Crs> crs(Supplier<String> where, Map<String, Object> fields) {
    Stated<Crs> code = named(where, "proj:code", fields.get("proj:code"));
    Stated<Crs> epsg = named(where, "proj:epsg", fields.get("proj:epsg"));
    if (differ(code, epsg)) {
      throw new Malformed(
          where.get(), found(fields, "proj:code") + ", but " + found(fields, "proj:epsg"));
    }
    if (code.isStated() || epsg.isStated()) {
      return code.or(epsg);
    }
    if (fields.get("proj:projjson") instanceof Map<?, ?> projjson) {
      return Stated.as(fromProjjson(where, projjson));
    }
    if (fields.get("proj:wkt2") instanceof String wkt && !wkt.isBlank()) {
      return Stated.as(fromWkt(wkt));
    }
    return Stated.silent();
  }

  private static Stated<Crs> named(Supplier<String> where, String field, @Nullable Object value) {
    String text =
        switch (value) {
          case Long n when n > 0 -> "EPSG:" + n;
          case Double n when n > 0 && n == Math.rint(n) && n < 1e9 -> "EPSG:" + n.longValue();
          case String s -> s.strip();
          case null -> "";
          default ->
              throw new Malformed(
                  where.get(), field + " is " + Json.brief(value) + ", no code of a CRS");
        };
    if (text.isEmpty()) {
      return Stated.silent();
    }
    try {
      return Stated.as(Crs.parse(text));
    } catch (InvalidRequest | IllegalArgumentException e) {
      throw new Malformed(
          where.get(), field + " is '" + Json.brief(text) + "', no code of a CRS", e);
    }
  }

  private static Crs fromProjjson(Supplier<String> where, Map<?, ?> projjson) {
    Map<String, Object> id = Json.asMap(projjson.get("id"));
    String authority = id.get("authority") instanceof String s ? s : "";
    String code =
        id.get("code") instanceof Long || id.get("code") instanceof String
            ? String.valueOf(id.get("code"))
            : "";
    try {
      return defined(Json.VALUES.writeValueAsString(projjson), authority, code);
    } catch (JacksonException e) {
      throw new Malformed(where.get(), "proj:projjson cannot be written as JSON", e);
    }
  }

  private static Crs fromWkt(String wkt) {
    Matcher id = WKT_ID.matcher(wkt);
    return id.find() ? defined(wkt, id.group(1), id.group(2)) : Crs.userDefined(wkt);
  }

  /// By its code in the EPSG register, as files name it too; else by what its text defines; by the
  /// name that it gives itself only where that cannot be read.
  private static Crs defined(String text, String authority, String code) {
    boolean isNamed = !authority.isBlank() && !code.isBlank();
    if (isNamed && authority.equalsIgnoreCase("EPSG")) {
      return new Crs("EPSG", code);
    }
    Crs defined = Crs.userDefined(text);
    return isNamed && !defined.isKnown() ? new Crs(authority, code) : defined;
  }

  private static Stated<Shape> shape(Supplier<String> where, Map<String, Object> fields) {
    double[] n = numbers(where, "proj:shape", fields, 2, 2);
    if (n.length == 0) {
      return Stated.silent();
    }
    for (double size : n) {
      if (!(size >= 1) || size > Integer.MAX_VALUE || size != Math.rint(size)) {
        throw new Malformed(
            where.get(),
            found(fields, "proj:shape") + ", expected height and width in whole pixels");
      }
    }
    return Stated.as(new Shape((int) n[0], (int) n[1]));
  }

  /// Six numbers in the order of `proj:transform`, or nine with 0, 0, 1 at the end. Some catalogues
  /// write GDAL's order (corner first): as `proj:transform` that would be a sheared grid at the
  /// origin of the CRS, and is read as what it means.
  private static Stated<Affine> transform(Supplier<String> where, Map<String, Object> fields) {
    double[] n = numbers(where, "proj:transform", fields, 6, 9);
    if (n.length == 0) {
      return Stated.silent();
    }
    if (n.length == 9 && (n[6] != 0 || n[7] != 0 || n[8] != 1)) {
      throw new Malformed(
          where.get(), found(fields, "proj:transform") + ", whose last row is not 0, 0, 1");
    }
    boolean gdalOrder = n[2] == 0 && n[4] == 0 && n[0] != 0 && n[1] != 0 && n[5] != 0;
    try {
      return Stated.as(gdalOrder ? new Affine(n[1], n[2], n[0], n[4], n[5], n[3]) : Affine.of(n));
    } catch (IllegalArgumentException e) {
      throw new Malformed(where.get(), found(fields, "proj:transform") + ": " + e.getMessage(), e);
    }
  }

  private static Stated<Bounds> bbox(Supplier<String> where, Map<String, Object> fields) {
    double[] n = numbers(where, "proj:bbox", fields, 4, 6);
    if (n.length == 0) {
      return Stated.silent();
    }
    int half = n.length / 2;
    return Stated.as(new Bounds(n[0], n[1], n[half], n[half + 1]));
  }

  private static Affine fromBounds(Bounds b, Shape shape, Supplier<String> where) {
    if (!(b.xMin() < b.xMax()) || !(b.yMin() < b.yMax())) {
      throw new Malformed(
          where.get(),
          "proj:bbox is "
              + List.of(b.xMin(), b.yMin(), b.xMax(), b.yMax())
              + ", which has no inside");
    }
    return Affine.northUp(
        b.xMin(),
        b.yMax(),
        (b.xMax() - b.xMin()) / shape.width(),
        (b.yMax() - b.yMin()) / shape.height());
  }

  /// The numbers of a list of one of two lengths; none where the field is not stated.
  private static double[] numbers(
      Supplier<String> where, String field, Map<String, Object> fields, int length, int orLength) {
    Object value = fields.get(field);
    if (value == null || (value instanceof List<?> l && l.isEmpty())) {
      return new double[0];
    }
    if (!(value instanceof List<?> list) || (list.size() != length && list.size() != orLength)) {
      throw wrongNumbers(where, field, fields, length, orLength);
    }
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(list.get(i) instanceof Number n)) {
        throw wrongNumbers(where, field, fields, length, orLength);
      }
      numbers[i] = n.doubleValue();
    }
    return numbers;
  }

  private static Malformed wrongNumbers(
      Supplier<String> where, String field, Map<String, Object> fields, int length, int orLength) {
    return new Malformed(
        where.get(),
        found(fields, field)
            + ", expected "
            + (length == orLength ? length : length + " or " + orLength)
            + " numbers");
  }

  private static String found(Map<String, Object> fields, String field) {
    return field + " is " + Json.brief(fields.get(field));
  }
}
