package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Axes;
import dev.cairn.geo.CrsDefinition.Geographic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// CRSs in PROJJSON (https://proj.org/schemas/v0.7/projjson.schema.json), versions 0.1 to 0.7. Of a
/// compound CRS the horizontal part counts; a bound CRS brings its shift to WGS 84 along.
final class ProjJson {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxNumberLength(100)
                          .maxStringLength(Wkt.LONGEST)
                          .build())
                  .build())
          .build();

  private ProjJson() {}

  static CrsText.Named parse(String text) {
    if (text.length() > Wkt.LONGEST) {
      throw new InvalidRequest("PROJJSON", "of more than " + Wkt.LONGEST + " characters");
    }
    try {
      return read(JSON.readTree(text), "PROJJSON", 0);
    } catch (JacksonException e) {
      throw new InvalidRequest("PROJJSON", "no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static CrsText.Named read(JsonNode crs, String where, int depth) {
    String type = text(crs, "type");
    if (depth > 4) {
      throw new InvalidRequest(where, "CRSs within each other");
    }
    return switch (type) {
      case "CompoundCRS" ->
          read(crs.path("components").path(0), where + ".components[0]", depth + 1);
      case "BoundCRS" -> bound(crs, where, depth);
      case "ProjectedCRS" -> named(projected(crs, where), crs);
      case "GeographicCRS", "GeodeticCRS" -> named(geographic(crs, where), crs);
      case "" -> throw new InvalidRequest(where, "has no type");
      default -> throw new Unsupported(where, type + " is no CRS of maps");
    };
  }

  private static CrsText.Named named(CrsDefinition definition, JsonNode crs) {
    JsonNode id = crs.path("id");
    String authority = text(id, "authority");
    String code = id.path("code").isNumber() ? id.path("code").toString() : text(id, "code");
    return new CrsText.Named(
        definition,
        id(crs),
        authority.isBlank() || code.isBlank()
            ? Optional.empty()
            : Optional.of(new Crs(authority.toUpperCase(Locale.ROOT), code)));
  }

  private static Geographic geographic(JsonNode crs, String where) {
    JsonNode system = crs.path("coordinate_system");
    if (text(system, "subtype").equals("Cartesian")) {
      throw new Unsupported(where, "geocentric coordinates are none of maps");
    }
    double radians = unit(system.path("axis").path(0).path("unit"), Math.PI / 180);
    return new Geographic(
        datum(crs, where),
        ProjString.round(meridian(crs, where), 10),
        Conversion.degrees(1, radians));
  }

  private static CrsDefinition projected(JsonNode crs, String where) {
    JsonNode base = crs.path("base_crs");
    JsonNode conversion = crs.path("conversion");
    JsonNode method = conversion.path("method");
    if (!base.isObject() || !method.isObject()) {
      throw new InvalidRequest(
          where, "has no " + (base.isObject() ? "conversion.method" : "base_crs"));
    }
    var reader = new Conversion(text(method, "name"), id(method));
    parameters(conversion, where + ".conversion").forEach(reader::add);
    JsonNode axes = crs.path("coordinate_system").path("axis");
    return reader.on(
        datum(base, where + ".base_crs"),
        meridian(base, where + ".base_crs"),
        unit(base.path("coordinate_system").path("axis").path(0).path("unit"), Math.PI / 180),
        unit(axes.path(0).path("unit"), 1),
        axes(axes));
  }

  private static List<Conversion.Number> parameters(JsonNode holder, String where) {
    var numbers = new ArrayList<Conversion.Number>();
    int i = 0;
    for (JsonNode p : holder.path("parameters")) {
      numbers.add(
          new Conversion.Number(
              text(p, "name"),
              id(p),
              number(p.path("value"), where + ".parameters[" + i + "].value"),
              unit(p.path("unit"), Double.NaN)));
      i++;
    }
    return numbers;
  }

  private static Datum datum(JsonNode geographic, String where) {
    JsonNode datum = geographic.path("datum");
    if (!datum.isObject()) {
      datum = geographic.path("datum_ensemble");
    }
    JsonNode figure = datum.path("ellipsoid");
    if (!figure.isObject()) {
      throw new InvalidRequest(where, "has no datum.ellipsoid");
    }
    Ellipsoid ellipsoid;
    if (figure.has("radius")) {
      ellipsoid = new Ellipsoid(length(figure.path("radius"), where + " radius"), 0);
    } else {
      double a = length(figure.path("semi_major_axis"), where + " semi_major_axis");
      ellipsoid =
          figure.has("semi_minor_axis")
              ? Ellipsoid.axes(
                  a, length(figure.path("semi_minor_axis"), where + " semi_minor_axis"))
              : new Ellipsoid(
                  a, number(figure.path("inverse_flattening"), where + " inverse_flattening"));
    }
    return Definitions.datum(
        ellipsoid, id(geographic), id(datum), text(datum, "name"), text(geographic, "name"));
  }

  private static double meridian(JsonNode geographic, String where) {
    JsonNode meridian = geographic.path("datum").path("prime_meridian").path("longitude");
    if (meridian.isMissingNode()) {
      return 0;
    }
    return meridian.isObject()
        ? Conversion.degrees(
            number(meridian.path("value"), where + " prime_meridian"),
            unit(meridian.path("unit"), Math.PI / 180))
        : number(meridian, where + " prime_meridian");
  }

  private static Axes axes(JsonNode axes) {
    var directions = new ArrayList<String>();
    for (JsonNode axis : axes) {
      directions.add(text(axis, "direction"));
    }
    return Axes.of(directions);
  }

  private static CrsText.Named bound(JsonNode crs, String where, int depth) {
    CrsText.Named inner = read(crs.path("source_crs"), where + ".source_crs", depth + 1);
    JsonNode shift = crs.path("transformation");
    var helmert = new HelmertReader(text(shift.path("method"), "name"), id(shift.path("method")));
    parameters(shift, where + ".transformation").forEach(helmert::add);
    return helmert.bind(inner);
  }

  private static double length(JsonNode node, String where) {
    return node.isObject()
        ? number(node.path("value"), where) * unit(node.path("unit"), 1)
        : number(node, where);
  }

  /// Radians, metres or ones a unit.
  private static double unit(JsonNode unit, double absent) {
    if (unit.isObject()) {
      JsonNode factor = unit.path("conversion_factor");
      return factor.isNumber() ? factor.asDouble() : absent;
    }
    return switch (unit.isString() ? unit.stringValue() : "") {
      case "degree" -> Math.PI / 180;
      case "metre", "unity" -> 1;
      default -> absent;
    };
  }

  private static double number(JsonNode node, String where) {
    if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
      throw new InvalidRequest(where, "is no number");
    }
    return node.asDouble();
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? value.stringValue() : "";
  }

  /// The EPSG code of a thing, or 0.
  private static int id(JsonNode node) {
    JsonNode id = node.path("id");
    JsonNode code = id.path("code");
    if (!text(id, "authority").equals("EPSG")) {
      return 0;
    }
    String digits = code.isString() ? code.stringValue() : code.isNumber() ? code.toString() : "";
    return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
  }
}
