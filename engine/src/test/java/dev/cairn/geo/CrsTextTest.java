package dev.cairn.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One CRS, whatever it is written in.
class CrsTextTest {
  private static final String MODIS_WKT2 =
      """
      PROJCRS["unnamed",BASEGEOGCRS["Unknown datum based upon the custom spheroid",
        DATUM["Not specified (based on custom spheroid)",
          ELLIPSOID["Custom spheroid",6371007.181,0,LENGTHUNIT["metre",1,ID["EPSG",9001]]]],
        PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433,ID["EPSG",9122]]]],
        CONVERSION["unnamed",METHOD["Sinusoidal"],
          PARAMETER["Longitude of natural origin",0,ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",8802]],
          PARAMETER["False easting",0,LENGTHUNIT["metre",1],ID["EPSG",8806]],
          PARAMETER["False northing",0,LENGTHUNIT["metre",1],ID["EPSG",8807]]],
        CS[Cartesian,2],AXIS["easting",east,ORDER[1],LENGTHUNIT["metre",1,ID["EPSG",9001]]],
          AXIS["northing",north,ORDER[2],LENGTHUNIT["metre",1,ID["EPSG",9001]]]]
      """;
  private static final String MODIS_WKT1 =
      "PROJCS[\"unnamed\",GEOGCS[\"unnamed ellipse\",DATUM[\"unknown\","
          + "SPHEROID[\"unnamed\",6371007.181,0]],PRIMEM[\"Greenwich\",0],"
          + "UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]]],"
          + "PROJECTION[\"Sinusoidal\"],PARAMETER[\"longitude_of_center\",0],"
          + "PARAMETER[\"false_easting\",0],PARAMETER[\"false_northing\",0],UNIT[\"Meter\",1]]";
  private static final String MODIS_KEYS =
      "GeoKeys 1024=1 1026=\"Sinusoidal = x\" 2048=32767 2054=9102 2057=6371007.181"
          + " 2058=6371007.181 3072=32767 3074=32767 3075=24 3076=9001 3082=0.0 3083=0.0 3088=0.0";
  private static final String PROJJSON =
      """
      {"type":"ProjectedCRS","name":"n","base_crs":{"type":"GeographicCRS","name":"WGS 84",
        "datum_ensemble":{"name":"World Geodetic System 1984 ensemble",
          "ellipsoid":{"name":"WGS 84","semi_major_axis":6378137,"inverse_flattening":298.257223563}},
        "coordinate_system":{"subtype":"ellipsoidal","axis":[
          {"name":"Geodetic latitude","abbreviation":"Lat","direction":"north","unit":"degree"}]}},
       "conversion":{"name":"c","method":{"name":"Transverse Mercator","id":{"authority":"EPSG","code":9807}},
        "parameters":[
         {"name":"Latitude of natural origin","value":0,"unit":"degree","id":{"authority":"EPSG","code":8801}},
         {"name":"Longitude of natural origin","value":-69,"unit":"degree"},
         {"name":"Scale factor at natural origin","value":0.9996,"unit":"unity"},
         {"name":"False easting","value":0.5,"unit":{"type":"LinearUnit","name":"Mm","conversion_factor":1000000}},
         {"name":"False northing","value":0,"unit":"metre"}]},
       "coordinate_system":{"subtype":"Cartesian","axis":[
         {"name":"Easting","abbreviation":"","direction":"east","unit":"metre"},
         {"name":"Northing","abbreviation":"","direction":"north","unit":"metre"}]}}
      """;

