package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.InvalidRequest;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The grids that are chosen for real items against those that odc-stac 0.3.9 chooses
/// (`truth/geobox-native-choice.json`): its own choice, a UTM zone, and another CRS.
class GridTruthTest {
  private static final Pattern CASE = Pattern.compile("(\\S+) bands=(None|\\[.*])");

  /// Where we differ, and why.
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "s2-l2a-01wcr-antimeridian {'crs': 'utm', 'resolution': 200}",
          "its box is the whole world there, and the zone that of its middle",
          "s2-l2a-01wcr-antimeridian {'crs': 'EPSG:3857', 'resolution': 500}",
          "80146 columns there",
          "derived-3413-s2 {'crs': 'utm', 'resolution': 200}",
          "its box is the whole world there, and the zone that of its middle",
          "derived-3413-s2 {'crs': 'EPSG:3857', 'resolution': 500}",
          "80149 columns there",
          "modis-snow-h09v05 {'crs': 'utm', 'resolution': 200}",
          "zone 12 there, though the middle of its 25 degrees lies in zone 13",
          "landsat8-c1-l1-ny2018 auto",
          "pixels differ from item to item: the most frequent there, the finest here");

  /// Pixels by which an edge may differ where the area is moved to another CRS: there with nine
  /// tenths of a source pixel about it.
  private static final int MARGIN = 1;

  @TestFactory
  Stream<DynamicTest> gridsAreThoseOfOdc() {
    JsonNode truth =
        JsonMapper.shared().readTree(Fixtures.require("truth/geobox-native-choice.json").toFile());
    List<DynamicTest> tests = new ArrayList<>();
    truth
        .propertyStream()
        .forEach(
            one -> {
              Matcher m = CASE.matcher(one.getKey());
              assertThat(m.matches()).isTrue();
              String collection = m.group(1);
              List<String> bands = bands(m.group(2));
              if (collection.equals("landsat-c2l2-scenes")) {
                return; // of two CRSs; odc takes that of most items without a word, we ask
              }
              add(tests, collection, bands, "auto", GridRequest.AUTO, one.getValue());
              add(
                  tests,
                  collection,
                  bands,
                  "{'crs': 'utm', 'resolution': 200}",
                  GridRequest.AUTO.withCrs(new GridRequest.CrsChoice.Utm()).withResolution(200),
                  one.getValue());
              add(
                  tests,
                  collection,
                  bands,
                  "{'crs': 'EPSG:3857', 'resolution': 500}",
                  GridRequest.AUTO.withCrs(Crs.epsg(3857)).withResolution(500),
                  one.getValue());
            });
    assertThat(tests).hasSize(3 * 17 - LEFT_OUT.size());
    return tests.stream();
  }

  private static List<String> bands(String text) {
    return text.equals("None")
        ? List.of()
        : Stream.of(text.replaceAll("[\\[\\]' ]", "").split(",", -1)).toList();
  }

  private static void add(
      List<DynamicTest> tests,
      String collection,
      List<String> bands,
      String call,
      GridRequest request,
      JsonNode expected) {
    String name = collection + " " + call;
    if (!LEFT_OUT.containsKey(name)) {
      tests.add(
          DynamicTest.dynamicTest(
              name + (bands.isEmpty() ? "" : " " + bands),
              () -> compare(collection, bands, request, expected.get(call))));
    }
  }

  private static void compare(
      String collection, List<String> bands, GridRequest request, JsonNode theirs)
      throws InterruptedException {
    try (Cairn cairn = Cairn.open()) {
      var items =
          cairn.items(Fixtures.require("data/stac/" + collection + "/search.json").toString());
      GeoBox ours =
          cairn.cube(items, LoadOptions.of(bands.toArray(String[]::new)).withGrid(request)).grid();
      boolean isMoved = !(request.crs() instanceof GridRequest.CrsChoice.OfSources);
      double[] a = ours.transform().toArray();
      JsonNode affine = theirs.get("affine");
      double[] sizes = {0, 0, Math.abs(a[0]), 0, 0, Math.abs(a[4])};
      for (int i = 0; i < 6; i++) {
        double b = affine.get(i).asDouble();
        Offset<Double> near =
            isMoved && sizes[i] > 0
                ? within(MARGIN * sizes[i] * 1.001)
                : within(1e-9 * Math.max(1e-3, Math.abs(b)));
        assertThat(a[i]).as("coefficient " + i).isCloseTo(b, near);
      }
      JsonNode shape = theirs.get("shape");
      Offset<Integer> margin = within(isMoved ? 2 * MARGIN : 0);
      assertThat(ours.height()).isCloseTo(shape.get(0).asInt(), margin);
      assertThat(ours.width()).isCloseTo(shape.get(1).asInt(), margin);
      String crs = theirs.get("crs").asString();
      assertThat(ours.crs()).isEqualTo(Crs.parse(crs));
    } catch (InvalidRequest e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }
}
