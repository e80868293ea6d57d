package dev.cairn.geo;

import java.util.Map;
import java.util.Optional;

/// The figure of a planet or moon: an ellipsoid that turns about its shorter axis, or a sphere.
///
/// @param semiMajorMetres the radius of the equator
/// @param inverseFlattening `a / (a − b)`; 0 for a sphere, as in WKT
public record Ellipsoid(double semiMajorMetres, double inverseFlattening) {
  public static final Ellipsoid WGS84 = new Ellipsoid(6_378_137, 298.257223563);
  static final Ellipsoid GRS80 = new Ellipsoid(6_378_137, 298.257222101);
  static final Ellipsoid CLARKE_1866 = axes(6_378_206.4, 6_356_583.8);

  /// Bodies whose radii differ by more are not the same.
  private static final double SAME_BODY = 0.005;

  /// By the names of PROJ's `+ellps`.
  private static final Map<String, Ellipsoid> NAMED =
      Map.ofEntries(
          Map.entry("WGS84", WGS84),
          Map.entry("GRS80", GRS80),
          Map.entry("airy", new Ellipsoid(6_377_563.396, 299.3249646)),
          Map.entry("aust_SA", new Ellipsoid(6_378_160, 298.25)),
          Map.entry("bess_nam", new Ellipsoid(6_377_483.865, 299.1528128)),
          Map.entry("bessel", new Ellipsoid(6_377_397.155, 299.1528128)),
          Map.entry("clrk66", CLARKE_1866),
          Map.entry("clrk80", new Ellipsoid(6_378_249.145, 293.4663)),
          Map.entry("clrk80ign", new Ellipsoid(6_378_249.2, 293.4660212936269)),
          Map.entry("evrst30", new Ellipsoid(6_377_276.345, 300.8017)),
          Map.entry("evrst48", new Ellipsoid(6_377_304.063, 300.8017)),
          Map.entry("evrst56", new Ellipsoid(6_377_301.243, 300.8017)),
          Map.entry("evrst69", new Ellipsoid(6_377_295.664, 300.8017)),
          Map.entry("evrstSS", new Ellipsoid(6_377_298.556, 300.8017)),
          Map.entry("fschr60m", new Ellipsoid(6_378_155, 298.3)),
          Map.entry("GRS67", new Ellipsoid(6_378_160, 298.2471674270)),
          Map.entry("GSK2011", new Ellipsoid(6_378_136.5, 298.2564151)),
          Map.entry("helmert", new Ellipsoid(6_378_200, 298.3)),
          Map.entry("hough", new Ellipsoid(6_378_270, 297)),
          Map.entry("intl", new Ellipsoid(6_378_388, 297)),
          Map.entry("krass", new Ellipsoid(6_378_245, 298.3)),
          Map.entry("mod_airy", axes(6_377_340.189, 6_356_034.446)),
          Map.entry("NWL9D", new Ellipsoid(6_378_145, 298.25)),
          Map.entry("PZ90", new Ellipsoid(6_378_136, 298.25784)),
          Map.entry("WGS66", new Ellipsoid(6_378_145, 298.25)),
          Map.entry("WGS72", new Ellipsoid(6_378_135, 298.26)),
          Map.entry("sphere", new Ellipsoid(6_370_997, 0)));

  public Ellipsoid {
    if (!(semiMajorMetres > 0) || !Double.isFinite(semiMajorMetres)) {
      throw new IllegalArgumentException("ellipsoid of radius " + semiMajorMetres);
    }
    // Flatter ones than 1/10 exist (Saturn's), but the series of the projections end before.
    if (inverseFlattening != 0
        && (!(inverseFlattening >= 10) || Double.isInfinite(inverseFlattening))) {
      throw new IllegalArgumentException("ellipsoid with inverse flattening " + inverseFlattening);
    }
  }

  /// From its two radii.
  static Ellipsoid axes(double semiMajorMetres, double semiMinorMetres) {
    return semiMajorMetres == semiMinorMetres
        ? new Ellipsoid(semiMajorMetres, 0)
        : new Ellipsoid(semiMajorMetres, semiMajorMetres / (semiMajorMetres - semiMinorMetres));
  }

  /// By a name that PROJ knows.
  static Optional<Ellipsoid> named(String name) {
    return Optional.ofNullable(NAMED.get(name));
  }

  public boolean isSphere() {
    return inverseFlattening == 0;
  }

  public double flattening() {
    return isSphere() ? 0 : 1 / inverseFlattening;
  }

  public double semiMinorMetres() {
    return semiMajorMetres * (1 - flattening());
  }

  /// The first eccentricity, squared.
  public double eccentricitySquared() {
    return flattening() * (2 - flattening());
  }

  /// True where both are figures of one body, as far as their size tells: Earth and Moon differ,
  /// two centuries' figures of Earth and the spheres that stand for it do not. PROJ's limit.
  public boolean isSameBody(Ellipsoid other) {
    return Math.abs(semiMajorMetres - other.semiMajorMetres)
        <= SAME_BODY * Math.max(semiMajorMetres, other.semiMajorMetres);
  }

  /// True where no point differs by a millimetre: the same one with other digits.
  boolean isNearly(Ellipsoid other) {
    return Math.abs(semiMajorMetres - other.semiMajorMetres) < 1e-4
        && Math.abs(flattening() - other.flattening()) < 2e-12;
  }

  /// This one by its usual numbers, where it is one of those that have a name and was written with
  /// other digits.
  Ellipsoid normal() {
    return NAMED.values().stream().filter(this::isNearly).findFirst().orElse(this);
  }

  /// As PROJ writes it, with a leading `+`.
  String toProj() {
    for (var e : NAMED.entrySet()) {
      if (e.getValue().equals(this) && !e.getKey().equals("NWL9D")) {
        return "+ellps=" + e.getKey();
      }
    }
    return isSphere()
        ? "+R=" + ProjString.number(semiMajorMetres)
        : "+a="
            + ProjString.number(semiMajorMetres)
            + " +rf="
            + ProjString.number(inverseFlattening);
  }

  /// Radius of the parallel at a latitude: metres along a radian of longitude (EPSG guidance note
  /// 7-2, section 3).
  ///
  /// @param latitude radians
  public double parallelRadius(double latitude) {
    double sin = StrictMath.sin(latitude);
    return semiMajorMetres
        * StrictMath.cos(latitude)
        / StrictMath.sqrt(1 - eccentricitySquared() * sin * sin);
  }

  /// Radius of the meridian's curvature at a latitude: metres along a radian of latitude.
  ///
  /// @param latitude radians
  public double meridianRadius(double latitude) {
    double sin = StrictMath.sin(latitude);
    double w = 1 - eccentricitySquared() * sin * sin;
    return semiMajorMetres * (1 - eccentricitySquared()) / (w * StrictMath.sqrt(w));
  }
}
