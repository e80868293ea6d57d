package dev.cairn.stac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unsupported;
import dev.cairn.raster.Stated;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StacReaderTest {
  private static final String A = Given.text("a", "\"datetime\": \"2023-01-01T00:00:00Z\"", "");
  private static final String B = Given.text("b", "", "");
  private static final InputStream NOTHING = InputStream.nullInputStream();

  @Test
  void aFeatureCollectionAnItemAnArrayAndLinesAreToldApartByTheirContent() {
    assertThat(
            Given.ids(
                Given.collection(
                    "{\"type\":\"FeatureCollection\",\"features\":[" + A + "," + B + "]}")))
        .containsExactly("a", "b");
    assertThat(Given.ids(Given.collection(A))).containsExactly("a");
    assertThat(Given.ids(Given.collection("[" + A + "," + B + "]"))).containsExactly("a", "b");
    assertThat(Given.ids(Given.collection(oneLine(A) + "\n" + oneLine(B) + "\n")))
        .containsExactly("a", "b");
    assertThat(
            Given.ids(
                Given.collection("{\"features\":[" + A + "],\"type\":\"FeatureCollection\"}")))
        .containsExactly("a");
  }

  private static String oneLine(String json) {
    return json.replace("\n", "");
  }

  @Test
  void anEmptyCollectionIsNoFailure() {
    assertThat(Given.collection("{\"type\":\"FeatureCollection\",\"features\":[]}").items())
        .isEmpty();
    assertThat(Given.collection("[]").items()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF"})
  void theTextOfAnItemIsKeptByteByByte(String mark) {
    String odd = "{\"id\":\"ä\",  \"n\":1.50e+2,\n\"type\":\"Feature\"}";

    Item inCollection =
        Given.item(mark + "{\"type\":\"FeatureCollection\",\"features\":[ " + odd + " ]}");
    Item alone = Given.item(mark + " " + odd + "\n");
    ItemCollection lines = Given.collection(mark + oneLine(odd) + "\n" + odd);

    assertThat(inCollection.json().toString()).isEqualTo(odd);
    assertThat(alone.json().toString()).isEqualTo(odd);
    assertThat(lines.items().getFirst().json().toString()).isEqualTo(oneLine(odd));
    assertThat(lines.items().getLast().json().toString()).isEqualTo(odd);
  }

  @Test
  void whatIsNotThereOrNullIsSilent() {
    Item item =
        Given.item(
            """
            {"type":"Feature","id":"x","geometry":null,"bbox":[null,null,null,null],
             "properties":{"datetime":null,"gone":null,"proj:shape":[null,null],"kept":0}}
            """);

    assertThat(item.geometry()).isEqualTo(Stated.silent());
    assertThat(item.bbox()).isEqualTo(Stated.silent());
    assertThat(item.collection()).isEqualTo(Stated.silent());
    assertThat(item.time()).isEqualTo(ItemTime.NONE);
    assertThat(item.properties()).containsOnly(java.util.Map.entry("kept", 0L));
    assertThat(item.assets()).isEmpty();
  }

  @Test
  void boxesWithHeightsLoseThem() {
    Item item = Given.item("{\"type\":\"Feature\",\"id\":\"x\",\"bbox\":[1,2,-5,3,4,900]}");

    assertThat(item.bbox()).isEqualTo(Stated.as(new LonLatBox(1, 2, 3, 4)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2023-08-10T09:57:57.166000Z      | 2023-08-10T09:57:57.166Z",
        "2023-08-10t09:57:57z             | 2023-08-10T09:57:57Z",
        "2023-08-10T09:57:57+02:00        | 2023-08-10T07:57:57Z",
        "2023-08-10T09:57:57-0330         | 2023-08-10T13:27:57Z",
        "2023-08-10T09:57:57              | 2023-08-10T09:57:57Z",
        "2023-08-10 09:57:57.1234567891   | 2023-08-10T09:57:57.123456789Z",
        "2023-08-10                       | 2023-08-10T00:00:00Z",
      })
  void datetimesAreReadAsCataloguesWriteThem(String text, String expected) {
    Item item = Given.item("\"datetime\":\"" + text + "\"", "");

    assertThat(item.time().nominal()).isEqualTo(Stated.as(Instant.parse(expected)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                             | an empty document",
        "<!DOCTYPE html><html></html>                   | HTML or XML, not JSON",
        "hello                                          | not JSON",
        "{\"type\":\"Feature\",\"id\":\"a\"             | not JSON",
        "3                                              | neither an object nor an array",
        "{}                                             | an object without a type",
        "{\"type\":\"Topology\"}                        | an object of type 'Topology'",
        "{\"code\":404,\"description\":\"no\"}          | with code, description",
        "{\"type\":\"FeatureCollection\"}               | without an array of features",
        "{\"type\":\"Feature\"}                         | its id is absent",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"id\":\"a\"}]} | its type is absent",
        "{\"type\":\"FeatureCollection\",\"features\":[7]} | not a STAC Item",
        "{\"type\":\"Feature\",\"id\":\"a\"} x          | not JSON",
        "{\"type\":\"Feature\",\"id\":\"a\"} [1]        | objects",
        "{\"type\":\"Catalog\",\"id\":\"c\"} {}         | after the document's end",
        "{\"type\":\"Feature\",\"id\":\"a\",\"bbox\":[1,2,3]} | 4 or 6 numbers, not 3",
        "{\"type\":\"Feature\",\"id\":\"a\",\"bbox\":[1,9,3,8]} | south is north of north",
        "{\"type\":\"Feature\",\"id\":\"a\",\"assets\":[]} | expected an object",
        "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{\"datetime\":\"tuesday\"}} | 'tuesday'",
        "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{\"datetime\":\"2023-13-01\"}} | 13",
        "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{\"n\":1e999}} | beyond float64",
        "{\"type\":\"Feature\",\"id\":\"a\",\"geometry\":{\"type\":\"Blob\",\"coordinates\":[]}} |"
            + " 'Blob'",
      })
  void whatIsNotStacIsMalformedAndSaysWhy(String document, String why) {
    assertThatThrownBy(() -> Given.collection(document))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("https://example.com/data/items.json")
        .hasMessageContaining(why);
  }

  @Test
  void aSyntaxErrorIsGivenWithItsByte() {
    assertThatThrownBy(() -> Given.collection("{\"type\": \"Feature\", ?"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("at byte 20");
  }

  @Test
  void otherFormatsAreNamed() {
    assertThatThrownBy(() -> Given.collection("PAR1\0\0"))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("geoparquet");
    assertThatThrownBy(() -> Given.collection("II*\0abc"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("NAME=HREF");
    assertThatThrownBy(
            () -> Given.collection("{\"type\":\"Feature\"}".getBytes(StandardCharsets.UTF_16LE)))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "[".repeat(100_000);

    assertThatThrownBy(() -> Given.collection("{\"type\":\"Feature\",\"x\":" + deep))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("256");
  }

  @Test
  void aPageOfAnApiThatHasANextOneIsNotTakenForAllOfIt() {
    String page =
        "{\"type\":\"FeatureCollection\",\"features\":["
            + A
            + "],"
            + "\"links\":[{\"rel\":\"next\",\"href\":\"https://example.com/2\"}]}";

    assertThatThrownBy(() -> Given.collection(page))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("next");
  }

  // --- static catalogues ---

  private static final String ROOT = "https://example.com/cat/catalog.json";

  private static String catalog(String id, String... links) {
    var list = new ArrayList<String>();
    for (int i = 0; i < links.length; i += 2) {
      list.add("{\"rel\":\"" + links[i] + "\",\"href\":\"" + links[i + 1] + "\"}");
    }
    return "{\"type\":\"Catalog\",\"stac_version\":\"1.0.0\",\"id\":\""
        + id
        + "\",\"description\":\"-\",\"links\":["
        + String.join(",", list)
        + "]}";
  }

  private static ItemCollection read(MemoryStore store, StacReader.Limits limits)
      throws InterruptedException {
    return new StacReader(store, limits).read(URI.create(ROOT));
  }

  private static final StacReader.Limits LIMITS = new StacReader.Limits(1 << 20, 1000, 4, 3);

  @Test
  void linksOfACatalogueAreFollowedInTheirOrderAndRelativeToTheFileTheyStandIn()
      throws InterruptedException {
    var store =
        new MemoryStore()
            .with(
                ROOT,
                catalog(
                    "root",
                    "self",
                    "./catalog.json",
                    "item",
                    "first.json",
                    "child",
                    "./sub/collection.json",
                    "item",
                    "last.json"))
            .with(
                "https://example.com/cat/sub/collection.json",
                catalog(
                    "sub", "parent", "../catalog.json", "item", "./i/2.json", "item", "../3.json"))
            .with(
                "https://example.com/cat/first.json",
                Given.text("1", "", "\"x\":{\"href\":\"x.tif\"}"))
            .with(
                "https://example.com/cat/sub/i/2.json",
                Given.text("2", "", "\"x\":{\"href\":\"x.tif\"}"))
            .with("https://example.com/cat/3.json", Given.text("3", "", ""))
            .with("https://example.com/cat/last.json", Given.text("4", "", ""));

    ItemCollection items = read(store, LIMITS);

    assertThat(Given.ids(items)).containsExactly("1", "2", "3", "4");
    assertThat(Given.at(items.items().get(1).assets(), "x").uri())
        .hasToString("https://example.com/cat/sub/i/x.tif");
    assertThat(store.read).hasSize(6);
  }

  @Test
  void manyItemsComeInTheOrderOfTheirLinks() throws InterruptedException {
    var store = new MemoryStore();
    var links = new ArrayList<String>();
    for (int i = 0; i < 300; i++) {
      links.addAll(List.of("item", i + ".json"));
      store.with("https://example.com/cat/" + i + ".json", Given.text("i" + i, "", ""));
    }
    store.with(ROOT, catalog("root", links.toArray(String[]::new)));

    List<String> ids = Given.ids(read(store, LIMITS));

    for (int i = 0; i < 300; i++) {
      assertThat(ids.get(i)).isEqualTo("i" + i);
    }
  }

  @Test
  void aMissingItemNamesTheLinkAndTheFileItStoodIn() {
    var store = new MemoryStore().with(ROOT, catalog("root", "item", "./gone.json"));

    assertThatThrownBy(() -> read(store, LIMITS))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("https://example.com/cat/gone.json")
        .hasMessageContaining("link item ./gone.json of https://example.com/cat/catalog.json");
  }

  @Test
  void aCycleTooDeepATreeAndTooManyDocumentsAreRefused() {
    var cycle =
        new MemoryStore()
            .with(ROOT, catalog("root", "child", "sub/catalog.json"))
            .with(
                "https://example.com/cat/sub/catalog.json",
                catalog("sub", "child", "../sub/../catalog.json"));
    var deep = new MemoryStore();
    String at = ROOT;
    for (int i = 0; i < 6; i++) {
      deep.with(at, catalog("c" + i, "child", "d/catalog.json"));
      at = at.replace("catalog.json", "d/catalog.json");
    }
    var many = new MemoryStore().with(ROOT, catalog("root", "item", "1.json", "item", "2.json"));

    assertThatThrownBy(() -> read(cycle, LIMITS))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("leads back");
    assertThatThrownBy(() -> read(deep, LIMITS))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("deeper than 4");
    assertThatThrownBy(() -> read(many, new StacReader.Limits(1 << 20, 1, 4, 3)))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("more than 1 documents");
  }

  @Test
  void documentsTogetherStayWithinTheBytesAllowed() {
    String item = Given.text("1", "\"pad\":\"" + "x".repeat(4000) + "\"", "");
    var store =
        new MemoryStore()
            .with(ROOT, catalog("root", "item", "1.json", "item", "2.json", "item", "3.json"))
            .with("https://example.com/cat/1.json", item)
            .with("https://example.com/cat/2.json", item)
            .with("https://example.com/cat/3.json", item);

    assertThatThrownBy(() -> read(store, new StacReader.Limits(9_000, 1000, 4, 3)))
        .isInstanceOf(Unsupported.class);
  }

  @Test
  void aLinkToSomethingElseThanItSaysIsMalformed() {
    var store =
        new MemoryStore()
            .with(ROOT, catalog("root", "item", "sub.json"))
            .with("https://example.com/cat/sub.json", catalog("sub"));

    assertThatThrownBy(() -> read(store, LIMITS))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("linked as item from")
        .hasMessageContaining("catalogue sub");
  }

  @Test
  void anApiIsUnsupportedNotEmpty() {
    var store =
        new MemoryStore()
            .with(ROOT, catalog("api", "search", "https://example.com/search", "child", "c.json"));

    assertThatThrownBy(() -> read(store, LIMITS))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("STAC API");
  }

  // --- words of a user ---

  @Test
  void plainRastersAreOneItemWithoutATime() throws InterruptedException {
    ItemCollection items =
        new StacReader(new MemoryStore())
            .read(List.of("red=B04.tif", "nir=https://example.com/a?x=b c"), NOTHING);

    Item item = items.items().getFirst();
    assertThat(items.items()).hasSize(1);
    assertThat(item.time().nominal()).isEqualTo(Stated.silent());
    assertThat(item.assets()).containsOnlyKeys("red", "nir");
    assertThat(Given.at(item.assets(), "red").uri())
        .isEqualTo(Path.of("B04.tif").toAbsolutePath().toUri());
    assertThat(Given.at(item.assets(), "nir").uri()).hasToString("https://example.com/a?x=b%20c");
    Scenes scenes = Scenes.from(items.items(), BandSelection.all());
    assertThat(scenes.bands()).containsExactly("red", "nir");
    assertThat(Given.at(scenes.list().getFirst().sources(), "red").grid())
        .isEqualTo(Stated.silent());
  }

  @Test
  void wordsThatAreNotClearAreRefused() {
    var reader = new StacReader(new MemoryStore());

    assertThatThrownBy(() -> reader.read(List.of(), NOTHING)).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> reader.read(List.of("red=a.tif", "items.json"), NOTHING))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> reader.read(List.of("red=a.tif", "red=b.tif"), NOTHING))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> reader.read(List.of("B04.tif"), NOTHING))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("NAME=HREF");
    assertThatThrownBy(() -> reader.read(List.of("no/such.json"), NOTHING))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aDashReadsStandardInputAndItsHrefsLeadFromTheCurrentFolder() throws InterruptedException {
    String item = Given.text("x", "", "\"b\":{\"href\":\"./b.tif\"}");
    var stdin = new ByteArrayInputStream(item.getBytes(StandardCharsets.UTF_8));

    ItemCollection items = new StacReader(new MemoryStore()).read(List.of("-"), stdin);

    assertThat(Given.at(items.items().getFirst().assets(), "b").uri())
        .isEqualTo(Path.of("b.tif").toAbsolutePath().toUri());
  }

  @Test
  void standardInputIsBounded() {
    var reader = new StacReader(new MemoryStore(), new StacReader.Limits(10, 10, 4, 3));
    var stdin = new ByteArrayInputStream(new byte[11]);

    assertThatThrownBy(() -> reader.read(List.of("-"), stdin)).isInstanceOf(Unsupported.class);
  }

  @Test
  void severalDocumentsGiveTheirItemsOneAfterTheOther() throws InterruptedException {
    var store = new MemoryStore().with("https://example.com/1", A).with("https://example.com/2", B);

    ItemCollection items =
        new StacReader(store)
            .read(List.of("https://example.com/2", "https://example.com/1"), NOTHING);

    assertThat(Given.ids(items)).containsExactly("b", "a");
  }

  @Test
  void oldItemsAreReadAsFarAsTheirFieldsMeanTheSame() {
    Item item =
        Given.item(
            """
            {"type":"Feature","id":7,"properties":{"eo:bands":[{"name":"B1"},{"name":"B2"}]},
             "links":{"self":{"rel":"self","href":"x.json"},"thumb":{"href":"y"}},
             "assets":{"b":{"href":"b.tif","eo:bands":[1]}}}
            """);

    assertThat(item.id()).isEqualTo("7");
    assertThat(item.stacVersion()).isEqualTo(Stated.silent());
    assertThat(item.links()).extracting(Link::rel).containsExactly("self", "thumb");
    assertThat(Scenes.from(List.of(item), BandSelection.of("B2")).bands()).containsExactly("B2");
  }
}
