package dev.cairn.geo;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Axes;
import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Projected;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/// CRSs in well-known text: WKT 2 (OGC 18-010r7, 2019, and 12-063r5, 2015) and WKT 1 as GDAL and
/// Esri write it (OGC 01-009 §7). Of a compound CRS the horizontal part counts; a bound CRS brings
/// its shift to WGS 84 along.
final class WktCrs {
  private static final String[] ID = {"ID", "AUTHORITY"};
  private static final String[] UNITS = {"UNIT", "LENGTHUNIT", "ANGLEUNIT", "SCALEUNIT"};
  private static final String[] GEOGRAPHIC = {
    "GEOGCS", "GEOGCRS", "GEOGRAPHICCRS", "GEODCRS", "GEODETICCRS", "BASEGEOGCRS", "BASEGEODCRS"
  };

  private WktCrs() {}

  static CrsText.Named parse(String text) {
    return read(Wkt.parse(text), 0);
  }

  private static CrsText.Named read(Wkt node, int depth) {
    return switch (node.keyword()) {
      case "COMPD_CS", "COMPOUNDCRS" ->
          depth > 4 || node.nodes().isEmpty()
              ? refuse(node)
              : read(node.nodes().getFirst(), depth + 1);
      case "BOUNDCRS" -> depth > 4 ? refuse(node) : bound(node, depth);
      case "PROJCS", "PROJCRS", "PROJECTEDCRS" ->
          new CrsText.Named(projected(node), id(node, "EPSG"), authority(node));
      case "GEOGCS", "GEOGCRS", "GEOGRAPHICCRS", "GEODCRS", "GEODETICCRS" ->
          new CrsText.Named(geographic(node), id(node, "EPSG"), authority(node));
      default -> refuse(node);
    };
  }

  private static CrsText.Named refuse(Wkt node) {
    throw new Unsupported("WKT at character " + node.at(), node.keyword() + " is no CRS of maps");
  }

  private static Geographic geographic(Wkt node) {
    if (node.child("DERIVINGCONVERSION", "CS").filter(c -> c.keyword().startsWith("D")).isPresent()
        || node.child("CS").filter(c -> c.name().equalsIgnoreCase("Cartesian")).isPresent()) {
      refuse(node);
    }
    double radians = unit(node).orElse(Math.PI / 180);
    return new Geographic(
        datum(node), ProjString.round(meridian(node, radians), 10), degreesPerUnit(radians));
  }

  private static double degreesPerUnit(double radians) {
    return Conversion.degrees(1, radians);
  }

  private static CrsDefinition projected(Wkt node) {
    Wkt base = node.require(GEOGRAPHIC);
    Optional<Wkt> extension = node.child("EXTENSION").filter(e -> e.name().equals("PROJ4"));
    if (extension.isPresent() && extension.get().words().size() > 1) {
      return extended(extension.get().words().get(1), base);
    }
    double radians = unit(base).orElse(Math.PI / 180);
    double metres = unit(node).orElse(1.0);
    Wkt method = node.require("PROJECTION", "CONVERSION");
    Wkt parameters = node;
    if (method.keyword().equals("CONVERSION")) {
      parameters = method;
      method = method.require("METHOD", "PROJECTION");
    }
    var conversion = new Conversion(method.name(), id(method, "EPSG"));
    for (Wkt p : parameters.nodes()) {
      if (p.keyword().equals("PARAMETER")) {
        conversion.add(
            new Conversion.Number(
                p.name(),
                id(p, "EPSG"),
                p.number(1),
                p.child(UNITS).map(u -> u.number(1)).orElse(Double.NaN)));
      }
    }
    return conversion.on(datum(base), meridian(base, radians), radians, metres, axes(node));
  }

  /// What GDAL's WKT 1 has no words for it says in a PROJ string, beside the nearest that it has.
  private static CrsDefinition extended(String projString, Wkt base) {
    CrsDefinition said = ProjString.parse(projString);
    return said instanceof Projected p && p.datum().toWgs84() instanceof Datum.NotStated
        ? new Projected(
            p.datum().ellipsoid().isNearly(datum(base).ellipsoid()) ? datum(base) : p.datum(),
            p.primeMeridianDegrees(),
            p.method(),
            p.parameters(),
            p.metresPerUnit(),
            p.axes())
        : said;
  }

