package dev.cairn.stac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.testing.Fixtures;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Real catalogues: what GDAL reads from the rasters must be what the items' fields were taken to
/// say.
class StacFixturesTest {
  /// How many items each collection of the fixtures has (the fixtures' README and file listing).
  private static final Map<String, Integer> ITEMS =
      Map.ofEntries(
          Map.entry("copdem-30m-n00e006", 1),
          Map.entry("derived-3413-s2", 1),
          Map.entry("ga-ls5-nbar-1992", 1),
          Map.entry("hls-fmask-t06wvs", 1),
          Map.entry("landsat-c2l2-brumadinho", 2),
          Map.entry("landsat-c2l2-scenes", 2),
          Map.entry("landsat8-c1-l1-ny2018", 19),
          Map.entry("lidar-dsm-2m", 1),
          Map.entry("linz-dem-nztm-1m", 1),
          Map.entry("modis-snow-h09v05", 1),
          Map.entry("naip-prairie-2009-2020", 7),
          Map.entry("s2-l2a-01wcr-antimeridian", 2),
          Map.entry("s2-l2a-29rkh-mixedres", 1),
          Map.entry("s2-l2a-33twm", 5),
          Map.entry("s2-l2a-gfmap-19dates", 19),
          Map.entry("s2-ndvi-clm-68dates", 68));

  private static ItemCollection read(Path file) throws InterruptedException {
    return new StacReader(new MemoryStore()).read(file.toUri());
  }

  private static JsonNode json(Path file) throws IOException {
    return Json.VALUES.readTree(Files.readAllBytes(file));
  }

  @Test
  void theStaticCatalogueAndTheItemCollectionsHoldTheSameItems() throws InterruptedException {
    Path root = Fixtures.require("data/stac");

    Map<String, Set<String>> walked = byCollection(read(root.resolve("catalog.json")));
    var searched = new TreeMap<String, Set<String>>();
    for (String collection : ITEMS.keySet()) {
      searched.putAll(byCollection(read(root.resolve(collection).resolve("search.json"))));
    }

    assertThat(walked).isEqualTo(searched);
    walked.forEach(
        (collection, ids) ->
            assertThat(ids).as(collection).hasSize(ITEMS.getOrDefault(collection, -1)));
  }

  private static Map<String, Set<String>> byCollection(ItemCollection items) {
    var ids = new TreeMap<String, Set<String>>();
    for (Item item : items.items()) {
      ids.computeIfAbsent(item.collection().orElse(""), _ -> new HashSet<>()).add(item.id());
    }
    return ids;
  }

  @Test
  void everyBandOfEveryCollectionLiesWhereGdalSaysAndIsOfItsType()
      throws IOException, InterruptedException {
    Path root = Fixtures.require("data/stac");
    JsonNode expected = json(root.resolve("expected-pixels.json"));
    Set<String> seen = new HashSet<>();

    for (String collection : ITEMS.keySet()) {
      ItemCollection items = read(root.resolve(collection).resolve("search.json"));
      Scenes scenes = Scenes.from(items.items(), BandSelection.all());
      assertThat(scenes.list()).as(collection).hasSameSizeAs(items.items());
      assertThat(scenes.left()).isEmpty();
      for (Scene scene : scenes.list()) {
        var bandsOfFile = new TreeMap<String, Integer>();
        for (RasterSource source : scene.sources().values()) {
          String file = root.relativize(Path.of(source.href())).toString();
          seen.add(file);
          assertThat(expected.has(file)).as(file).isTrue();
          assertSame(source, expected.path(file), file);
          bandsOfFile.merge(file, 1, Integer::sum);
        }
        bandsOfFile.forEach(
            (file, n) ->
                assertThat(n).as(file).isEqualTo(expected.path(file).path("bands").size()));
      }
    }
    assertThat(seen).isEqualTo(new HashSet<>(expected.propertyNames()));
  }

  private static void assertSame(RasterSource source, JsonNode expected, String file) {
    GeoBox grid = source.grid().orElseThrow(() -> new IllegalStateException("no grid: " + file));
    double[] t = new double[6];
    for (int i = 0; i < 6; i++) {
      t[i] = expected.path("transform").path(i).doubleValue();
    }
    assertThat(grid.width()).as(file).isEqualTo(expected.path("width").intValue());
    assertThat(grid.height()).as(file).isEqualTo(expected.path("height").intValue());
    assertThat(grid.transform()).as(file).isEqualTo(Affine.of(t));
    if (expected.path("epsg").isNumber()) {
      assertThat(grid.crs()).as(file).isEqualTo(Crs.epsg(expected.path("epsg").intValue()));
    } else {
      assertThat(grid.crs().authority()).as(file).isEqualTo("user");
    }
    assertThat(source.dtype())
        .as(file)
        .isEqualTo(Stated.as(DType.parse(expected.path("dtype").stringValue())));
    if (source.nodata() instanceof Stated.As<Double>(Double nodata)
        && !expected.path("nodata").isNull()) {
      JsonNode stored = expected.path("nodata");
      assertThat(nodata)
          .as(file)
          .isEqualTo(Double.valueOf(stored.isString() ? Double.NaN : stored.doubleValue()));
    }
  }

