package dev.cairn.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Geometry;

class RegionTest {
  private static Region read(String text) {
    return Region.read(text.getBytes(StandardCharsets.UTF_8), "area.json");
  }

  private static Geometry point(double x, double y) {
    return Region.parse("POINT(" + x + " " + y + ")").geometry();
  }

  @Test
  void wktAndEveryKindOfGeoJsonAreAreas() {
    String polygon = "{\"type\":\"Polygon\",\"coordinates\":[[[0,0,9],[2,0,9],[2,2,9],[0,0,9]]]}";
    String feature = "{\"type\":\"Feature\",\"properties\":{},\"geometry\":" + polygon + "}";

    String expected = "POLYGON ((0 0, 2 0, 2 2, 0 0))";
    assertThat(read(polygon).geometry().toText()).isEqualTo(expected);
    assertThat(read(feature).geometry().toText()).isEqualTo(expected);
    assertThat(
            read("{\"type\":\"FeatureCollection\",\"features\":[" + feature + "]}")
                .geometry()
                .toText())
        .isEqualTo(expected);
    assertThat(read("  srid=4326; polygon((0 0, 2 0, 2 2, 0 0))").geometry().toText())
        .isEqualTo(expected);
    assertThat(
            read("{\"type\":\"FeatureCollection\",\"features\":[" + feature + "," + feature + "]}")
                .geometry()
                .getArea())
        .isEqualTo(4);
  }

  @Test
  void aRingLeftOpenIsClosedAndACrossedOneMadeValid() {
    assertThat(
            read("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[2,0],[2,2]]]}")
                .geometry()
                .getArea())
        .isEqualTo(2);
    assertThat(read("POLYGON((0 0, 2 2, 2 0, 0 2, 0 0))").geometry().isValid()).isTrue();
    assertThat(read("POLYGON((0 0, 2 2, 0 0, 0 0))").geometry().getDimension())
        .as("a line")
        .isEqualTo(1);
  }

  @Test
  void aPolygonAcrossTheAntimeridianIsOnePiece() {
    Geometry uncut =
        read("{\"type\":\"Polygon\",\"coordinates\":[[[178,60],[-178,60.5],[-177,62],[178,60]]]}")
            .geometry();
    Geometry world =
        read("{\"type\":\"Polygon\",\"coordinates\":[[[-179,-60],[179,-60],[179,60],[-179,60],[-179,-60]]]}")
            .geometry();

    assertThat(uncut.getEnvelopeInternal().toString()).isEqualTo("Env[178.0 : 183.0, 60.0 : 62.0]");
    assertThat(world.getEnvelopeInternal().toString())
        .isEqualTo("Env[-179.0 : 179.0, -60.0 : 60.0]");
  }

  @ParameterizedTest
  @CsvSource({
    "179.5, true",
    "-179.5, true",
    "180.5, true",
    "-180.5, true",
    "0, false",
    "-178, false",
    "181, true"
  })
  void areasMeetModulo360Degrees(double longitude, boolean meet) {
    var matcher = Region.parse("POLYGON((179 0, 181 0, 181 1, 179 1, 179 0))").matcher();

    assertThat(matcher.test(point(longitude, 0.5))).isEqualTo(meet);
  }

  @Test
  void brokenGeometriesOfOthersAreHeldAgainstAnAreaAsIfMended() {
    Geometry bowTie =
        GeoJson.geometry(
            json("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}"), "x");

    assertThat(Region.parse("POINT(0.2 1)").matcher().test(bowTie)).isTrue();
    assertThat(Region.parse("POINT(1 0.2)").matcher().test(bowTie)).isFalse();
  }

  private static tools.jackson.databind.JsonNode json(String text) {
    return new tools.jackson.databind.json.JsonMapper().readTree(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[1,2]",
        "POLYGON((0 0, 1 1",
        "POINT EMPTY",
        "{\"type\":\"Feature\",\"geometry\":null}",
        "{\"type\":\"Polygon\"}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0],[1],[2],[0]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,\"a\"],[1,1],[2,1],[0,0]]]}",
        "{\"type\":\"LineString\",\"coordinates\":[[0,0]]}",
        "{\"type\":\"Point\",\"coordinates\":[1e999,0]}",
        "{\"type\":\"Circle\",\"coordinates\":[1,0]}",
        "{\"type\":\"FeatureCollection\",\"features\":[]}",
      })
  void whatIsNoAreaIsMalformedInAFileAndAnInvalidRequestOnTheCommandLine(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("area.json");
    assertThatThrownBy(() -> Region.parse(text)).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> read("GEOMETRYCOLLECTION(".repeat(100_000)))
        .isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> read("{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(60)))
        .isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SRID=32633;POINT(1 1)",
        "SQLite format 3\0....",
        "fgb\3fgb....",
        "{\"type\":\"Point\",\"coordinates\":[1,1],\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::32633\"}}}",
      })
  void otherCrssAndFormatsAreUnsupported(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(Unsupported.class);
  }

  @Test
  void textIsToldFromTheNameOfAFile() {
    assertThat(Region.isInline("POLYGON((0 0, 1 0, 1 1, 0 0))")).isTrue();
    assertThat(Region.isInline(" {\"type\":\"Point\"}")).isTrue();
    assertThat(Region.isInline("polygons.geojson")).isFalse();
    assertThat(Region.isInline("./point.wkt")).isFalse();
  }
}
