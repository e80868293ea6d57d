package dev.cairn.geo;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Projected;

/// The shift to WGS 84 of a bound CRS, as WKT 2 and PROJJSON state it: EPSG methods 9603 (three
/// translations), 9606 (position vector) and 9607 (coordinate frame).
final class HelmertReader {
  private static final double SECOND = Math.toRadians(1 / 3600.0);

  private final double turn;
  private final double[] v = new double[7];

  HelmertReader(String method, int code) {
    String name = Conversion.letters(method);
    if (code == 9607 || name.startsWith("coordinateframe")) {
      turn = -1;
    } else if (code == 9603
        || code == 9606
        || name.startsWith("geocentrictranslations")
        || name.startsWith("positionvector")) {
      turn = 1;
    } else {
      throw new Unsupported("shift by '" + method + "'", "is not known");
    }
  }

  void add(Conversion.Number number) {
    int i = number.code() - 8605;
    if (i < 0 || i > 6) {
      return; // not one of the seven
    }
    double unit = number.unit();
    if (i < 3) {
      v[i] = number.value() * (Double.isNaN(unit) ? 1 : unit);
    } else if (i < 6) {
      v[i] = turn * number.value() * (Double.isNaN(unit) ? 1 : unit / SECOND);
    } else {
      // A scale near 1, or what it differs from 1, in parts per million where no unit says else.
      double parts = number.value() * (Double.isNaN(unit) ? 1 : unit);
      v[i] =
          Math.abs(parts - 1) < 0.01 ? (parts - 1) * 1e6 : Double.isNaN(unit) ? parts : parts * 1e6;
    }
  }

  CrsText.Named bind(CrsText.Named inner) {
    var helmert = new Datum.Helmert(v[0], v[1], v[2], v[3], v[4], v[5], ProjString.round(v[6], 9));
    Datum old = inner.definition().datum();
    var datum = helmert.equals(old.toWgs84()) ? old : new Datum(old.ellipsoid(), helmert, 0);
    CrsDefinition bound =
        switch (inner.definition()) {
          case Geographic g -> new Geographic(datum, g.primeMeridianDegrees(), g.degreesPerUnit());
          case Projected p ->
              new Projected(
                  datum,
                  p.primeMeridianDegrees(),
                  p.method(),
                  p.parameters(),
                  p.metresPerUnit(),
                  p.axes());
        };
    return new CrsText.Named(bound, inner.epsg(), inner.name());
  }
}