  @Test
  void bandsOfRealCollectionsHaveTheNamesOfTheirAssetsOrTheirOwn() throws InterruptedException {
    Path root = Fixtures.require("data/stac");

    assertThat(bands(root, "naip-prairie-2009-2020"))
        .containsExactly("red", "green", "blue", "nir");
    assertThat(bands(root, "s2-l2a-33twm")).containsExactly("blue", "green", "red", "nir", "scl");
    assertThat(bands(root, "landsat8-c1-l1-ny2018"))
        .containsExactly("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10", "B11", "BQA");
    List<Item> newYork = read(root.resolve("landsat8-c1-l1-ny2018/search.json")).items();
    Scenes red = Scenes.from(newYork, BandSelection.of("red"));
    assertThat(Given.at(red.list().getFirst().sources(), "red").href().getPath())
        .endsWith("_B4.TIF");
  }

  private static List<String> bands(Path root, String collection) throws InterruptedException {
    return Scenes.from(read(root.resolve(collection + "/search.json")).items(), BandSelection.all())
        .bands();
  }

  @Test
  void theFootprintAtTheAntimeridianIsNotTheWholeWorld() throws InterruptedException {
    for (Item item :
        read(Fixtures.require("data/stac/s2-l2a-01wcr-antimeridian/search.json")).items()) {
      LonLatBox box = item.bounds().orElseThrow(IllegalStateException::new);

      assertThat(box.crossesAntimeridian()).isTrue();
      assertThat(box.west()).isBetween(177.0, 180.0);
      assertThat(box.width()).isLessThan(4);
    }
  }

