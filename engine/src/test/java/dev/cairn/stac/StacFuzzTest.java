package dev.cairn.stac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.base.CairnException;
import dev.cairn.cube.BandCoordinates;
import dev.cairn.cube.TimeCoordinates;
import dev.cairn.region.Region;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Any bytes end in a value or a failure of ours, within bounds: mutated catalogues, byte by byte
/// and member by member.
class StacFuzzTest {
  private static final String ITEM =
      """
      {"type":"Feature","stac_version":"1.1.0","id":"a","collection":"c","bbox":[179,-1,-179,1],
       "geometry":{"type":"MultiPolygon","coordinates":[[[[179,-1],[180,-1],[180,1],[179,-1]]],[[[-180,-1],[-179,1],[-180,1],[-180,-1]]]]},
       "properties":{"datetime":"2023-01-01T00:00:00.5Z","start_datetime":"2023-01-01","end_datetime":null,"eo:cloud_cover":1e1,
        "proj:epsg":32633,"proj:shape":[10,20],"proj:transform":[10,0,5,0,-10,6,0,0,1],"proj:bbox":[5,-94,205,6],
        "proj:projjson":{"id":{"authority":"EPSG","code":4326}},"proj:wkt2":"PROJCRS[\\"x\\",ID[\\"EPSG\\",3857]]"},
       "assets":{"red":{"href":"./a.tif","type":"image/tiff","roles":["data"],"proj:code":"EPSG:32633",
        "raster:bands":[{"nodata":"nan","scale":0.1,"offset":-1,"data_type":"uint16"}],"eo:bands":[{"name":"B4","common_name":"red"}]},
        "rgb":{"href":"b.tif","bands":[{"name":"x"},{"eo:common_name":"y","nodata":3}],"gsd":10}},
       "links":[{"rel":"self","href":"x.json","type":"application/json"}]}
      """;
  private static final String COLLECTION =
      "{\"type\":\"FeatureCollection\",\"features\":[" + ITEM + "," + ITEM + "],\"links\":[]}";
  private static final String CATALOG =
      "{\"type\":\"Catalog\",\"id\":\"c\",\"description\":\"\",\"links\":[{\"rel\":\"item\",\"href\":\"i.json\"},{\"rel\":\"child\",\"href\":\"c.json\"}]}";
  private static final List<String> SEEDS =
      List.of(ITEM, COLLECTION, "[" + ITEM + "]", ITEM.replace("\n", "") + "\n" + ITEM, CATALOG);
  private static final List<String> PIECES =
      List.of(
          "null",
          "[]",
          "{}",
          "-1",
          "1e999",
          "\"\"",
          "true",
          "[[[[]]]]",
          "99999999999999999999",
          "0",
          "\"nan\"",
          "[1,2,3,4]",
          "{\"a\":[null]}",
          ",",
          "\"\\u0000\"");

  @Property(tries = 800, seed = "2718281828")
  void mutatedBytesEndInAValueOrAFailureOfOurs(@ForAll java.util.Random random) {
    byte[] document = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(4); i >= 0; i--) {
      document[random.nextInt(document.length)] = (byte) random.nextInt(256);
    }
    int length = random.nextInt(4) == 0 ? random.nextInt(document.length) : document.length;
    exercise(java.util.Arrays.copyOf(document, length));
  }

  @Property(tries = 800, seed = "3141592653")
  void mutatedMembersEndInAValueOrAFailureOfOurs(@ForAll java.util.Random random) {
    String document = SEEDS.get(random.nextInt(SEEDS.size()));
    var tokens =
        java.util.regex.Pattern.compile(
                "\"[^\"]*\"(?!\\s*:)|-?\\d[\\d.e]*|null|true|\\[[^\\[\\]]*\\]")
            .matcher(document);
    var spans = new java.util.ArrayList<int[]>();
    while (tokens.find()) {
      spans.add(new int[] {tokens.start(), tokens.end()});
    }
    int[] span = spans.get(random.nextInt(spans.size()));
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    exercise(
        (document.substring(0, span[0]) + piece + document.substring(span[1]))
            .getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 500, seed = "1618033988")
  void mutatedAreasEndInAValueOrAFailureOfOurs(@ForAll java.util.Random random) {
    String[] seeds = {
      "POLYGON((0 0, 1 0, 1 1, 0 0), (0.1 0.1, 0.2 0.1, 0.2 0.2, 0.1 0.1))",
      "SRID=4326;GEOMETRYCOLLECTION(POINT Z (1 2 3), MULTIPOLYGON(((0 0,1 0,1 1,0 0))), LINESTRING"
          + " EMPTY)",
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}}]}",
    };
    byte[] text = seeds[random.nextInt(seeds.length)].getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(4); i >= 0; i--) {
      text[random.nextInt(text.length)] =
          (byte) "()0123456789eE.-, []{}\":NaINFPOLY".charAt(random.nextInt(33));
    }
    try {
      Region region = Region.read(text, "fuzz");
      assertThat(region.geometry().isEmpty()).isFalse();
      assertThat(region.matcher().test(region.geometry())).as("an area meets itself").isTrue();
    } catch (CairnException e) {
      assertThat(e.where()).contains("fuzz");
    }
  }

  private static void exercise(byte[] document) {
    try {
      ItemCollection items = new StacReader(new MemoryStore()).read(document, Given.BASE);
      var writer = new ItemWriter(Given.BASE, HrefStyle.RELATIVE, Fields.parse("-properties.x"));
      writer.collection(items.items(), OutputStream.nullOutputStream());
      Summary.of(items.items());
      items.items().forEach(Item::bounds);
      Search.everything()
          .withBBox(LonLatBox.parse("170,-10,-170,10"))
          .withSortBy(SortKey.parse("-eo:cloud_cover"))
          .over(items);
      Scenes scenes = Scenes.from(items.items(), BandSelection.all());
      TimeCoordinates.of(scenes.list());
      BandCoordinates.of(scenes.list(), scenes.bands());
    } catch (CairnException e) {
      assertThat(e.why()).isNotBlank();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