  private static Datum datum(Wkt geographic) {
    Wkt datum = geographic.require("DATUM", "ENSEMBLE", "GEODETICDATUM", "TRF");
    Wkt figure = datum.require("SPHEROID", "ELLIPSOID");
    double metres = figure.child(UNITS).map(u -> u.number(1)).orElse(1.0);
    var ellipsoid = new Ellipsoid(figure.number(1) * metres, figure.number(2)).normal();
    Optional<Wkt> shift = datum.child("TOWGS84");
    Datum known =
        Definitions.datum(
            ellipsoid, id(geographic, "EPSG"), id(datum, "EPSG"), datum.name(), geographic.name());
    if (shift.isEmpty()) {
      return known;
    }
    Wkt s = shift.get();
    boolean seven = s.words().size() >= 7;
    var helmert =
        new Datum.Helmert(
            s.number(0),
            s.number(1),
            s.number(2),
            seven ? s.number(3) : 0,
            seven ? s.number(4) : 0,
            seven ? s.number(5) : 0,
            seven ? s.number(6) : 0);
    return helmert.equals(known.toWgs84()) ? known : new Datum(ellipsoid, helmert, 0);
  }

  /// WKT 1 means degrees whatever the unit of the coordinates is, by the custom of GDAL and Esri.
  private static double meridian(Wkt geographic, double radians) {
    double unstated = geographic.keyword().equals("GEOGCS") ? Math.PI / 180 : radians;
    return geographic
        .child("PRIMEM", "PRIMEMERIDIAN")
        .map(
            m ->
                Conversion.degrees(
                    m.number(1), m.child(UNITS).map(u -> u.number(1)).orElse(unstated)))
        .orElse(0.0);
  }

  /// Radians or metres a unit of the coordinates: stated for the CRS, or for its first axis.
  private static Optional<Double> unit(Wkt crs) {
    return crs.child(UNITS)
        .or(() -> crs.child("AXIS").flatMap(a -> a.child(UNITS)))
        .map(u -> u.number(1));
  }

  private static Axes axes(Wkt crs) {
    var directions = new ArrayList<String>();
    for (Wkt node : crs.nodes()) {
      if (node.keyword().equals("AXIS") && node.words().size() > 1) {
        directions.add(node.words().get(1).toLowerCase(Locale.ROOT));
      }
    }
    return Axes.of(directions);
  }

  /// Seven parameters of the transformation, in the convention of whichever method it names.
  private static CrsText.Named bound(Wkt node, int depth) {
    Wkt source = node.require("SOURCECRS");
    Wkt shift = node.require("ABRIDGEDTRANSFORMATION");
    if (source.nodes().isEmpty()) {
      throw source.wrong("is empty");
    }
    CrsText.Named inner = read(source.nodes().getFirst(), depth + 1);
    var helmert =
        new HelmertReader(shift.require("METHOD").name(), id(shift.require("METHOD"), "EPSG"));
    for (Wkt p : shift.nodes()) {
      if (p.keyword().equals("PARAMETER")) {
        helmert.add(
            new Conversion.Number(
                p.name(),
                id(p, "EPSG"),
                p.number(1),
                p.child(UNITS).map(u -> u.number(1)).orElse(Double.NaN)));
      }
    }
    return helmert.bind(inner);
  }

  private static int id(Wkt node, String authority) {
    return node.child(ID)
        .filter(id -> id.name().equalsIgnoreCase(authority) && id.words().size() > 1)
        .map(id -> id.words().get(1))
        .filter(code -> code.matches("\\d{1,9}"))
        .map(Integer::parseInt)
        .orElse(0);
  }

  private static Optional<Crs> authority(Wkt node) {
    return node.child(ID)
        .filter(id -> id.words().size() > 1 && !id.name().isBlank() && !id.words().get(1).isBlank())
        .map(id -> new Crs(id.name().toUpperCase(Locale.ROOT), id.words().get(1)));
  }
}