  @Test
  void nominalTimesAreThoseOfOdcStac() throws IOException, InterruptedException {
    Path root = Fixtures.require("data/stac");
    JsonNode truth = json(Fixtures.require("truth/solar-day-items.json"));
    int compared = 0;

    for (var collection : truth.properties()) {
      var times = new LinkedHashMap<String, Stated<Instant>>();
      for (Item item : read(root.resolve(collection.getKey() + "/search.json")).items()) {
        times.put(item.id(), item.time().nominal());
      }
      for (JsonNode expected : collection.getValue()) {
        Instant nominal = ItemTime.parse(expected.path("nominal").stringValue());
        assertThat(times.get(expected.path("id").stringValue())).isEqualTo(Stated.as(nominal));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  @Test
  void idsAndTimesOfStackstacsCasesAreOurs() throws IOException, InterruptedException {
    Path data = Fixtures.require("data");
    int compared = 0;

    for (JsonNode c : json(Fixtures.require("truth/index.json")).path("cases")) {
      JsonNode coords = c.path("coords");
      String input = c.path("inputs").path(0).asString("");
      boolean ordered = !c.path("call").asString("").contains("sortby_date");
      if (!c.path("tool").asString("").equals("stackstac")
          || !coords.has("id")
          || !ordered
          || input.isEmpty()) {
        continue;
      }
      List<Item> items = new ArrayList<>(read(data.resolve(input)).items());
      items.sort(SortKey.comparator(SortKey.parse("datetime")));
      Map<String, String> instants = new LinkedHashMap<>();
      for (Scene scene : Scenes.from(items, BandSelection.all()).list()) {
        instants.put(scene.id(), scene.time().map(Instant::toString).orElse(""));
      }
      List<String> ids = new ArrayList<>();
      for (JsonNode id : coords.path("id")) {
        ids.add(id.stringValue());
      }
      assertThat(ids).as(c.path("id").stringValue()).isNotEmpty().isSubsetOf(instants.keySet());
      assertThat(new ArrayList<>(instants.keySet())).containsSubsequence(ids);
      if (coords.path("time_all").size() == ids.size()
          && coords.path("time_all").path(0).isString()) {
        for (int i = 0; i < ids.size(); i++) {
          String time = coords.path("time_all").path(i).stringValue();
          if (!time.equals("NaT")) {
            assertThat(Instant.parse(Given.at(instants, ids.get(i))))
                .isEqualTo(ItemTime.parse(time));
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  // --- documents of many catalogues ---

  private static final Path NOWHERE = Path.of("/nowhere");

  @Test
  void everyDocumentOfTheCollectionIsReadOrFailsForItsReason()
      throws IOException, InterruptedException {
    Path folder = Fixtures.require("data/stac-api");
    var failures = new TreeMap<String, String>();
    int items = 0;

    for (JsonNode entry : json(folder.resolve("index.json"))) {
      if (entry.path("kind").asString("").equals("recorded-conversation")) {
        continue;
      }
      String name = entry.path("file").stringValue();
      byte[] document = Files.readAllBytes(folder.resolve(name));
      try {
        ItemCollection read =
            new StacReader(new MemoryStore()).read(document, NOWHERE.resolve(name).toUri());
        items += read.items().size();
        if (entry.path("features").isNumber()) {
          assertThat(read.items()).as(name).hasSize(entry.path("features").intValue());
        }
        read.items().forEach(i -> assertTraits(i, entry, name));
      } catch (CairnException e) {
        failures.put(name, e.getClass().getSimpleName() + ": " + e.why());
      }
    }

    assertThat(items).isGreaterThan(130);
    assertThat(failures.get("sat-search-v0/aoi1.geojson")).contains("its id is absent");
    assertThat(failures.get("sat-search-v0/aoi2.geojson")).contains("its id is absent");
    assertThat(failures.get("stac-rs-paging/not-a-collection.json"))
        .startsWith("Malformed: not STAC");
    assertThat(failures.get("stac-sentinel/sentinel-s2-l2a.json"))
        .startsWith("Malformed: not STAC");
    failures
        .keySet()
        .removeIf(
            n ->
                n.startsWith("sat-search")
                    || n.startsWith("stac-rs-paging")
                    || n.startsWith("stac-sentinel"));
    // What is left are catalogues and collections: of an API, or linking to what is not there.
    for (JsonNode entry : json(folder.resolve("index.json"))) {
      String failure = failures.remove(entry.path("file").stringValue());
      if (failure != null) {
        assertThat(entry.path("traits").toString())
            .as(entry + " " + failure)
            .containsAnyOf("Collection", "Catalog");
        assertThat(failure).containsAnyOf("NotFound", "Unsupported: ");
      }
    }
    assertThat(failures).isEmpty();
  }

  private static void assertTraits(Item item, JsonNode entry, String name) {
    String traits = entry.path("traits").toString();
    if (traits.contains("geometry-null")) {
      assertThat(item.geometry()).as(name).isEqualTo(Stated.silent());
    }
    Scenes scenes;
    try {
      scenes = Scenes.from(List.of(item), BandSelection.all());
    } catch (InvalidRequest e) {
      assertThat(e).as(name).hasMessageContaining("no item has a raster asset");
      return;
    }
    boolean anyGrid = false;
    var sizes = new HashSet<Double>();
    for (RasterSource source : scenes.list().getFirst().sources().values()) {
      anyGrid |= source.grid().isStated();
      source.grid().map(g -> sizes.add(g.transform().pixelSizeX()));
    }
    if (traits.contains("no-proj")) {
      assertThat(anyGrid).as(name).isFalse();
    }
    if (traits.contains("proj:code")
        || (traits.contains("asset-level-crs") && !name.contains("netcdf"))) {
      assertThat(anyGrid).as(name).isTrue();
    }
    if (traits.contains("mixed-resolution") && anyGrid) {
      assertThat(sizes).as(name).hasSizeGreaterThan(1);
    }
  }

  @Test
  void everyAnswerOfTheRecordedConversationsIsReadOrFailsForItsReason()
      throws IOException, InterruptedException {
    Path folder = Fixtures.require("data/stac-api");
    int answers = 0;

    for (JsonNode entry : json(folder.resolve("index.json"))) {
      if (!entry.path("kind").asString("").equals("recorded-conversation")) {
        continue;
      }
      String name = entry.path("file").stringValue();
      int features = 0;
      for (JsonNode exchange : json(folder.resolve(name))) {
        JsonNode body = exchange.path("response").path("json");
        if (!body.isObject()) {
          continue;
        }
        answers++;
        byte[] document = Json.VALUES.writeValueAsBytes(body);
        try {
          ItemCollection read =
              new StacReader(new MemoryStore()).read(document, NOWHERE.resolve("x").toUri());
          features += body.has("features") ? read.items().size() : 0;
          read.items().forEach(i -> assertTraits(i, entry.path("none"), name));
        } catch (NotFound | Unsupported e) {
          assertThat(body.path("type").asString("Catalog"))
              .as(name)
              .containsAnyOf("Catalog", "Collection");
        } catch (Malformed e) {
          assertThat(body.path("type").asString(""))
              .as(name + " " + e)
              .isNotIn("Feature", "FeatureCollection", "Catalog");
        }
      }
      assertThat(features).as(name).isEqualTo(entry.path("features").intValue());
    }
    assertThat(answers).isGreaterThan(200);
  }

  @Test
  void anAnswerOfAnApiThatGoesOnIsRefusedWhereItCameFromTheApi() throws IOException {
    byte[] page =
        Files.readAllBytes(Fixtures.require("data/stac-api/stac-rs-paging/search-page-1.json"));

    assertThatThrownBy(
            () ->
                new StacReader(new MemoryStore())
                    .read(page, URI.create("https://example.com/search")))
        .isInstanceOf(Unsupported.class);
  }
}
