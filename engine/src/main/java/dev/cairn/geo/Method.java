package dev.cairn.geo;

import static dev.cairn.geo.CrsDefinition.Parameter.ALPHA;
import static dev.cairn.geo.CrsDefinition.Parameter.GAMMA;
import static dev.cairn.geo.CrsDefinition.Parameter.H;
import static dev.cairn.geo.CrsDefinition.Parameter.K_0;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_0;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_1;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_2;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_TS;
import static dev.cairn.geo.CrsDefinition.Parameter.LONC;
import static dev.cairn.geo.CrsDefinition.Parameter.LON_0;
import static dev.cairn.geo.CrsDefinition.Parameter.X_0;
import static dev.cairn.geo.CrsDefinition.Parameter.Y_0;

import dev.cairn.geo.CrsDefinition.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A method of projection, by PROJ's name for it, and what it is told besides the false easting and
/// northing that all of them have. Parameters that say the same thing in two ways are here in one:
/// a scale where the latitude of true scale only stands for one, both standard parallels where only
/// one was given.
public enum Method {
  /// Albers' equal-area conic (EPSG method 9822).
  AEA("aea", LAT_0, LON_0, LAT_1, LAT_2),
  AEQD("aeqd", LAT_0, LON_0),
  CASS("cass", LAT_0, LON_0),
  /// Lambert's cylindrical equal-area (9835).
  CEA("cea", LON_0, LAT_TS),
  ECK4("eck4", LON_0),
  ECK6("eck6", LON_0),
  /// Equidistant cylindrical (1029): latitudes and longitudes as lengths, on the sphere.
  EQC("eqc", LAT_0, LON_0, LAT_TS),
  EQDC("eqdc", LAT_0, LON_0, LAT_1, LAT_2),
  /// Equal Earth (1078).
  EQEARTH("eqearth", LON_0),
  GALL("gall", LON_0),
  GEOS("geos", LON_0, H),
  GNOM("gnom", LAT_0, LON_0),
  KROVAK("krovak", LAT_0, LON_0, ALPHA, K_0),
  /// Lambert's azimuthal equal-area (9820).
  LAEA("laea", LAT_0, LON_0),
  /// Lambert's conformal conic (9801, 9802).
  LCC("lcc", LAT_0, LON_0, LAT_1, LAT_2, K_0),
  /// Mercator (9804, 9805).
  MERC("merc", LON_0, K_0),
  MILL("mill", LON_0),
  MOLL("moll", LON_0),
  NZMG("nzmg", LAT_0, LON_0),
  /// Oblique Mercator, variant B (9815): definitions have it as [#OMERC_A].
  OMERC("omerc", LAT_0, LONC, ALPHA, GAMMA, K_0),
  /// Oblique Mercator, variant A (9812): PROJ's `+no_uoff`.
  OMERC_A("omerc", LAT_0, LONC, ALPHA, GAMMA, K_0),
  ORTHO("ortho", LAT_0, LON_0),
  POLY("poly", LAT_0, LON_0),
  ROBIN("robin", LON_0),
  SINU("sinu", LON_0),
  SOMERC("somerc", LAT_0, LON_0, K_0),
  /// Stereographic; at a pole (9810, 9829) the latitude of true scale is the pole's where a scale
  /// is given.
  STERE("stere", LAT_0, LON_0, LAT_TS, K_0),
  /// Double stereographic (9809).
  STEREA("sterea", LAT_0, LON_0, K_0),
  /// Transverse Mercator (9807), and with it UTM.
  TMERC("tmerc", LAT_0, LON_0, K_0),
  VANDG("vandg", LON_0),
  /// Mercator's formula of the sphere on an ellipsoid's latitudes (1024): EPSG:3857.
  WEBMERC("webmerc", LON_0);

  private final String projName;
  private final List<Parameter> parameters;

  Method(String projName, Parameter... own) {
    this.projName = projName;
    var all = new ArrayList<>(List.of(own));
    all.add(X_0);
    all.add(Y_0);
    this.parameters = List.copyOf(all);
  }

  String projName() {
    return projName;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /// By PROJ's name.
  static Optional<Method> named(String projName) {
    for (Method m : values()) {
      if (m.projName.equals(projName)) {
        return Optional.of(m);
      }
    }
    return Optional.empty();
  }

  /// True where x goes round the world and begins again.
  boolean isCylindrical() {
    return this == MERC
        || this == WEBMERC
        || this == CEA
        || this == EQC
        || this == GALL
        || this == MILL;
  }
}
