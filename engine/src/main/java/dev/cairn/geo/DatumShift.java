package dev.cairn.geo;

/// Longitudes and latitudes from one datum to another, over geocentric coordinates (EPSG methods
/// 9602 and 9606); heights are taken as 0 on both, as PROJ does with points of two dimensions.
/// Radians, in place; thread-safe.
sealed interface DatumShift {
  void apply(double[] lon, double[] lat, int from, int to);

  static DatumShift between(Datum from, Datum to) {
    return !from.isOne(to)
            && from.toWgs84() instanceof Datum.Helmert there
            && to.toWgs84() instanceof Datum.Helmert back
        ? new Geocentric(from.ellipsoid(), there, to.ellipsoid(), back)
        : new Same();
  }

  /// The same numbers mean the same place, or nobody says what else.
  record Same() implements DatumShift {
    @Override
    public void apply(double[] lon, double[] lat, int from, int to) {}
  }

  /// By the seven parameters of the one and, the other way, those of the other.
  record Geocentric(Ellipsoid source, Datum.Helmert there, Ellipsoid target, Datum.Helmert back)
      implements DatumShift {
    private static final double SECOND = Math.toRadians(1 / 3600.0);

    @Override
    public void apply(double[] lon, double[] lat, int from, int to) {
      double a = source.semiMajorMetres();
      double e2 = source.eccentricitySquared();
      double tx1 = there.turnX() * SECOND;
      double ty1 = there.turnY() * SECOND;
      double tz1 = there.turnZ() * SECOND;
      double s1 = 1 + there.scale() * 1e-6;
      double tx2 = back.turnX() * SECOND;
      double ty2 = back.turnY() * SECOND;
      double tz2 = back.turnZ() * SECOND;
      double s2 = 1 + back.scale() * 1e-6;
      double ta = target.semiMajorMetres();
      double tb = target.semiMinorMetres();
      double te2 = target.eccentricitySquared();
      double tep2 = te2 / (1 - te2);
      for (int i = from; i < to; i++) {
        double sin = Math.sin(lat[i]);
        double cos = Math.cos(lat[i]);
        double n = a / Math.sqrt(1 - e2 * sin * sin);
        double x0 = n * cos * Math.cos(lon[i]);
        double y0 = n * cos * Math.sin(lon[i]);
        double z0 = n * (1 - e2) * sin;
        double x1 = s1 * (x0 - tz1 * y0 + ty1 * z0) + there.x();
        double y1 = s1 * (tz1 * x0 + y0 - tx1 * z0) + there.y();
        double z1 = s1 * (-ty1 * x0 + tx1 * y0 + z0) + there.z();
        // The way back, with the turns the other way round.
        double dx = (x1 - back.x()) / s2;
        double dy = (y1 - back.y()) / s2;
        double dz = (z1 - back.z()) / s2;
        double x = dx + tz2 * dy - ty2 * dz;
        double y = -tz2 * dx + dy + tx2 * dz;
        double z = ty2 * dx - tx2 * dy + dz;
        // Bowring's formula: exact to 10⁻¹¹ radians within kilometres of the ellipsoid.
        double p = Math.sqrt(x * x + y * y);
        double theta = Math.atan2(z * ta, p * tb);
        double sinT = Math.sin(theta);
        double cosT = Math.cos(theta);
        double east = Math.atan2(y, x);
        lat[i] = Math.atan2(z + tep2 * tb * sinT * sinT * sinT, p - te2 * ta * cosT * cosT * cosT);
        // In the turn of the world in which it was.
        lon[i] = east + 2 * Math.PI * Math.rint((lon[i] - east) / (2 * Math.PI));
      }
    }
  }
}
