package dev.cairn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Progress;
import dev.cairn.base.Unavailable;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CatalogueTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir static Path folder;
  private static World world;
  private static final Map<Path, RasterTarget.Layer> WRITTEN = new ConcurrentHashMap<>();

  @BeforeAll
  static void writeFourScenes() throws InterruptedException {
    World all = World.of(World.SEED);
    world =
        all.seenBy(
            List.of(
                all.acquisitions().get(0),
                all.acquisitions().get(1),
                all.acquisitions().get(4),
                all.acquisitions().getLast()));
    Path search = Catalogue.write(folder, world, CatalogueTest::keep, 2, Progress.NONE);
    assertThat(search).isEqualTo(folder.resolve("search.json")).exists();
  }

  private static void keep(RasterTarget.Layer layer) throws IOException {
    WRITTEN.put(layer.file(), layer);
    Files.writeString(layer.file(), Integer.toString(Arrays.hashCode(layer.samples().v())));
  }

  @Test
  void everyDocumentIsValidByTheSchemasOfStac() {
    Path schemas = Fixtures.require("data/schemas");
    Judge.requirePython("jsonschema");
    String program =
        """
        import json, pathlib, sys, warnings
        warnings.simplefilter("ignore")
        import jsonschema
        schemas, folder = map(pathlib.Path, sys.argv[1:])
        BASE = "https://schemas.stacspec.org/v1.0.0/"
        store = {}
        def add(uri, path):
            store[uri] = json.loads(path.read_text())
        for part in ("item", "catalog", "collection"):
            for path in (schemas / "stac-spec/v1.0.0").glob("*.json"):
                add(BASE + part + "-spec/json-schema/" + path.name, path)
        for kind in ("Feature", "Geometry"):
            add("https://geojson.org/schema/" + kind + ".json", schemas / "geojson" / (kind + ".json"))
        extensions = 0
        def check(document, uri):
            schema = store[uri]
            jsonschema.Draft7Validator(schema, resolver=jsonschema.RefResolver(uri, schema, store)).validate(document)
        def item(document):
            global extensions
            check(document, BASE + "item-spec/json-schema/item.json")
            for uri in document["stac_extensions"]:
                path = schemas / "stac-extensions" / uri.split("github.io/")[1]
                if path.exists():
                    add(uri, path)
                    check(document, uri)
                    extensions += 1
        check(json.loads((folder / "catalog.json").read_text()), BASE + "catalog-spec/json-schema/catalog.json")
        check(json.loads((folder / "cairn-coast/collection.json").read_text()), BASE + "collection-spec/json-schema/collection.json")
        for feature in json.loads((folder / "search.json").read_text())["features"]:
            item(feature)
        for path in sorted((folder / "cairn-coast").glob("*/*.json")):
            item(json.loads(path.read_text()))
        print("valid", extensions)
        """;
    Judge.Verdict verdict = Judge.python(program, schemas.toString(), folder.toString());
    assertThat(verdict.output().strip())
        .isEqualTo("valid 24"); // eo, projection and raster of eight items
  }

  @Test
  void hrefsAreRelativeAndLeadFromTheCatalogToEveryRaster() {
    JsonNode catalog = read(folder.resolve("catalog.json"));
    Path collection = follow(folder.resolve("catalog.json"), link(catalog, "child"));
    int rasters = 0;
    for (JsonNode link : read(collection).get("links")) {
      if (link.get("rel").asString().equals("item")) {
        Path item = follow(collection, link.get("href").asString());
        assertThat(follow(item, link(read(item), "collection"))).isEqualTo(collection);
        for (JsonNode asset : read(item).get("assets")) {
          assertThat(WRITTEN).containsKey(follow(item, asset.get("href").asString()));
          rasters++;
        }
      }
    }
    assertThat(rasters).isEqualTo(4 * 5);
    JsonNode features = read(folder.resolve("search.json")).get("features");
    assertThat(features).hasSize(4);
    for (JsonNode item : features) {
      for (JsonNode asset : item.get("assets")) {
        assertThat(WRITTEN)
            .containsKey(follow(folder.resolve("search.json"), asset.get("href").asString()));
      }
    }
  }

  @Test
  void itemsSayWhatTheRastersHold() {
    for (JsonNode item : read(folder.resolve("search.json")).get("features")) {
      JsonNode properties = item.get("properties");
      RasterTarget.Layer red = written(item, "/assets/red/href");
      RasterTarget.Layer quality = written(item, "/assets/qa_pixel/href");
      assertThat(properties.get("proj:shape").get(0).asInt()).isEqualTo(red.grid().height());
      assertThat(properties.get("proj:shape").get(1).asInt()).isEqualTo(red.grid().width());
      for (int i = 0; i < 6; i++) {
        assertThat(properties.get("proj:transform").get(i).asDouble())
            .isEqualTo(red.grid().transform().toArray()[i]);
      }
      assertThat(red.samples().v()).hasSize(red.grid().width() * red.grid().height());
      assertThat(item.at("/assets/red/raster:bands/0/nodata").asInt())
          .isEqualTo(red.nodata())
          .isZero();
      assertThat(item.at("/assets/qa_pixel/raster:bands/0/nodata").asInt())
          .isEqualTo(quality.nodata())
          .isEqualTo(1);
      assertThat(item.at("/assets/nir08/eo:bands/0/common_name").asString()).isEqualTo("nir08");
      long seen = 0;
      long cloud = 0;
      for (short q : quality.samples().v()) {
        seen += q == 1 ? 0 : 1;
        cloud += q != 1 && (q >> 3 & 1) == 1 ? 1 : 0;
      }
      assertThat(properties.get("eo:cloud_cover").asDouble())
          .isCloseTo(100.0 * cloud / seen, org.assertj.core.data.Offset.offset(0.006));
      BBox around = red.grid().bounds().to(Crs.WGS84);
      assertThat(item.get("bbox").get(0).asDouble()).isBetween(around.xMin() - 1e-5, around.xMax());
      assertThat(item.get("bbox").get(3).asDouble()).isBetween(around.yMin(), around.yMax() + 1e-5);
    }
  }

  @Test
  void threadsDoNotChangeAByte(@TempDir Path other) throws Exception {
    Catalogue.write(other, world, CatalogueTest::keep, 1, Progress.NONE);
    assertThat(contents(other)).isEqualTo(contents(folder)).hasSize(4 * 6 + 3);
  }

  @Test
  void aRasterThatCannotBeWrittenStopsEverythingAndLeavesNoCatalogue(@TempDir Path other) {
    assertThatThrownBy(
            () ->
                Catalogue.write(
                    other,
                    world,
                    _ -> {
                      throw new IOException("No space left on device");
                    },
                    2,
                    Progress.NONE))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining(other.toString());
    assertThat(other.resolve("catalog.json")).doesNotExist();
    assertThat(other.resolve("search.json")).doesNotExist();
  }

  private static TreeMap<String, String> contents(Path root) throws IOException {
    var out = new TreeMap<String, String>();
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return out;
  }

  private static RasterTarget.Layer written(JsonNode item, String href) {
    Path file = follow(folder.resolve("search.json"), item.at(href).asString());
    return Objects.requireNonNull(WRITTEN.get(file), () -> file + " was not written");
  }

  private static JsonNode read(Path file) {
    return JSON.readTree(file.toFile());
  }

  private static String link(JsonNode document, String rel) {
    for (JsonNode link : document.get("links")) {
      if (link.get("rel").asString().equals(rel)) {
        return link.get("href").asString();
      }
    }
    throw new AssertionError("no link " + rel);
  }

  private static Path follow(Path document, String href) {
    assertThat(href).startsWith(".");
    return document.resolveSibling(href).normalize();
  }
}
