package dev.cairn.region;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An area of interest in longitude and latitude (OGC:CRS84). Immutable and thread-safe.
///
/// @param geometry in degrees, longitude first; valid in the sense of OGC Simple Features and not
///     empty
public record Region(Geometry geometry) {
  private static final int MAX_TEXT = 64 << 20;
  private static final int MAX_DEPTH = 64;
  private static final Pattern WKT =
      Pattern.compile(
          "\\s*(?:SRID\\s*=\\s*(\\d{1,9})\\s*;)?\\s*((?:MULTI)?(?:POINT|LINESTRING|POLYGON)"
              + "|GEOMETRYCOLLECTION)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .build();

  public Region {
    geometry = mended(geometry);
    if (geometry.isEmpty()) {
      throw new IllegalArgumentException("an empty area");
    }
  }

  /// True where the text is well-known text or GeoJSON itself rather than the name of a file.
  public static boolean isInline(String text) {
    return WKT.matcher(text).matches() || text.stripLeading().startsWith("{");
  }

  /// An area written as text: well-known text (also with `SRID=4326;`) or GeoJSON.
  ///
  /// @throws InvalidRequest where the text is neither
  /// @throws Unsupported where it is in another CRS
  public static Region parse(String text) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    try {
      return read(text.getBytes(StandardCharsets.UTF_8), "area " + shown);
    } catch (Malformed e) {
      throw new InvalidRequest(e.where(), e.why(), e);
    }
  }

  /// The area that a document holds: a GeoJSON geometry, Feature or FeatureCollection (its features
  /// together), or well-known text.
  ///
  /// @param where the document, for messages
  /// @throws Malformed where it is neither, or holds no geometry
  /// @throws Unsupported where it is in another CRS, of another format or too large
  public static Region read(byte[] document, String where) {
    if (document.length > MAX_TEXT) {
      throw new Unsupported(where, "an area of " + document.length + " bytes, at most " + MAX_TEXT);
    }
    refuseOtherFormats(document, where);
    String text = new String(document, StandardCharsets.UTF_8).strip();
    Matcher wkt = WKT.matcher(text);
    Geometry geometry = mended(wkt.matches() ? wkt(text, wkt, where) : geoJson(text, where));
    if (geometry.isEmpty()) {
      throw new Malformed(where, "an area without a position");
    }
    return new Region(geometry);
  }

  /// A test of whether other geometries share a point with this area, modulo 360 degrees of
  /// longitude. Thread-safe; worth keeping when many are tested.
  public Predicate<Geometry> matcher() {
    List<PreparedGeometry> copies = new ArrayList<>();
    for (double shift : new double[] {0, -360, 360}) {
      Geometry moved =
          shift == 0
              ? geometry
              : AffineTransformation.translationInstance(shift, 0).transform(geometry);
      copies.add(PreparedGeometryFactory.prepare(moved));
    }
    return other -> {
      Envelope box = other.getEnvelopeInternal();
      boolean checked = false;
      Geometry candidate = other;
      for (PreparedGeometry copy : copies) {
        if (!copy.getGeometry().getEnvelopeInternal().intersects(box)) {
          continue;
        }
        candidate = checked ? candidate : mended(candidate);
        checked = true;
        if (copy.intersects(candidate)) {
          return true;
        }
      }
      return false;
    };
  }

  /// The geometry made valid; a polygon without an inside becomes a line.
  private static Geometry mended(Geometry geometry) {
    if (geometry.isValid()) {
      return geometry;
    }
    var fixer = new GeometryFixer(geometry);
    fixer.setKeepCollapsed(true);
    return fixer.getResult();
  }

  private static void refuseOtherFormats(byte[] document, String where) {
    String start =
        new String(document, 0, Math.min(16, document.length), StandardCharsets.ISO_8859_1);
    if (start.startsWith("SQLite format 3")) {
      throw new Unsupported(where, "areas are read from GeoJSON and WKT, not yet from GeoPackage");
    }
    if (start.startsWith("fgb")) {
      throw new Unsupported(where, "areas are read from GeoJSON and WKT, not yet from FlatGeobuf");
    }
  }

  private static Geometry wkt(String text, Matcher matched, String where) {
    String srid = matched.group(1);
    if (srid != null && !srid.equals("4326")) {
      throw new Unsupported(
          where, "an area in SRID " + srid + "; areas are in longitude and latitude");
    }
    boundNesting(text, where);
    try {
      var reader = new WKTReader(GeoJson.FACTORY);
      reader.setFixStructure(true);
      return reader.read(text.substring(matched.start(2)));
    } catch (ParseException | IllegalArgumentException e) {
      throw new Malformed(where, "not well-known text: " + e.getMessage(), e);
    }
  }

  /// JTS reads nested collections by recursion.
  private static void boundNesting(String text, String where) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(' && ++depth > MAX_DEPTH) {
        throw new Malformed(where, "well-known text nested deeper than " + MAX_DEPTH);
      } else if (c == ')') {
        depth--;
      }
    }
  }

  private static Geometry geoJson(String text, String where) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new Malformed(
          where, "neither GeoJSON nor well-known text: " + e.getOriginalMessage(), e);
    }
    if (!root.isObject()) {
      throw new Malformed(where, "neither GeoJSON nor well-known text");
    }
    refuseOtherCrs(root, where);
    var parts = new ArrayList<Geometry>();
    JsonNode features = root.get("features");
    if (features != null && features.isArray()) {
      for (JsonNode feature : features) {
        addGeometry(feature, parts, where);
      }
    } else if (root.has("geometry")) {
      addGeometry(root, parts, where);
    } else {
      parts.add(GeoJson.geometry(root, where));
    }
    if (parts.isEmpty()) {
      throw new Malformed(where, "GeoJSON without a geometry");
    }
    return parts.size() == 1
        ? parts.getFirst()
        : GeoJson.FACTORY.createGeometryCollection(parts.toArray(Geometry[]::new));
  }

  private static void addGeometry(JsonNode feature, List<Geometry> parts, String where) {
    JsonNode geometry = feature.get("geometry");
    if (geometry != null && !geometry.isNull()) {
      parts.add(GeoJson.geometry(geometry, where));
    }
  }

  /// The `crs` member of GeoJSON 2008, which RFC 7946 §4 dropped.
  private static void refuseOtherCrs(JsonNode root, String where) {
    String crs = root.path("crs").path("properties").path("name").asString("");
    String name = crs.toUpperCase(Locale.ROOT);
    if (!name.isEmpty() && !name.endsWith("CRS84") && !name.endsWith(":4326")) {
      throw new Unsupported(where, "an area in " + crs + "; areas are in longitude and latitude");
    }
  }
}
