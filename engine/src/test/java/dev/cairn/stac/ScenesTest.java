package dev.cairn.stac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.geo.Affine;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.Band;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenesTest {
  private static final GeoBox GRID =
      new GeoBox(400, 300, new Affine(30, 0, 584385, 0, -30, -2222685), Crs.epsg(32623));

  /// The same two bands and mask in the fields of STAC 1.0 and of 1.1.
  private static final String OLD =
      """
      {"type":"Feature","stac_version":"1.0.0","id":"a","collection":"c","geometry":null,
       "bbox":[-44.2,-20.2,-44.0,-20.0],"links":[],
       "properties":{"datetime":"2019-01-30T12:57:09Z","gsd":30,"proj:epsg":32623,
         "proj:shape":[300,400],"proj:transform":[30,0,584385,0,-30,-2222685]},
       "assets":{
         "red":{"href":"B4.TIF","type":"image/tiff; application=geotiff","title":"Red","roles":["data"],
           "eo:bands":[{"name":"SR_B4","common_name":"red","center_wavelength":0.65}],
           "raster:bands":[{"data_type":"uint16","nodata":0,"scale":2.75e-05,"offset":-0.2,"unit":"1",
             "spatial_resolution":30}]},
         "swir":{"href":"B6.TIF","type":"image/tiff; application=geotiff","roles":["data"],
           "proj:epsg":32623,"proj:shape":[150,200],"proj:transform":[60,0,584385,0,-60,-2222685],
           "raster:bands":[{"data_type":"float32","nodata":"nan"}]},
         "rgb":{"href":"rgb.tif","type":"image/tiff; application=geotiff",
           "eo:bands":[{"name":"r"},{"name":"g"}],
           "raster:bands":[{"data_type":"uint8","nodata":255},{"data_type":"uint8","scale":0.5}]}}}
      """;

  private static final String NEW =
      """
      {"type":"Feature","stac_version":"1.1.0","id":"a","collection":"c","geometry":null,
       "bbox":[-44.2,-20.2,-44.0,-20.0],"links":[],
       "properties":{"datetime":"2019-01-30T12:57:09Z","gsd":30,"proj:code":"EPSG:32623",
         "proj:shape":[300,400],"proj:transform":[30,0,584385,0,-30,-2222685,0,0,1]},
       "assets":{
         "red":{"href":"B4.TIF","type":"image/tiff; application=geotiff","title":"Red","roles":["data"],
           "data_type":"uint16","nodata":0,"raster:scale":2.75e-05,"raster:offset":-0.2,"unit":"1",
           "raster:spatial_resolution":30,
           "bands":[{"name":"SR_B4","eo:common_name":"red","eo:center_wavelength":0.65}]},
         "swir":{"href":"B6.TIF","type":"image/tiff; application=geotiff","roles":["data"],
           "proj:code":"EPSG:32623","proj:bbox":[584385,-2231685,596385,-2222685],"proj:shape":[150,200],
           "data_type":"float32","nodata":"nan"},
         "rgb":{"href":"rgb.tif","type":"image/tiff; application=geotiff","data_type":"uint8",
           "bands":[{"name":"r","nodata":255},{"name":"g","raster:scale":0.5}]}}}
      """;

  @Test
  void fieldsOfStac10And11ThatMeanTheSameGiveTheSameScene() {
    Scene old = only(OLD, BandSelection.all());
    Scene young = only(NEW, BandSelection.all());

    assertThat(young.bands()).isEqualTo(old.bands());
    assertThat(young.sources()).isEqualTo(old.sources());
    assertThat(young.time()).isEqualTo(old.time());
    assertThat(young.footprint()).isEqualTo(old.footprint());
    assertThat(withoutProjection(young)).isEqualTo(withoutProjection(old));
  }

  private static Map<String, Object> withoutProjection(Scene scene) {
    var properties = new java.util.TreeMap<>(scene.properties());
    properties.keySet().removeIf(k -> k.startsWith("proj:"));
    return properties;
  }

  @Test
  void aSceneHoldsWhatTheItemStates() {
    Scene scene = only(OLD, BandSelection.of("red", "swir", "rgb.2"));

    assertThat(scene.id()).isEqualTo("a");
    assertThat(scene.collection()).isEqualTo(Stated.as("c"));
    assertThat(scene.time()).isEqualTo(Stated.as(Instant.parse("2019-01-30T12:57:09Z")));
    assertThat(scene.footprint())
        .isEqualTo(Stated.as(new BBox(Crs.WGS84, -44.2, -20.2, -44.0, -20.0)));
    assertThat(scene.properties()).containsEntry("gsd", 30L).doesNotContainKey("datetime");
    RasterSource red = Given.at(scene.sources(), "red");
    assertThat(red.href()).hasToString("https://example.com/data/B4.TIF");
    assertThat(red.band()).isZero();
    assertThat(red.grid()).isEqualTo(Stated.as(GRID));
    assertThat(red.dtype()).isEqualTo(Stated.as(DType.UINT16));
    assertThat(red.nodata()).isEqualTo(Stated.as(0.0));
    assertThat(red.scaling()).isEqualTo(Stated.as(new Scaling(2.75e-05, -0.2)));
    RasterSource swir = Given.at(scene.sources(), "swir");
    assertThat(swir.grid()).isEqualTo(Stated.as(GRID.zoomTo(200, 150)));
    assertThat(swir.nodata()).isEqualTo(Stated.as(Double.NaN));
    assertThat(swir.scaling()).isEqualTo(Stated.silent());
    RasterSource second = Given.at(scene.sources(), "rgb.2");
    assertThat(second.band()).isEqualTo(1);
    assertThat(second.nodata()).isEqualTo(Stated.silent());
    assertThat(second.scaling()).isEqualTo(Stated.as(new Scaling(0.5, 0)));
    Band told = Given.at(scene.bands(), "red");
    assertThat(told.commonName()).isEqualTo(Stated.as("red"));
    assertThat(told.fields())
        .isEqualTo(
            Map.of(
                "title", "Red", "center_wavelength", 0.65, "unit", "1", "spatial_resolution", 30L));
  }

  // --- projection ---

  private static final String SHAPED = "\"proj:shape\":[300,400],";
  private static final String PLACED = SHAPED + "\"proj:transform\":[30,0,584385,0,-30,-2222685]";

  private static Stated<GeoBox> grid(String properties, String assetFields) {
    String asset =
        "\"b\":{\"href\":\"b.tif\"" + (assetFields.isEmpty() ? "" : "," + assetFields) + "}";
    Scene scene =
        Scenes.from(List.of(Given.item(properties, asset)), BandSelection.all()).list().getFirst();
    return Given.at(scene.sources(), "b").grid();
  }

  @Test
  void theAssetsProjectionWinsOverTheItems() {
    assertThat(grid("\"proj:epsg\":32622," + PLACED, "\"proj:epsg\":32623," + PLACED))
        .isEqualTo(Stated.as(GRID));
    assertThat(grid(PLACED, "\"proj:code\":\"EPSG:32623\"")).isEqualTo(Stated.as(GRID));
    assertThat(grid("\"proj:code\":\"epsg:32623\"", PLACED)).isEqualTo(Stated.as(GRID));
  }

  @Test
  void anotherShapeOrCrsThanTheItemsIsAnotherGridOfWhichNothingIsKnown() {
    assertThat(grid("\"proj:epsg\":32623," + PLACED, "\"proj:shape\":[150,200]"))
        .isEqualTo(Stated.silent());
    assertThat(grid("\"proj:epsg\":32623," + PLACED, "\"proj:epsg\":4326"))
        .isEqualTo(Stated.silent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"proj:epsg\":32623",
        "\"proj:epsg\":null,\"proj:code\":\"EPSG:32623\"",
        "\"proj:epsg\":\"32623\"",
        "\"proj:code\":null,\"proj:projjson\":{\"type\":\"ProjectedCRS\",\"id\":{\"authority\":\"EPSG\",\"code\":32623}}",
        "\"proj:wkt2\":\"PROJCRS[\\\"UTM\\\",BASEGEOGCRS[\\\"x\\\",ID[\\\"EPSG\\\",4326]],ID[\\\"EPSG\\\",32623]]\"",
      })
  void aCrsIsNamedInAnyOfTheFields(String crs) {
    assertThat(grid(crs + "," + PLACED, "")).isEqualTo(Stated.as(GRID));
  }

  @Test
  void aCrsThatOnlyItsDefinitionNamesIsKeptAsThat() {
    String wkt =
        "PROJCRS[\\\"mine\\\",BASEGEOGCRS[\\\"x\\\",ID[\\\"EPSG\\\",4326]],METHOD[\\\"Sinusoidal\\\"]]";

    Stated<GeoBox> grid = grid("\"proj:epsg\":null,\"proj:wkt2\":\"" + wkt + "\"," + PLACED, "");
    Stated<GeoBox> projjson =
        grid("\"proj:projjson\":{\"type\":\"ProjectedCRS\",\"name\":\"n\"}," + PLACED, "");

    assertThat(grid.map(GeoBox::crs)).isEqualTo(Stated.as(Crs.userDefined(wkt.replace("\\", ""))));
    assertThat(projjson.map(GeoBox::crs))
        .isEqualTo(Stated.as(Crs.userDefined("{\"type\":\"ProjectedCRS\",\"name\":\"n\"}")));
  }

  @Test
  void aGridOfWhichSomethingIsMissingIsLeftToTheHeader() {
    assertThat(grid("", "")).isEqualTo(Stated.silent());
    assertThat(grid(PLACED, "")).isEqualTo(Stated.silent());
    assertThat(grid("\"proj:epsg\":32623,\"proj:transform\":[30,0,584385,0,-30,-2222685]", ""))
        .isEqualTo(Stated.silent());
    assertThat(grid("\"proj:epsg\":32623,\"proj:shape\":[300,400]", "")).isEqualTo(Stated.silent());
    assertThat(
            grid("\"proj:epsg\":32623,\"proj:shape\":[null,null]," + "\"proj:transform\":null", ""))
        .isEqualTo(Stated.silent());
  }

  @Test
  void boundsAndShapeMakeAGrid() {
    String flat = "\"proj:bbox\":[584385,-2231685,596385,-2222685]";
    String high = "\"proj:bbox\":[584385,-2231685,0,596385,-2222685,900]";

    assertThat(grid("\"proj:epsg\":32623," + SHAPED + flat, "")).isEqualTo(Stated.as(GRID));
    assertThat(grid("\"proj:epsg\":32623," + SHAPED + high, "")).isEqualTo(Stated.as(GRID));
  }

  @Test
  void aTransformInTheOrderOfGdalIsReadAsWhatItMeans() {
    assertThat(
            grid(
                "\"proj:epsg\":32623," + SHAPED + "\"proj:transform\":[584385,30,0,-2222685,0,-30]",
                ""))
        .isEqualTo(Stated.as(GRID));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"proj:shape\":[300]                         | 2 numbers",
        "\"proj:shape\":[0,400]                       | whole pixels",
        "\"proj:shape\":[300.5,400]                   | whole pixels",
        "\"proj:shape\":[300,4e10]                    | whole pixels",
        "\"proj:transform\":[1,2,3]                   | 6 or 9 numbers",
        "\"proj:transform\":[1,0,0,0,-1,0,0,0,2]      | last row",
        "\"proj:transform\":[0,0,1,0,0,1]             | without an inverse",
        "\"proj:transform\":[\"a\",0,1,0,1,1]         | 6 or 9 numbers",
        "\"proj:epsg\":true                           | no code of a CRS",
        "\"proj:code\":\"UTM 33\"                     | no code of a CRS",
        "\"proj:code\":\"EPSG:1\",\"proj:epsg\":2     | proj:code is",
        "\"proj:bbox\":[1,2,3]                        | 4 or 6 numbers",
      })
  void aProjectionThatCannotBeIsMalformed(String fields, String why) {
    assertThatThrownBy(() -> grid(fields, ""))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("item a properties")
        .hasMessageContaining(why);
    assertThatThrownBy(() -> grid("", fields))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("item a asset b")
        .hasMessageContaining(why);
  }

  @Test
  void aGridThatReachesIntoInfinityIsMalformed() {
    assertThatThrownBy(
            () ->
                grid(
                    "\"proj:epsg\":32623,\"proj:shape\":[3,4],\"proj:transform\":[1,0,0,0,-1e308,0]",
                    ""))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("item a asset b")
        .hasMessageContaining("unbounded");
  }

  // --- scaling and no-data ---

  private static RasterSource source(String properties, String assetFields) {
    Item item = Given.item(properties, "\"b\":{\"href\":\"b.tif\"," + assetFields + "}");
    return Given.at(
        Scenes.from(List.of(item), BandSelection.all()).list().getFirst().sources(), "b");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-9999.5, -9999.5",
    "\"nan\", NaN",
    "\"NaN\", NaN",
    "\"inf\", Infinity",
    "\"-inf\", -Infinity",
    "\"-32768\", -32768",
  })
  void noDataMayBeANumberOrTheNameOfOne(String json, double expected) {
    assertThat(source("", "\"raster:bands\":[{\"nodata\":" + json.replace("'", "") + "}]").nodata())
        .isEqualTo(Stated.as(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"raster:bands\":[{\"scale\":0}]                                    | scale 0.0",
        "\"raster:bands\":[{\"scale\":\"big\"}]                              | scale is big",
        "\"raster:bands\":[{\"scale\":1,\"offset\":\"inf\"}]                 | offset Infinity",
        "\"raster:bands\":[{\"nodata\":\"none\"}]                            | nodata is none",
        "\"raster:bands\":[{\"nodata\":[0]}]                                 | nodata is [0]",
        "\"raster:bands\":[{\"scale\":2}],\"bands\":[{\"raster:scale\":3}]   | scale is 2 and 3",
      })
  void scalingThatCannotBeIsMalformed(String fields, String why) {
    assertThatThrownBy(() -> source("", fields))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("item a asset b")
        .hasMessageContaining(why);
  }

  @Test
  void fieldsOfTheItemHoldForItsAssetsUnlessTheySayOtherwise() {
    String properties =
        "\"data_type\":\"uint8\",\"nodata\":7,\"raster:scale\":2,\"scale\":\"not ours\"";

    RasterSource inherits = source(properties, "\"title\":\"x\"");
    RasterSource differs = source(properties, "\"nodata\":8,\"bands\":[{\"data_type\":\"int16\"}]");

    assertThat(inherits.dtype()).isEqualTo(Stated.as(DType.UINT8));
    assertThat(inherits.nodata()).isEqualTo(Stated.as(7.0));
    assertThat(inherits.scaling()).isEqualTo(Stated.as(new Scaling(2, 0)));
    assertThat(differs.dtype()).isEqualTo(Stated.as(DType.INT16));
    assertThat(differs.nodata()).isEqualTo(Stated.as(8.0));
  }

  @Test
  void bandListsOfTheItemAreThoseOfItsOnlyRaster() {
    String bands =
        "\"eo:bands\":[{\"name\":\"x\"},{\"name\":\"y\"}],\"raster:bands\":{\"nodata\":5}";
    Item one = Given.item(bands, "\"b\":{\"href\":\"b.tif\"},\"m\":{\"href\":\"m.xml\"}");
    Item two = Given.item(bands, "\"b\":{\"href\":\"b.tif\"},\"c\":{\"href\":\"c.tif\"}");

    assertThat(Scenes.from(List.of(one), BandSelection.all()).bands()).containsExactly("x", "y");
    assertThat(Scenes.from(List.of(two), BandSelection.all()).bands()).containsExactly("b", "c");
  }

  @Test
  void aTypeThatWeDoNotNameIsLeftToTheHeader() {
    assertThat(source("", "\"data_type\":\"cint16\"").dtype()).isEqualTo(Stated.silent());
  }

  @ParameterizedTest
  @CsvSource({"true, -0.1, 0", "false, -0.1, -0.1", "true, 0, 0", "true, -0.2, -0.2"})
  void theOffsetThatEarthSearchHasTakenOutIsNotTakenTwice(
      boolean applied, double stated, double expected) {
    RasterSource source =
        source(
            "\"earthsearch:boa_offset_applied\":" + applied,
            "\"raster:bands\":[{\"scale\":0.0001,\"offset\":" + stated + "}]");

    assertThat(source.scaling()).isEqualTo(Stated.as(new Scaling(0.0001, expected)));
  }

  // --- which bands, and their names ---

  private static final String SENTINEL =
      """
      "visual":{"href":"TCI.tif","type":"image/tiff","roles":["visual"],
        "eo:bands":[{"name":"B04","common_name":"red"},{"name":"B03","common_name":"green"}]},
      "red":{"href":"B04.tif","type":"image/tiff; application=geotiff; profile=cloud-optimized",
        "eo:bands":[{"name":"B04","common_name":"red"}]},
      "nir08":{"href":"B8A.tif","type":"image/tiff","eo:bands":[{"name":"B8A","common_name":"nir08"}]},
      "B04-jp2":{"href":"B04.jp2","type":"image/jp2","eo:bands":[{"name":"B04","common_name":"red"}]},
      "thumbnail":{"href":"t.jpg","type":"image/jpeg","roles":["thumbnail"]},
      "preview":{"href":"p.tif","type":"image/tiff","roles":["overview"],"eo:bands":[{"name":"B04"}]},
      "meta":{"href":"m.xml","type":"application/xml","roles":["metadata"]},
      "quality":{"href":"q.tif","type":"image/tiff","roles":["metadata"]}
      """;

  private static Scenes sentinel(String... bands) {
    return Scenes.from(List.of(Given.item("", SENTINEL)), BandSelection.of(bands));
  }

  private static String file(Scenes scenes, String band) {
    String path = Given.at(scenes.list().getFirst().sources(), band).href().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Test
  void withoutNamesAllGeoTiffsAreBandsButPreviewsAndMetadata() {
    Scenes scenes = Scenes.from(List.of(Given.item("", SENTINEL)), BandSelection.all());

    assertThat(scenes.bands()).containsExactly("visual.B04", "B03", "red", "nir08");
  }

  @Test
  void otherRastersAreBandsWhereThereIsNoGeoTiff() {
    Item item =
        Given.item(
            "", "\"a\":{\"href\":\"a.jp2\",\"type\":\"image/jp2\"},\"x\":{\"href\":\"x.json\"}");

    assertThat(Scenes.from(List.of(item), BandSelection.all()).bands()).containsExactly("a");
  }

  @Test
  void anAssetsKeyWinsThenTheAliasOfTheAssetWithTheFewestBands() {
    assertThat(file(sentinel("red"), "red")).isEqualTo("B04.tif");
    assertThat(file(sentinel("B04"), "B04")).isEqualTo("B04.tif");
    assertThat(file(sentinel("green"), "green")).isEqualTo("TCI.tif");
    assertThat(file(sentinel("B8A"), "B8A")).isEqualTo("B8A.tif");
    assertThat(file(sentinel("B04-jp2"), "B04-jp2")).isEqualTo("B04.jp2");
    assertThat(file(sentinel("preview"), "preview")).isEqualTo("p.tif");
  }

  @Test
  void bandsOfAnAssetWithSeveralAreNamedAfterADotOrAllTogether() {
    assertThat(Given.at(sentinel("visual.2").list().getFirst().sources(), "visual.2").band())
        .isEqualTo(1);
    assertThat(Given.at(sentinel("visual.B03").list().getFirst().sources(), "visual.B03").band())
        .isEqualTo(1);
    assertThat(
            Given.at(sentinel("visual.green").list().getFirst().sources(), "visual.green").band())
        .isEqualTo(1);
    assertThat(sentinel("visual").bands()).containsExactly("visual.B04", "B03");
    assertThatThrownBy(() -> sentinel("visual.3")).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> sentinel("visual.0")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aBandBeyondAnUnknownCountIsLeftToTheHeader() {
    Item item = Given.item("", "\"my.rgb\":{\"href\":\"a.tif\"}");

    Scenes scenes = Scenes.from(List.of(item), BandSelection.of("my.rgb.4"));

    assertThat(Given.at(scenes.list().getFirst().sources(), "my.rgb.4").band()).isEqualTo(3);
  }

  @Test
  void bandsWithoutANameOrWithOneTwiceAreCounted() {
    Item item =
        Given.item(
            "",
            "\"m\":{\"href\":\"a.tif\",\"eo:bands\":[{\"name\":\"x\"},{\"name\":\"x\"}],\"raster:bands\":[{},{},{}]}");

    assertThat(Scenes.from(List.of(item), BandSelection.all()).bands())
        .containsExactly("m.1", "m.2", "m.3");
  }

  @Test
  void anUnknownBandListsThoseThereAre() {
    assertThatThrownBy(() -> sentinel("red", "swir16"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage(
            "invalid request: band swir16: no item has it; there are visual (red, B04, green, B03),"
                + " red (B04), nir08 (B8A), B04-jp2 (red, B04), thumbnail, preview (B04), quality");
    assertThatThrownBy(() -> sentinel("b8a")).hasMessageContaining("(B8A there is)");
    assertThatThrownBy(() -> sentinel("meta"))
        .hasMessageContaining("asset meta is application/xml");
  }

  @Test
  void aBandThatSomeItemsLackIsReportedAndLeftOut() {
    var items =
        Given.collection(
                "["
                    + Given.text(
                        "1", "", "\"red\":{\"href\":\"r.tif\"},\"nir\":{\"href\":\"n.tif\"}")
                    + ","
                    + Given.text("2", "", "\"red\":{\"href\":\"r.tif\"}")
                    + ","
                    + Given.text("3", "", "\"other\":{\"href\":\"r.tif\"}")
                    + "]")
            .items();

    Scenes scenes = Scenes.from(items, BandSelection.parse("nir, red"));

    assertThat(scenes.bands()).containsExactly("nir", "red");
    assertThat(scenes.list()).extracting(Scene::id).containsExactly("1", "2");
    assertThat(scenes.list().get(1).sources()).containsOnlyKeys("red");
    assertThat(scenes.missing()).isEqualTo(Map.of("nir", List.of("2", "3"), "red", List.of("3")));
    assertThat(scenes.left()).containsExactly("3");
  }

  @Test
  void bandsForAMaskAreAddedToASelection() {
    assertThat(BandSelection.of("red").and(List.of("scl", "red")))
        .isEqualTo(BandSelection.of("red", "scl"));
    Scenes scenes =
        Scenes.from(
            List.of(Given.item("", SENTINEL)), BandSelection.all().and(List.of("quality", "red")));
    assertThat(scenes.bands()).containsExactly("visual.B04", "B03", "red", "nir08", "quality");
    assertThatThrownBy(() -> BandSelection.parse("red,,nir")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void noItemsGiveNoScenesAndItemsWithoutRastersAreRefused() {
    assertThat(Scenes.from(List.of(), BandSelection.of("red")).list()).isEmpty();
    assertThatThrownBy(
            () ->
                Scenes.from(
                    List.of(Given.item("", "\"m\":{\"href\":\"m.xml\"}")), BandSelection.all()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("no item has a raster asset");
  }

  @Test
  void anAssetThatIsAskedForNeedsAnAddress() {
    assertThatThrownBy(
            () -> only(Given.text("a", "", "\"b\":{\"type\":\"image/tiff\"}"), BandSelection.all()))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("without an href");
  }

  // --- footprints ---

  private static Stated<BBox> footprint(String members) {
    Item item =
        Given.item(
            "{\"type\":\"Feature\",\"id\":\"a\",\"assets\":{\"b\":{\"href\":\"b.tif\"}},"
                + members
                + "}");
    return Scenes.from(List.of(item), BandSelection.all()).list().getFirst().footprint();
  }

  @Test
  void footprintsCrossTheAntimeridianWhicheverWayItIsWritten() {
    Stated<BBox> expected = Stated.as(new BBox(Crs.WGS84, 179, 67, 182, 68));
    String cut =
        "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[[[179,67],[180,67],[180,68],[179,68],[179,67]]],"
            + "[[[-180,67],[-178,67],[-178,68],[-180,68],[-180,67]]]]}";
    String uncut =
        "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[179,67],[-178,67.5],[-178,68],[179,68],[179,67]]]}";

    assertThat(footprint("\"bbox\":[179,67,-178,68]")).isEqualTo(expected);
    assertThat(footprint("\"bbox\":[-180,67,180,68]," + cut)).isEqualTo(expected);
    assertThat(footprint("\"bbox\":[-178,67,179,68]," + uncut)).isEqualTo(expected);
    assertThat(footprint(cut)).isEqualTo(expected);
  }

  @Test
  void dataThatCoverTheWorldKeepTheirWholeBox() {
    String rectangle =
        "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[-179.95,90],[-179.95,-60],[179.95,-60],[179.95,90],[-179.95,90]]]}";

    assertThat(footprint("\"bbox\":[-179.95,-60,179.95,90]," + rectangle))
        .isEqualTo(Stated.as(new BBox(Crs.WGS84, -179.95, -60, 179.95, 90)));
  }

  @Test
  void aBoxInMetresIsNoFootprint() {
    assertThat(footprint("\"bbox\":[459110,8214410,745560,8464610]")).isEqualTo(Stated.silent());
    assertThat(
            footprint(
                "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[459110,8214410],[745560,8214410],[745560,8464610],[459110,8214410]]]}"))
        .isEqualTo(Stated.silent());
    assertThat(footprint("\"bbox\":[10,50,10,50]")).isEqualTo(Stated.silent());
  }

  private static Scene only(String json, BandSelection bands) {
    return Scenes.from(List.of(Given.item(json)), bands).list().getFirst();
  }
}
