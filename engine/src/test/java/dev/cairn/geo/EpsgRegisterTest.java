package dev.cairn.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Projected;
import dev.cairn.testing.Judge;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The register's codes against PROJ's, points within each one's area of use, on the code's own
/// datum so that no shift has a say.
class EpsgRegisterTest {
  private static final double TOLERANCE_METRES = 0.01;

  /// What is known by its code and has no formulas here, or axes that files have the other way
  /// round.
  private static final Set<Integer> REFUSED = Set.of(2065, 5513, 8044, 8045, 27200);

  /// What PROJ 9.1's database has otherwise than EPSG: a millionth of the scale of San Francisco's
  /// grid, and Monte Mario's longitudes of Greenwich counted from Rome.
  private static final List<Integer> WRONG_IN_PROJ = List.of(6996, 6997, 26591, 26592);

  /// A line a code: points as degrees from the base CRS's meridian, and x,y on the map, easting
  /// first; all by one process.
  private static final String ORACLE =
      """
      import math, sqlite3, sys
      from osgeo import gdal, osr
      gdal.SetConfigOption('OSR_USE_NON_DEPRECATED', 'NO')
      osr.UseExceptions()
      path = [p + '/proj.db' for p in osr.GetPROJSearchPaths() + ['/usr/share/proj']]
      db = next(c for c in map(opened, path) if c)
      rows = db.execute(\"""select p.code, p.geodetic_crs_code, e.west_lon, e.south_lat, e.east_lon,
        e.north_lat from projected_crs p join usage u on u.object_table_name = 'projected_crs'
        and u.object_auth_name = p.auth_name and u.object_code = p.code
        join extent e on e.auth_name = u.extent_auth_name and e.code = u.extent_code
        where p.auth_name = 'EPSG' and p.geodetic_crs_auth_name = 'EPSG' and e.west_lon is not null
        group by p.code\""").fetchall()
      bases = {}
      for code, base, w, s, e, n in rows:
        try:
          if base not in bases:
            crs = osr.SpatialReference()
            crs.ImportFromEPSG(int(base))
            crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
            bases[base] = crs
          b = bases[base]
          if not b.IsGeographic():
            continue
          m = osr.SpatialReference()
          m.ImportFromEPSG(int(code))
          m.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
          way = osr.CoordinateTransformation(b, m)
          unit = b.GetAngularUnits()
          pm = float(b.GetAttrValue('PRIMEM', 1) or 0)
          e = e + 360 if e < w else e
          points = []
          for u, v in ((.5, .5), (.1, .2), (.9, .15), (.2, .9), (.85, .8)):
            lon = (w + u * (e - w) + 180) % 360 - 180
            lat = max(-85.0, min(85.0, s + v * (n - s)))
            x = math.radians(lon - pm) / unit
            y = math.radians(lat) / unit
            try:
              q = way.TransformPoint(x, y)
            except RuntimeError:
              continue
            if math.isfinite(q[0]) and math.isfinite(q[1]) and abs(q[0]) + abs(q[1]) < 1e9:
              points.append('%.12f,%.12f,%.6f,%.6f' % (lon - pm, lat, q[0], q[1]))
          print(code, *points)
        except RuntimeError:
          pass
      """;

  private static final String OPENED =
      """
      import os, sqlite3
      def opened(path):
        return sqlite3.connect('file:' + path + '?mode=ro', uri=True) if os.path.exists(path) else None
      """;

  @Test
  void everyCodeThatIsKnownMeansWhatProjMeansByIt() {
    Judge.requirePython("osgeo.osr", "sqlite3");
    Judge.require("cs2cs");
    var said = Judge.python(OPENED + ORACLE);
    assertThat(said.exitCode()).as(said.output()).isZero();
    List<String> lines = said.output().lines().toList();
    var refused = new TreeSet<Integer>();
    var off = new TreeMap<Integer, Double>();
    int known = 0;
    for (String line : lines) {
      if (!line.matches("\\d+( \\S+)*")) {
        continue; // warnings
      }
      String[] f = line.split(" ", -1);
      int code = Integer.parseInt(f[0]);
      try {
        if (EpsgRegister.definition("EPSG", f[0]).orElse(null) instanceof Projected p
            && f.length > 1) {
          double metres = farthest(p, f);
          if (metres > TOLERANCE_METRES) {
            off.put(code, metres);
          }
          known++;
        }
      } catch (Unsupported _) {
        refused.add(code);
      }
    }
    WRONG_IN_PROJ.forEach(off::remove);
    assertThat(off).isEmpty();
    assertThat(refused).isEqualTo(REFUSED);
    assertThat(known).isGreaterThan(4400);
  }

  @Test
  void whatHasNoFormulasHereIsRefused() {
    assertThatThrownBy(() -> Crs.transform(Crs.parse("EPSG:27200"), Crs.WGS84))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("New Zealand Map Grid");
  }

  private static double farthest(Projected p, String[] line) {
    Crs name = Crs.WGS84;
    double worst = 0;
    for (int i = 1; i < line.length; i++) {
      String[] v = line[i].split(",", -1);
      double[] x = {Double.parseDouble(v[0])};
      double[] y = {Double.parseDouble(v[1])};
      var base = new Geographic(p.datum(), p.primeMeridianDegrees(), 1);
      new CrsTransform(name, base, name, p).applyWherePossible(x, y, 0, 1);
      double d =
          Math.hypot(x[0] - Double.parseDouble(v[2]), y[0] - Double.parseDouble(v[3]))
              * p.metresPerUnit();
      worst = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(worst, d);
    }
    return worst;
  }

  @ParameterizedTest
  @CsvSource({
    "ESRI:54002, 10, 50, 556597.4540, 5565974.5397",
    "ESRI:102650, -113.6906052937, 36.4726171451, 717461.6739, 1991376.3310",
    "ESRI:102631, -133.2132134751, 58.6021408704, 2772401.2690, 2472497.0621",
    "ESRI:103300, -91.2139408024, 43.0111797835, 48246.5921, -38779.4955",
  })
  void linesOfTheRegisterThatAreWrongAreMended(
      String crs, double lon, double lat, double x, double y) {
    var p = (Projected) Crs.parse(crs).definition(); // expected by cs2cs (PROJ 9.1.1)
    double[] xs = {lon};
    double[] ys = {lat};
    new CrsTransform(Crs.WGS84, new Geographic(p.datum(), 0, 1), Crs.WGS84, p)
        .applyWherePossible(xs, ys, 0, 1);
    assertThat(Math.hypot(xs[0] - x, ys[0] - y)).isLessThan(0.001);
  }
}
