package dev.cairn.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Unsupported;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The formulas of every method that is known, all over the world, against PROJ's: points that it
/// places, it places where we do; those that it does not place have no image here either.
class MapProjectionTest {
  private static final int POINTS = 1500;

  private static final Pattern REGIONAL =
      Pattern.compile("=(cass|krovak|omerc|poly|somerc|sterea|tmerc) ");

  /// Where maps go to infinity, digits run out.
  private static final double FAR = 1e8;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+proj=aea +lat_1=29.5 +lat_2=45.5 +lat_0=23 +lon_0=-96 +ellps=GRS80",
        "+proj=aea +lat_1=-18 +lat_2=-36 +lon_0=132 +ellps=GRS80",
        "+proj=aea +lat_1=49 +lat_2=44 +lat_0=46.5 +lon_0=3 +R=6371000",
        "+proj=aea +lat_1=50 +lat_2=50 +ellps=WGS84",
        "+proj=aeqd +lat_0=53 +lon_0=24 +ellps=WGS84",
        "+proj=aeqd +lat_0=-90 +lon_0=0 +ellps=WGS84",
        "+proj=aeqd +lat_0=0 +lon_0=0 +R=6371000",
        "+proj=cass +lat_0=10 +lon_0=-61 +ellps=clrk66",
        "+proj=cass +lat_0=-35 +lon_0=18 +R=6371000",
        "+proj=cea +lat_ts=30 +lon_0=0 +ellps=WGS84",
        "+proj=cea +lat_ts=30 +lon_0=0 +R=6371228",
        "+proj=eck4 +lon_0=0 +ellps=WGS84",
        "+proj=eck6 +lon_0=0 +ellps=WGS84",
        "+proj=eqc +lat_ts=42 +lat_0=30 +lon_0=10 +ellps=WGS84",
        "+proj=eqdc +lat_1=20 +lat_2=60 +lat_0=40 +lon_0=-96 +ellps=GRS80",
        "+proj=eqdc +lat_1=-60 +lat_2=-20 +lat_0=-40 +R=6371000",
        "+proj=eqdc +lat_1=40 +lat_2=40 +ellps=WGS84",
        "+proj=eqearth +lon_0=0 +ellps=WGS84",
        "+proj=gall +lon_0=0 +ellps=WGS84",
        "+proj=geos +h=35785831 +lon_0=0 +ellps=WGS84",
        "+proj=gnom +lat_0=40 +lon_0=10 +ellps=WGS84",
        "+proj=gnom +lat_0=-90 +R=6371000",
        "+proj=krovak +lat_0=49.5 +lon_0=24.83333333333333 +alpha=30.28813975277778 +k=0.9999"
            + " +ellps=bessel",
        "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80",
        "+proj=laea +lat_0=90 +lon_0=0 +ellps=WGS84",
        "+proj=laea +lat_0=0 +lon_0=0 +R=6371000",
        "+proj=lcc +lat_1=49 +lat_2=44 +lat_0=46.5 +lon_0=3 +ellps=GRS80",
        "+proj=lcc +lat_1=25 +lat_0=25 +lon_0=-95 +R=6371000",
        "+proj=merc +lat_ts=41 +lon_0=100 +ellps=WGS84",
        "+proj=mill +lon_0=0 +ellps=WGS84",
        "+proj=moll +lon_0=0 +ellps=WGS84",
        "+proj=omerc +lat_0=4 +lonc=102.25 +alpha=323.0257905 +k=0.99984 +gamma=323.1301023611111"
            + " +ellps=evrst69",
        "+proj=omerc +no_uoff +lat_0=57 +lonc=-133.6666666666667 +alpha=-36.86989764583333"
            + " +k=0.9999 +ellps=GRS80",
        "+proj=ortho +lat_0=40 +lon_0=10 +ellps=WGS84",
        "+proj=ortho +lat_0=-90 +R=6371000",
        "+proj=poly +lat_0=-10 +lon_0=-54 +ellps=GRS80",
        "+proj=poly +lat_0=0 +lon_0=-54 +R=6371000",
        "+proj=robin +lon_0=0 +ellps=WGS84",
        "+proj=sinu +lon_0=20 +ellps=WGS84",
        "+proj=sinu +lon_0=0 +R=6371007.181",
        "+proj=somerc +lat_0=46.95240555555556 +lon_0=7.439583333333333 +ellps=bessel",
        "+proj=stere +lat_0=46 +lon_0=25 +k=0.99975 +ellps=krass",
        "+proj=stere +lat_0=0 +lon_0=25 +ellps=WGS84",
        "+proj=stere +lat_0=-46 +lon_0=25 +R=6371000",
        "+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +ellps=WGS84",
        "+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 +ellps=bessel",
        "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996 +ellps=airy",
        "+proj=vandg +lon_0=0 +ellps=WGS84",
        "+proj=webmerc +lon_0=0 +ellps=WGS84",
      })
  void pointsOfTheWholeWorldLieWhereProjPlacesThem(String proj, @TempDir Path folder)
      throws IOException {
    Judge.require("cs2cs");
    Crs map = Crs.parse(proj);
    Crs angles = Crs.parse("+proj=longlat " + figure(proj));
    var random = new Random(7);
    double[] lon = random.doubles(POINTS, -180, 180).toArray();
    double[] lat = random.doubles(POINTS, -90, 90).toArray();
    double[][] said = said(angles.code(), proj, lon, lat, folder);
    double[] x = lon.clone();
    double[] y = lat.clone();

    Crs.transform(angles, map).applyWherePossible(x, y, 0, POINTS);
    double[] backX = x.clone();
    double[] backY = y.clone();
    Crs.transform(map, angles).applyWherePossible(backX, backY, 0, POINTS);

    int placed = 0;
    for (int i = 0; i < POINTS; i++) {
      String point = lon[i] + ", " + lat[i];
      if (Double.isNaN(said[0][i])) {
        assertThat(x[i]).as(point + " has no image").isNaN();
      } else if (!Double.isNaN(x[i]) && Math.hypot(x[i], y[i]) < FAR) {
        placed++;
        assertThat(Math.hypot(x[i] - said[0][i], y[i] - said[1][i])).as(point).isLessThan(0.005);
        double away = Math.abs(Math.IEEEremainder(lon[i] - middle(map), 360));
        if (REGIONAL.matcher(proj).find() && (away > 20 || Double.isNaN(backX[i]))) {
          continue; // far away the way back is not unique, or not found
        }
        double east = Math.IEEEremainder(backX[i] - lon[i], 360) * Math.cos(Math.toRadians(lat[i]));
        assertThat(Math.hypot(east, backY[i] - lat[i]) * 111_320)
            .as(point + " and back")
            .isLessThan(0.01);
      }
    }
    int least = proj.contains("=krovak ") ? 2 : proj.contains("=cass ") ? 10 : 200; // of a thousand
    assertThat(placed).isGreaterThan(POINTS * least / 1000);
  }

  /// Of those that we place, PROJ is asked too; beside the map both have nothing.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "+proj=robin +lon_0=0 +ellps=WGS84",
        "+proj=eck6 +lon_0=0 +ellps=WGS84",
        "+proj=eck4 +lon_0=0 +ellps=WGS84",
        "+proj=gnom +lat_0=40 +lon_0=10 +ellps=WGS84",
        "+proj=moll +lon_0=0 +ellps=WGS84",
        "+proj=ortho +lat_0=40 +lon_0=10 +ellps=WGS84",
        "+proj=stere +lat_0=0 +lon_0=25 +ellps=WGS84",
        "+proj=aea +lat_1=49 +lat_2=44 +lat_0=46.5 +lon_0=3 +R=6371000",
      })
  void pointsOfTheMapLieWhereProjPlacesThem(String proj, @TempDir Path folder) throws IOException {
    Judge.require("cs2cs");
    Crs map = Crs.parse(proj);
    Crs angles = Crs.parse("+proj=longlat " + figure(proj));
    var random = new Random(11);
    double[] x = random.doubles(POINTS, -2e7, 2e7).toArray();
    double[] y = random.doubles(POINTS, -1e7, 1e7).toArray();
    double[][] said = said(proj, angles.code(), x, y, folder);

    Crs.transform(map, angles).applyWherePossible(x, y, 0, POINTS);

    for (int i = 0; i < POINTS; i++) {
      if (Double.isNaN(said[0][i])) {
        assertThat(x[i]).isNaN();
      } else if (!Double.isNaN(x[i])) {
        double east = Math.IEEEremainder(x[i] - said[0][i], 360) * Math.cos(Math.toRadians(y[i]));
        assertThat(Math.hypot(east, y[i] - said[1][i]) * 111_320).isLessThan(0.01);
      }
    }
  }

  @Test
  void whatHasNoFormulaSaysSo() {
    for (String proj :
        List.of(
            "+proj=nzmg +lat_0=-41 +lon_0=173 +ellps=intl",
            "+proj=geos +h=35785831 +R=6371000",
            "+proj=eqdc +lat_1=30 +lat_2=-30 +ellps=WGS84",
            "+proj=aea +lat_1=30 +lat_2=-30 +ellps=WGS84",
            "+proj=eqc +lat_ts=90 +ellps=WGS84")) {
      assertThatThrownBy(() -> Crs.transform(Crs.WGS84, Crs.parse(proj)))
          .as(proj)
          .isInstanceOf(Unsupported.class);
    }
  }

  private static double middle(Crs map) {
    var p = (CrsDefinition.Projected) map.definition();
    return p.value(CrsDefinition.Parameter.LON_0) + p.value(CrsDefinition.Parameter.LONC);
  }

  /// Over PROJ, with NaN where it places nothing.
  private static double[][] said(String from, String to, double[] x, double[] y, Path folder)
      throws IOException {
    var lines = new ArrayList<String>();
    for (int i = 0; i < x.length; i++) {
      lines.add(x[i] + " " + y[i]);
    }
    Path file = Files.write(folder.resolve("points.txt"), lines);
    var verdict = Judge.run("cs2cs", "-f", "%.10f", from, "+to", to, file.toString());
    List<String> rows = verdict.output().lines().filter(l -> !l.contains("rror")).toList();
    assertThat(rows).as(verdict.output()).hasSize(x.length);
    double[][] said = new double[2][x.length];
    for (int i = 0; i < x.length; i++) {
      String[] xy = rows.get(i).strip().split("\\s+", -1);
      for (int k = 0; k < 2; k++) {
        said[k][i] = xy[k].matches("[-0-9.]+") ? Double.parseDouble(xy[k]) : Double.NaN;
      }
    }
    return said;
  }

  private static String figure(String proj) {
    return proj.substring(Math.max(proj.indexOf("+ellps"), proj.indexOf("+R="))) + " +no_defs";
  }
}
