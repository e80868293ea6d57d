package dev.cairn.stac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ItemWriterTest {
  private static final String ODD =
      "{\"type\":\"Feature\", \"id\":\"ö\", \"n\": 1.50e+2,\n"
          + " \"properties\":{\"x\":0.10,\"y\":12345678901234567890}}";

  private static ItemWriter writer(String target, HrefStyle style, Fields fields) {
    return new ItemWriter(URI.create(target), style, fields);
  }

  private static final ItemWriter AS_IS =
      writer("file:///out/found.json", HrefStyle.AS_IS, Fields.ALL);

  @Test
  void itemsAreWrittenAsTheyWereRead() {
    List<Item> items = Given.collection("[" + ODD + "," + ODD + "]").items();

    assertThat(Given.written(out -> AS_IS.collection(items, out)))
        .isEqualTo(
            "{\"type\":\"FeatureCollection\",\"features\":[\n" + ODD + ",\n" + ODD + "\n]}\n");
    assertThat(Given.written(out -> AS_IS.collection(List.of(), out)))
        .isEqualTo("{\"type\":\"FeatureCollection\",\"features\":[]}\n");
  }

  @Test
  void linesHoldAnItemEachWithTheDigitsOfItsNumbers() {
    assertThat(
            Given.written(
                out -> AS_IS.lines(Given.collection("[" + ODD + "," + ODD + "]").items(), out)))
        .isEqualTo(
            "{\"type\":\"Feature\",\"id\":\"ö\",\"n\":150,\"properties\":{\"x\":0.10,\"y\":12345678901234567890}}\n"
                .repeat(2));
  }

  @Test
  void whatIsWrittenIsReadAgainAsTheSame() throws IOException, InterruptedException {
    Path file = Fixtures.require("data/stac/s2-l2a-33twm/search.json");
    List<Item> items = new StacReader(new MemoryStore()).read(file.toUri()).items();
    var moved =
        new ItemWriter(
            Path.of("/elsewhere/deep/found.json").toUri(), HrefStyle.RELATIVE, Fields.ALL);
    var out = new ByteArrayOutputStream();
    var lines = new ByteArrayOutputStream();

    moved.collection(items, out);
    moved.lines(items, lines);

    Scenes before = Scenes.from(items, BandSelection.all());
    for (byte[] document : List.of(out.toByteArray(), lines.toByteArray())) {
      ItemCollection again = new StacReader(new MemoryStore()).read(document, moved.target());
      assertThat(Scenes.from(again.items(), BandSelection.all())).isEqualTo(before);
    }
  }

  private static String href(String href, String base, String target, HrefStyle style) {
    String json =
        "{\"type\":\"Feature\",\"id\":\"a\",\"assets\":{\"b\":{\"href\":\""
            + href
            + "\","
            + "\"alternate\":{\"s3\":{\"href\":\""
            + href
            + "\"}}}},\"links\":[{\"rel\":\"self\",\"href\":\""
            + href
            + "\"}]}";
    Item item;
    try {
      item =
          new StacReader(new MemoryStore())
              .read(json.getBytes(StandardCharsets.UTF_8), URI.create(base))
              .items()
              .getFirst();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    JsonNode written =
        Json.VALUES
            .readTree(
                Given.written(
                    out -> writer(target, style, Fields.ALL).collection(List.of(item), out)))
            .path("features")
            .path(0);
    String asset = written.path("assets").path("b").path("href").stringValue();
    assertThat(
            written
                .path("assets")
                .path("b")
                .path("alternate")
                .path("s3")
                .path("href")
                .stringValue())
        .isEqualTo(asset);
    assertThat(written.path("links").path(0).path("href").stringValue()).isEqualTo(asset);
    return asset;
  }

  @ParameterizedTest
  @CsvSource({
    "./a b.tif,              file:///data/x/items.json, file:///data/found.json, './x/a b.tif', "
        + " '/data/x/a b.tif'",
    "../c:1.tif,             file:///data/x/items.json, file:///data/found.json, ./c:1.tif,     "
        + " /data/c:1.tif",
    "/abs/a.tif,             file:///data/x/items.json, file:///data/found.json, ../abs/a.tif,  "
        + " /abs/a.tif",
    "https://h/a.tif?sig=1,  file:///data/x/items.json, file:///data/found.json,"
        + " https://h/a.tif?sig=1, https://h/a.tif?sig=1",
    "a.tif,                  https://h/x/y/items.json,  file:///data/found.json,"
        + " https://h/x/y/a.tif, https://h/x/y/a.tif",
    "a.tif?q=1,              https://h/x/y/items.json,  https://h/x/z/found.json, ../y/a.tif?q=1,"
        + " https://h/x/y/a.tif?q=1",
    "a.tif,                  https://h/x/y/items.json,  https://i/x/z/found.json,"
        + " https://h/x/y/a.tif, https://h/x/y/a.tif",
    "s3://bucket/key.tif,    file:///data/x/items.json, file:///data/found.json,"
        + " s3://bucket/key.tif, s3://bucket/key.tif",
  })
  void hrefsLeadToTheSamePlaceFromTheNewDocument(
      String href, String base, String target, String relative, String absolute) {
    assertThat(href(href, base, target, HrefStyle.RELATIVE)).isEqualTo(relative);
    assertThat(href(href, base, target, HrefStyle.ABSOLUTE)).isEqualTo(absolute);
    assertThat(href(href, base, target, HrefStyle.AS_IS)).isEqualTo(href);
  }

  private static String fields(String fields) {
    String item =
        "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"a\",\"geometry\":null,"
            + "\"properties\":{\"datetime\":\"2023\",\"eo:cloud_cover\":1,\"a\":{\"b\":1,\"c\":2}},\"links\":[]}";
    String written =
        Given.written(
            out ->
                writer("file:///f.json", HrefStyle.AS_IS, Fields.parse(fields))
                    .lines(
                        Given.collection(item.replace("\"2023\"", "\"2023-01-01\"")).items(), out));
    return written.strip();
  }

  @Test
  void fieldsAreKeptOrLeftOutByTheirPath() {
    assertThat(fields("id,properties.eo:cloud_cover"))
        .isEqualTo(
            "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"a\",\"properties\":{\"eo:cloud_cover\":1}}");
    assertThat(fields("properties,-properties.a.b,-properties.datetime"))
        .isEqualTo(
            "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"a\",\"properties\":{\"eo:cloud_cover\":1,\"a\":{\"c\":2}}}");
    assertThat(fields("-links,-geometry,-properties,-id"))
        .isEqualTo("{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"a\"}");
    assertThatThrownBy(() -> Fields.parse("id,,x")).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> HrefStyle.parse("nearby")).isInstanceOf(InvalidRequest.class);
    assertThat(HrefStyle.parse("as-is")).isEqualTo(HrefStyle.AS_IS);
  }

  @Test
  void footprintsAreGeometriesWithAFewProperties() {
    ItemCollection items =
        Given.collection(
            """
            [{"type":"Feature","id":"a","collection":"c","geometry":{"type":"Point","coordinates":[1.50,2]},
              "properties":{"datetime":"2023-01-01T00:00:00+01:00","eo:cloud_cover":3.10,"x":1}},
             {"type":"Feature","id":"b","bbox":[179,0,-179,1]},{"type":"Feature","id":"c"}]
            """);

    assertThat(Given.written(out -> AS_IS.footprints(items.items(), out)))
        .isEqualTo(
            """
            {"type":"FeatureCollection","features":[
            {"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[1.50,2]},"properties":{"id":"a","collection":"c","datetime":"2022-12-31T23:00:00Z","eo:cloud_cover":3.10}},
            {"type":"Feature","id":"b","geometry":{"type":"Polygon","coordinates":[[[179.0,0.0],[181.0,0.0],[181.0,1.0],[179.0,1.0],[179.0,0.0]]]},"properties":{"id":"b"}},
            {"type":"Feature","id":"c","geometry":null,"properties":{"id":"c"}}
            ]}
            """);
  }
}