  @Test
  void theSphereOfModisIsOneInEveryText() {
    Crs modis = Crs.userDefined(MODIS_WKT2);
    assertThat(modis.code())
        .isEqualTo("+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs");
    assertThat(Crs.userDefined(MODIS_WKT1)).isEqualTo(modis);
    assertThat(Crs.userDefined(MODIS_KEYS)).isEqualTo(modis);
    assertThat(Crs.userDefined(modis.code())).isEqualTo(modis);
    assertThat(Crs.parse("+R=6371007.181 +proj=sinu +lon_0=0.0 +wktext")).isEqualTo(modis);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EPSG:32633 | +proj=utm +zone=33 +ellps=WGS84 +towgs84=0,0,0",
        "EPSG:32733 | +proj=tmerc +lon_0=15 +k=0.9996 +x_0=500000 +y_0=10000000 +datum=WGS84",
        "EPSG:3857 | +proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +nadgrids=@null +no_defs",
        "EPSG:3413 | +proj=stere +lat_0=90 +lat_ts=70 +lon_0=315 +datum=WGS84",
        "EPSG:3031 | +proj=stere +lat_ts=-71 +lat_0=-90 +datum=WGS84",
        "EPSG:4326 | +proj=latlong +datum=WGS84",
        "EPSG:4326 | OGC:CRS84",
        "EPSG:4326 | http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "EPSG:32633 | urn:ogc:def:crs:EPSG::32633",
        "EPSG:3031 | GeoKeys 1024=1 2048=4326 3072=32767 3075=15 3076=9001 3081=-71.0 3095=0.0",
        "EPSG:26711 | GeoKeys 1024=1 2048=4267 3072=32767 3074=16011 3076=9001",
      })
  void whatATextWritesOutIsRecognised(String code, String text) {
    assertThat(Crs.parse(text)).isEqualTo(Crs.parse(code));
  }

  @Test
  void whatDiffersIsNotTheSame() {
    Crs etrs = Crs.parse("+proj=utm +zone=33 +ellps=GRS80 +towgs84=0,0,0");
    assertThat(etrs).isNotEqualTo(Crs.epsg(32633));
    assertThat(etrs.authority()).isEqualTo("user");
    assertThat(Crs.parse("+proj=utm +zone=33 +datum=WGS84 +units=us-ft"))
        .isNotEqualTo(Crs.epsg(32633));
    assertThat(Crs.parse("+proj=utm +zone=33 +datum=WGS84 +axis=wsu"))
        .isNotEqualTo(Crs.epsg(32633));
  }

  @Test
  void unitsAreTheSameWithFewerDigits() {
    String feet = "+proj=tmerc +lat_0=30 +lon_0=-80 +k=0.9999 +x_0=200000 +datum=NAD83 ";
    assertThat(Crs.parse(feet + "+to_meter=0.304800609601219"))
        .isEqualTo(Crs.parse(feet + "+units=us-ft"))
        .isNotEqualTo(Crs.parse(feet + "+units=ft"));
  }

  @Test
  void axesToTheWestAndSouthAreRead() {
    String axes = "AXIS[\"y\",WEST],AXIS[\"x\",SOUTH]";
    Crs west = Crs.parse(MODIS_WKT1.replace("UNIT[\"Meter\",1]", "UNIT[\"Meter\",1]," + axes));
    assertThat(west.code()).contains("+axis=wsu");
    assertThat(Crs.parse(west.code())).isEqualTo(west);
    double[] x = {10};
    double[] y = {20};
    Crs.transform(Crs.WGS84, west).apply(x, y);
    double[] east = {10};
    double[] north = {20};
    Crs.transform(Crs.WGS84, Crs.parse(MODIS_WKT1)).apply(east, north);
    assertThat(x[0]).isEqualTo(-east[0]);
    assertThat(y[0]).isEqualTo(-north[0]);
  }

  private static final String WGS84_WKT1 =
      "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],"
          + "PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]";

  private static String utm(String end) {
    return "PROJCS[\"n\","
        + WGS84_WKT1
        + ",PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],"
        + "PARAMETER[\"central_meridian\",9],PARAMETER[\"scale_factor\",0.9996],"
        + "PARAMETER[\"false_easting\",500000],PARAMETER[\"false_northing\",0],"
        + "UNIT[\"metre\",1]"
        + end
        + "]";
  }

  @Test
  void whatACodeSaysAndTheTextDoesNotIsNotMeant() {
    assertThat(Crs.parse(utm(",AUTHORITY[\"EPSG\",\"32632\"]"))).isEqualTo(Crs.epsg(32632));
    assertThat(Crs.parse(utm(",AUTHORITY[\"EPSG\",\"32633\"]"))).isEqualTo(Crs.epsg(32632));
    assertThat(Crs.parse(utm(",AUTHORITY[\"EPSG\",\"3031\"]"))).isEqualTo(Crs.epsg(32632));
    String feet = utm(",AUTHORITY[\"EPSG\",\"32632\"]").replace("[\"metre\",1]", "[\"ft\",0.3048]");
    assertThat(Crs.parse(feet).code()).startsWith("+proj=tmerc").contains("+units=ft");
    Crs mars =
        Crs.parse(
            "GEOGCS[\"Mars\",DATUM[\"D_Mars\",SPHEROID[\"Mars\",3396190,169.8944472]],"
                + "PRIMEM[\"R\",0],UNIT[\"degree\",0.0174532925199433],AUTHORITY[\"EPSG\",\"4326\"]]");
    assertThat(mars.code()).contains("+a=3396190");
    assertThat(
            Crs.parse(
                PROJJSON.replace(
                    "\"name\":\"n\"",
                    "\"name\":\"n\",\"id\":{\"authority\":\"EPSG\",\"code\":32633}")))
        .isEqualTo(Crs.epsg(32619));
  }

  @Test
  void fewerDigitsAndNoShiftAreTheCodesAllTheSame() {
    String british =
        "PROJCS[\"n\",GEOGCS[\"n\",DATUM[\"n\",SPHEROID[\"Airy\",6377563.396,299.325]],"
            + "PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.01745329252]],"
            + "PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",49],"
            + "PARAMETER[\"central_meridian\",-2],PARAMETER[\"scale_factor\",0.9996012717],"
            + "PARAMETER[\"false_easting\",400000],PARAMETER[\"false_northing\",-100000],"
            + "UNIT[\"Meter\",1],AUTHORITY[\"EPSG\",\"27700\"]]";
    assertThat(Crs.parse(british)).isEqualTo(Crs.epsg(27700));
  }

  /// GDAL's WKT 1 of EPSG:3857 has no name for the projection but in an extension.
  @Test
  void theExtensionOfAWktCounts() {
    String mercator =
        "PROJCS[\"n\","
            + WGS84_WKT1
            + ",PROJECTION[\"Mercator_1SP\"],PARAMETER[\"central_meridian\",0],"
            + "PARAMETER[\"scale_factor\",1],UNIT[\"metre\",1]%s]";
    String extension =
        ",EXTENSION[\"PROJ4\",\"+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0"
            + " +k=1 +units=m +nadgrids=@null +wktext +no_defs\"]";
    assertThat(Crs.parse(mercator.formatted(""))).isEqualTo(Crs.epsg(3395));
    assertThat(Crs.parse(mercator.formatted(extension))).isEqualTo(Crs.epsg(3857));
    assertThat(Crs.parse(mercator.formatted(",AUTHORITY[\"EPSG\",\"3857\"]")))
        .isEqualTo(Crs.epsg(3857));
    String own =
        "PROJCS[\"n\","
            + WGS84_WKT1
            + ",PROJECTION[\"custom_proj4\"],UNIT[\"m\",1],EXTENSION[\"PROJ4\",\"%s\"]]";
    assertThat(Crs.parse(own.formatted("+proj=utm +zone=33 +datum=WGS84")))
        .isEqualTo(Crs.epsg(32633));
    assertThatThrownBy(() -> Crs.parse(own.formatted("+proj=ob_tran +o_proj=moll")))
        .isInstanceOf(Unsupported.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+proj=geos +h=35786023 +lon_0=-75 +sweep=x +ellps=GRS80 | +sweep=x",
        "+proj=laea +lat_0=90 +ellps=WGS84 +R_A | +R_A",
        "+proj=aeqd +guam +lat_0=13 +lon_0=144 +ellps=clrk66 | +guam",
        "+proj=cass +hyperbolic +lat_0=-16 +lon_0=179 +ellps=clrk80 | +hyperbolic",
        "+proj=omerc +lat_1=40 +lon_1=10 +lat_2=50 +lon_2=20 +ellps=WGS84 | +lon_1=10",
        "+proj=omerc +lat_0=4 +lonc=9 +alpha=30 +lat_1=40 +ellps=WGS84 | +lat_1",
        "+proj=tmerc +lon_0=9 +ellps=WGS84 +gamma=5 | +gamma",
        "+proj=laea +lat_0=9 +k=0.9 +ellps=WGS84 | +k_0",
        "+proj=krovak +czech | +czech",
        "+proj=utm +zone=33 +datum=WGS84 +axis=wnu | +axis=wnu",
        "+proj=utm +zone=33 +datum=WGS84 +axis=esu | +axis=esu",
        "+proj=krovak +axis=swu +ellps=bessel | +axis=swu",
      })
  void whatIsNotUnderstoodIsNamedNotDropped(String text, String parameter) {
    assertThatThrownBy(() -> Crs.parse(text))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining(parameter);
  }

  @Test
  void whatSaysNothingOfPlacesIsReadOver() {
    assertThat(
            Crs.parse(
                "+proj=utm +zone=33 +datum=WGS84 +axis=neu +type=crs +wktext +title=x +no_defs"
                    + " +vunits=m +over +lat_1=0 +sweep=y"))
        .isEqualTo(Crs.epsg(32633));
    assertThat(Crs.parse("+proj=mill +R_A +ellps=WGS84"))
        .isEqualTo(Crs.parse("+proj=mill +ellps=WGS84"));
  }

  @Test
  void aParameterThatIsNotKnownIsNamed() {
    for (String typo : new String[] {"Central_Meridan", "azimuth", "Auxiliary_Sphere_Type"}) {
      String text = utm("").replace("central_meridian", typo);
      assertThatThrownBy(() -> Crs.parse(text))
          .as(typo)
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining(typo.equals("azimuth") ? "alpha" : typo);
    }
    assertThatThrownBy(() -> Crs.parse(PROJJSON.replace("Longitude of natural", "Longitud of")))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("Longitud of");
  }

  @Test
  void aMirroredMapIsRefused() {
    for (String axes :
        new String[] {
          "AXIS[\"x\",WEST],AXIS[\"y\",NORTH]",
          "AXIS[\"y\",SOUTH],AXIS[\"x\",EAST]",
          "AXIS[\"x\",SOUTH],AXIS[\"y\",WEST]"
        }) {
      assertThatThrownBy(() -> Crs.parse(utm("," + axes)))
          .as(axes)
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining("axes");
    }
    assertThat(Crs.parse(utm(",AXIS[\"N\",NORTH],AXIS[\"E\",EAST]"))).isEqualTo(Crs.epsg(32632));
  }

  @Test
  void projjsonNamesItsUnitsAndItsEnsemble() {
    assertThat(Crs.parse(PROJJSON)).isEqualTo(Crs.epsg(32619));
  }

  @Test
  void aBoundCrsBringsItsShift() {
    String british = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000";
    String wkt =
        "BOUNDCRS[SOURCECRS[PROJCRS[\"n\",BASEGEOGCRS[\"n\",DATUM[\"n\","
            + "ELLIPSOID[\"Airy\",6377563.396,299.3249646]]],CONVERSION[\"n\",METHOD[\"Transverse"
            + " Mercator\"],PARAMETER[\"Latitude of natural origin\",49],PARAMETER[\"Longitude of"
            + " natural origin\",-2],PARAMETER[\"Scale factor at natural"
            + " origin\",0.9996012717],PARAMETER[\"False easting\",400000],PARAMETER[\"False"
            + " northing\",-100000]],CS[Cartesian,2],AXIS[\"e\",east],AXIS[\"n\",north],LENGTHUNIT[\"metre\",1]]],TARGETCRS[GEOGCRS[\"WGS"
            + " 84\"]],ABRIDGEDTRANSFORMATION[\"t\",METHOD[\"Position Vector transformation (geog2D"
            + " domain)\",ID[\"EPSG\",9606]],PARAMETER[\"x\",446.448,ID[\"EPSG\",8605]],"
            + "PARAMETER[\"y\",-125.157,ID[\"EPSG\",8606]],PARAMETER[\"z\",542.06,ID[\"EPSG\",8607]],"
            + "PARAMETER[\"rx\",0.1502,ID[\"EPSG\",8608]],PARAMETER[\"ry\",0.247,ID[\"EPSG\",8609]],"
            + "PARAMETER[\"rz\",0.8421,ID[\"EPSG\",8610]],"
            + "PARAMETER[\"s\",0.9999795106,ID[\"EPSG\",8611]]]]";
    assertThat(Crs.parse(wkt)).isEqualTo(Crs.epsg(27700));
    assertThat(
            Crs.parse(
                british
                    + " +ellps=airy +towgs84=446.448,-125.157,542.06,0.1502,0.247,0.8421,-20.4894"))
        .isEqualTo(Crs.epsg(27700));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "GEOGCS[\"x\",DATUM[\"D\" | character 20",
        "GEOGCS[\"x\",DATUM[\"D | character 19",
        "PROJCS[\"x\",UNIT[\"m\",1]] | has no GEOGCS",
        "GEOGCS[\"x\",DATUM[\"D\",SPHEROID[\"S\",6378137,abc]]] | 'abc', no number",
        "GEOGCS[\"x\",DATUM[\"D\",SPHEROID[\"S\",-1,0]]] | radius -1",
        "{\"type\":\"ProjectedCRS\",\"name\":\"n\"} | has no base_crs",
        "{\"type\": | no JSON",
        "+proj=tmerc +lat_0=x | +lat_0 is x",
        "+proj=utm +zone=61 | expected 1 to 60",
        "+proj=lcc +lat_1=91 | LAT_0 = 91.0",
        "+proj=utm + zone=33 | character 10",
        "+proj=longlat +datum=WGS84 +towgs84=1,2 | 2 numbers",
        "+zone=3 | no +proj",
        "GeoKeys 1024=1 x | character 14",
        "GeoKeys 1024=1 3072=32767 2048=4326 3075=1 3080=1.0.0 | no number",
      })
  void aBrokenTextSaysWhere(String text, String where) {
    assertThatThrownBy(() -> Crs.parse(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(where);
    Crs kept = Crs.userDefined(text);
    assertThat(kept.code()).isEqualTo(text);
    assertThatThrownBy(kept::definition)
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining(where);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOCAL_CS[\"x\",UNIT[\"m\",1]]",
        "+proj=ob_tran +o_proj=longlat",
        "+proj=utm +zone=33 +nadgrids=conus",
        "{\"type\":\"VerticalCRS\"}",
        "GeoKeys 1024=1 3072=32767 3075=10",
        "GeoKeys 1024=3 2048=4978",
      })
  void whatIsNotKnownSaysSo(String text) {
    assertThatThrownBy(() -> Crs.parse(text)).isInstanceOf(Unsupported.class);
  }

  @Test
  void depthAndLengthAreBounded() {
    assertThatThrownBy(() -> Crs.parse("A[".repeat(20_000))).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> Crs.parse("A[\"" + "x".repeat(1 << 20) + "\"]"))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> Crs.parse("{\"a\":".repeat(12_000)))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> Crs.parse("+proj=" + "x".repeat(1 << 20)))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> Crs.parse("BOUNDCRS[SOURCECRS[".repeat(15) + "]".repeat(30)))
        .isInstanceOf(CairnException.class);
  }

  @Property(tries = 2000, seed = "1618033988")
  void mutatedTextsEndInACrsOrAFailureOfOurs(@ForAll Random random) {
    List<String> seeds =
        List.of(
            MODIS_WKT2,
            MODIS_WKT1,
            MODIS_KEYS,
            PROJJSON,
            "+proj=omerc +lat_0=4 +lonc=115 +alpha=53.3 +gamma=53.1 +k=0.9 +x_0=5 +ellps=airy"
                + " +towgs84=1,2,3,4,5,6,7 +pm=paris +to_meter=1/3 +axis=wsu");
    var text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, (char) (32 + random.nextInt(96)));
        case 1 -> text.deleteCharAt(at);
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 40)));
      }
    }
    Crs crs = Crs.userDefined(text.toString());
    try {
      double[] x = {1};
      double[] y = {2};
      Crs.transform(Crs.WGS84, crs).applyWherePossible(x, y, 0, 1);
    } catch (CairnException e) {
      assertThat(e.getMessage()).as(text.toString()).isNotBlank().doesNotEndWith(": null");
    }
  }

  /// The methods that the register has, in every text that PROJ writes: a text means what PROJ says
  /// that it means, and what this engine keeps of it means the same to PROJ.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "32718", "3857", "3413", "3031", "3035", "5070", "6933", "2193", "27700", "5041", "3978",
        "3395", "28355", "31370", "5514", "3375", "21781", "28992", "2046", "8857", "2263", "27572",
        "29873", "3078"
      })
  void textsOfProjMeanWhatProjSaysThatTheyMean(String code, @TempDir Path folder)
      throws IOException {
    Judge.require("projinfo");
    for (String form :
        new String[] {"WKT1_GDAL", "WKT1_ESRI", "WKT2:2015", "WKT2:2019", "PROJJSON", "PROJ"}) {
      var written = Judge.run("projinfo", "EPSG:" + code, "-o", form, "-q", "--single-line");
      if (written.exitCode() != 0 || written.output().startsWith("Error")) {
        continue; // PROJ cannot write it so
      }
      String text = written.output().strip();
      Crs crs = Crs.parse(text);
      var proj = Judge.run("projinfo", text, "-o", "PROJ", "-q", "--single-line");
      String said = proj.output().lines().filter(l -> l.startsWith("+")).findFirst().orElseThrow();
      assertMeans(crs, said, form + " of " + code, folder);
      assertMeans(
          crs, ProjString.format(crs.definition()), form + " of " + code + " again", folder);
    }
  }

  /// From angles on the CRS's own ellipsoid, so that no shift of the datum has a say.
  private static void assertMeans(Crs crs, String projString, String what, Path folder)
      throws IOException {
    var p = (CrsDefinition.Projected) crs.definition();
    Ellipsoid e = p.datum().ellipsoid();
    String angles =
        "+proj=longlat +a=" + e.semiMajorMetres() + " +b=" + e.semiMinorMetres() + " +no_defs";
    double lon =
        p.value(CrsDefinition.Parameter.LON_0)
            + p.value(CrsDefinition.Parameter.LONC)
            + p.primeMeridianDegrees();
    double lat = Math.clamp(p.value(CrsDefinition.Parameter.LAT_0), -70, 70);
    var random = new Random(5);
    double[] x = new double[20];
    double[] y = new double[x.length];
    var lines = new ArrayList<String>();
    for (int i = 0; i < x.length; i++) {
      x[i] = lon + random.nextDouble(-3, 3);
      y[i] = lat + random.nextDouble(-3, 3);
      lines.add(x[i] + " " + y[i]);
    }
    Path file = Files.write(folder.resolve("points.txt"), lines);
    var said = Judge.run("cs2cs", "-f", "%.8f", angles, "+to", projString, file.toString());
    List<String> expected = said.output().lines().toList();
    double[] lons = x.clone();
    double[] lats = y.clone();
    Crs from = Crs.parse(angles);
    Crs.transform(from, crs).apply(x, y);
    for (int i = 0; i < x.length; i++) {
      String[] xy = expected.get(i).strip().split("\\s+", -1);
      double metres =
          Math.hypot(x[i] - Double.parseDouble(xy[0]), y[i] - Double.parseDouble(xy[1]))
              * p.metresPerUnit();
      assertThat(metres).as("%s: %s as %s", what, lines.get(i), projString).isLessThan(0.001);
    }
    Crs.transform(crs, from).apply(x, y);
    for (int i = 0; i < x.length; i++) {
      double metres = Math.hypot(Math.IEEEremainder(x[i] - lons[i], 360), y[i] - lats[i]) * 111_320;
      assertThat(metres).as("%s back: %s", what, lines.get(i)).isLessThan(0.005);
    }
  }
}
