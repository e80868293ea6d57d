package dev.cairn.stac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cube.BandCoordinates;
import dev.cairn.cube.Coordinate;
import dev.cairn.cube.TimeCoordinates;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.testing.Fixtures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Expected by stackstac's rules (0.5.1, `properties=True`, `band_coords=True`), worked out by
/// hand.
class CoordinatesTest {
  private static List<Scene> scenes(String... propertiesAndAssets) {
    var items = new java.util.ArrayList<Item>();
    for (int i = 0; i < propertiesAndAssets.length; i += 2) {
      items.add(
          Given.item(Given.text("i" + i / 2, propertiesAndAssets[i], propertiesAndAssets[i + 1])));
    }
    return Scenes.from(items, BandSelection.all()).list();
  }

  private static Coordinate along(@Nullable Object... values) {
    return new Coordinate.Along(
        Arrays.stream(values)
            .<Stated<Object>>map(v -> v == null ? Stated.silent() : Stated.as(v))
            .toList());
  }

  private static Coordinate scalar(Object value) {
    return new Coordinate.Scalar(value);
  }

  private static final String RED = "\"red\":{\"href\":\"a.tif\"}";

  @Test
  void propertiesAreScalarsWhereAllScenesAgreeAndAlongTimeElse() {
    List<Scene> scenes =
        scenes(
            "\"datetime\":\"2023-01-01\",\"platform\":\"s2\",\"eo:cloud_cover\":1.5,\"instruments\":[\"msi\"]",
                RED,
            "\"datetime\":\"2023-01-02\",\"platform\":\"s2\",\"eo:cloud_cover\":20,\"instruments\":[\"msi\"],\"late\":true",
                RED);

    assertThat(TimeCoordinates.of(scenes))
        .isEqualTo(
            Map.of(
                "id", along("i0", "i1"),
                "platform", scalar("s2"),
                "eo:cloud_cover", along(1.5, 20L),
                "instruments", scalar("msi"),
                "late", along(null, true)));
    assertThat(TimeCoordinates.of(scenes).keySet())
        .containsExactly("id", "platform", "eo:cloud_cover", "instruments", "late");
  }

  @Test
  void longerListsAreOneValueOrNone() {
    List<Scene> scenes =
        scenes(
            "\"same\":[1,2],\"ragged\":[1,2],\"single\":[1],\"nested\":[[\"x\"]]", RED,
            "\"same\":[1,2],\"ragged\":[1],\"single\":[2],\"nested\":[[\"x\"]]", RED);

    assertThat(TimeCoordinates.of(scenes))
        .isEqualTo(
            Map.of(
                "id", along("i0", "i1"),
                "same", scalar(List.of(1L, 2L)),
                "single", along(1L, 2L),
                "nested", scalar("x")));
  }

  @Test
  void aSingleSceneHasScalarsButItsIdLiesAlongTime() {
    assertThat(TimeCoordinates.of(scenes("\"gsd\":10", RED)))
        .isEqualTo(Map.of("id", along("i0"), "gsd", scalar(10L)));
  }

  @Test
  void fieldsOfAssetsAreCoordinatesOfBandWhereScenesAgree() {
    String first =
        "\"red\":{\"href\":\"1.tif\",\"type\":\"image/tiff\",\"roles\":[\"data\"],\"title\":\"Red\",\"gsd\":10,\"checksum\":\"x\","
            + "\"eo:bands\":[{\"name\":\"B04\",\"common_name\":\"red\",\"center_wavelength\":0.665,\"full_width_half_max\":0.03}]},"
            + "\"nir\":{\"href\":\"2.tif\",\"title\":\"NIR\",\"gsd\":10,\"eo:bands\":[{\"common_name\":\"nir\",\"center_wavelength\":0.842}]},"
            + "\"scl\":{\"href\":\"3.tif\",\"gsd\":10,\"sar:polarizations\":[\"VV\"]}";
    String second = first.replace("\"checksum\":\"x\"", "\"checksum\":\"y\"");

    assertThat(BandCoordinates.of(scenes("", first, "", second), List.of("red", "nir", "scl")))
        .isEqualTo(
            Map.of(
                "title", along("Red", "NIR", null),
                "gsd", scalar(10L),
                "common_name", along("red", "nir", null),
                "center_wavelength", along(0.665, 0.842, null),
                "full_width_half_max", along(0.03, null, null),
                "polarization", along(null, null, "VV")));
  }

  @Test
  void aFieldThatOnlySomeScenesHaveCountsWhereTheyAgree() {
    assertThat(
            BandCoordinates.of(
                scenes(
                    "",
                    "\"red\":{\"href\":\"1.tif\"}",
                    "",
                    "\"red\":{\"href\":\"1.tif\",\"title\":\"R\"}"),
                List.of("red")))
        .isEqualTo(Map.of("title", scalar("R")));
  }

  @Test
  void theSceneOfRealItemsTellsItsBands() throws InterruptedException {
    var items =
        new StacReader(new MemoryStore())
            .read(Fixtures.require("data/stac/s2-l2a-33twm/search.json").toUri())
            .items();
    List<Scene> scenes = Scenes.from(items, BandSelection.of("red", "nir", "scl")).list();

    Map<String, Coordinate> bands = BandCoordinates.of(scenes, List.of("red", "nir", "scl"));
    Map<String, Coordinate> times = TimeCoordinates.of(scenes);

    assertThat(bands)
        .containsEntry("title", along("red (B04)", "nir (B08)", "Scene classification (SCL)"))
        .containsEntry("common_name", along("red", "nir", null))
        .containsEntry("center_wavelength", along(0.665, 0.842, null))
        .containsEntry("spatial_resolution", scalar(120.0));
    assertThat(times)
        .containsEntry("grid:code", scalar("MGRS-33TWM"))
        .containsEntry("proj:epsg", scalar(32633L))
        .containsEntry("instruments", scalar("msi"))
        .containsEntry(
            "platform",
            along("sentinel-2b", "sentinel-2a", "sentinel-2a", "sentinel-2b", "sentinel-2b"))
        .doesNotContainKey("datetime");
  }
}
