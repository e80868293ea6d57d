package dev.cairn.stac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.Stated;
import dev.cairn.region.Region;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class SearchTest {
  private static final ItemCollection ITEMS =
      Given.collection(
          """
          [{"type":"Feature","id":"1","collection":"x","bbox":[10,50,11,51],
            "geometry":{"type":"Polygon","coordinates":[[[10,50],[11,50],[10,51],[10,50]]]},
            "properties":{"datetime":"2023-03-01T00:00:00Z","eo:cloud_cover":10.0,"wrs":"074","day":true,"tags":["a","b"]}},
           {"type":"Feature","id":"2","collection":"y","bbox":[10,50,11,51],
            "properties":{"datetime":"2023-01-01T12:00:00+13:00","eo:cloud_cover":2,"wrs":"9","title":"Ä b"}},
           {"type":"Feature","id":"3","collection":"x","bbox":[179,-1,-179,1],
            "properties":{"datetime":null,"start_datetime":"2023-02-01T00:00:00Z","end_datetime":"2023-02-28T00:00:00Z","eo:cloud_cover":100}},
           {"type":"Feature","id":"4","geometry":{"type":"Point","coordinates":[181,0]},
            "properties":{"nested":{"a.b":{"c":5}}}}]
          """);

  private static List<String> found(Search search) {
    return Given.ids(search.over(ITEMS).items());
  }

  private static Search all() {
    return Search.everything();
  }

  @Test
  void idsAndCollectionsPickItems() {
    assertThat(found(all())).containsExactly("1", "2", "3", "4");
    assertThat(found(all().withIds(List.of("4", "2")))).containsExactly("2", "4");
    assertThat(found(all().withCollections(List.of("x")))).containsExactly("1", "3");
    assertThat(found(all().withCollections(List.of("z")))).isEmpty();
  }

  @Test
  void aBoxIsHeldAgainstTheGeometryWhereThereIsOne() {
    assertThat(found(all().withBBox(LonLatBox.parse("10.8,50.8,12,52")))).containsExactly("2");
    assertThat(found(all().withBBox(LonLatBox.parse("10.1,50.1,12,52")))).containsExactly("1", "2");
    assertThat(found(all().withBBox(LonLatBox.parse("11,50,12,51"))))
        .as("edges touch")
        .containsExactly("1", "2");
    assertThat(found(all().withBBox(LonLatBox.parse("10.2,50.2,10.2,50.2"))))
        .as("a point")
        .containsExactly("1", "2");
    assertThat(found(all().withBBox(LonLatBox.parse("12,50,13,51")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "178,-1,-178,1  | 3 4", "-179.5,-1,-179.2,1 | 3", "179.2,-1,179.5,1 | 3",
            "180.5,0,181.5,1 | 3 4",
        "-180,-1,-178,1 | 3 4", "-178.5,-1,178.5,1 | ''", "-180,-90,180,90 | 1 2 3 4",
            "-10,-1,10,1 | ''",
      })
  void boxesMeetAcrossTheAntimeridian(String box, String ids) {
    assertThat(String.join(" ", found(all().withBBox(LonLatBox.parse(box))))).isEqualTo(ids);
  }

  @Test
  void anAreaIsHeldExactly() {
    String triangle = "POLYGON((10.9 50.9, 12 50.9, 12 52, 10.9 50.9))";

    assertThat(found(all().withPlace(Region.parse(triangle)))).containsExactly("2");
    assertThat(found(all().withPlace(Region.parse("POINT(10.1 50.1)")))).containsExactly("1", "2");
  }

  @Test
  void aTimeIsWithinOrShared() {
    assertThat(found(all().withDatetime(DatetimeRange.parse("2022-12-31")))).containsExactly("2");
    assertThat(found(all().withDatetime(DatetimeRange.parse("2023-02-10/2023-02-11"))))
        .containsExactly("3");
    assertThat(found(all().withDatetime(DatetimeRange.parse("2023/..")))).containsExactly("1", "3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eo:cloud_cover<10 | 2",
        "eo:cloud_cover<=10 | 1 2",
        "eo:cloud_cover>=10 | 1 3",
        "eo:cloud_cover>10|3",
        "eo:cloud_cover=2.0 | 2",
        "eo:cloud_cover<>2 | 1 3",
        "eo:cloud_cover!=2 | 1 3",
        "properties.eo:cloud_cover < 5 | 2",
        "wrs<50 | 2",
        "wrs=9 | 2",
        "wrs=074 | 1",
        "wrs=74 | ''",
        "title='Ä b' | 2",
        "day=true | 1",
        "day!=true | ''",
        "tags=b | 1",
        "tags!=b | ''",
        "missing<>1 | ''",
        "datetime>2023-02 | 1",
        "collection=x | 1 3",
        "id>=3 | 3 4",
        "nested.a.b.c=5 | 4",
      })
  void queriesCompareProperties(String query, String ids) {
    Search search = all().withQuery(List.of(PropertyFilter.parse(query)));

    assertThat(String.join(" ", found(search))).isEqualTo(ids);
  }

  @Test
  void allQueriesMustHold() {
    assertThat(
            found(
                all()
                    .withQuery(
                        List.of(
                            PropertyFilter.parse("eo:cloud_cover>1"),
                            PropertyFilter.parse("wrs<50")))))
        .containsExactly("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "eo:cloud_cover", "<1", "a<", "a==1", "a=<1", "a<>", "a!b"})
  void whatIsNoConditionIsRefused(String query) {
    assertThatThrownBy(() -> PropertyFilter.parse(query))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("query " + query);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eo:cloud_cover<low", "day<1", "day=yes", "tags<a", "nested=1"})
  void aConditionThatAPropertyCannotBeHeldAgainstIsRefused(String query) {
    assertThatThrownBy(() -> found(all().withQuery(List.of(PropertyFilter.parse(query)))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("query " + query);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "datetime | 2 3 1 4",
        "-properties.datetime | 1 3 2 4",
        "+eo:cloud_cover | 2 1 3 4",
        "-eo:cloud_cover | 3 1 2 4",
        "collection,-id | 3 1 2 4",
        "-id | 4 3 2 1",
        "wrs | 1 2 3 4",
      })
  void itemsAreSortedAndThoseWithoutTheFieldComeLast(String keys, String ids) {
    assertThat(String.join(" ", found(all().withSortBy(SortKey.parse(keys))))).isEqualTo(ids);
  }

  @Test
  void theFirstItemsInOrderAreKeptAndAllThatMatchAreCounted() {
    Search search =
        all().withCollections(List.of("x", "y")).withSortBy(SortKey.parse("-id")).withMaxItems(2);

    Search.Result result = search.over(ITEMS);

    assertThat(Given.ids(result.items())).containsExactly("3", "2");
    assertThat(result.matched()).isEqualTo(3);
    assertThat(all().withMaxItems(0).over(ITEMS).items().items()).isEmpty();
    assertThatThrownBy(() -> all().withMaxItems(-1)).isInstanceOf(InvalidRequest.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1,2,3", "a,b,c,d", "0,10,5,5", "0,0,1,91", "500000,0,600000,1", "1,2,NaN,4", ""})
  void whatIsNoBoxIsRefused(String box) {
    assertThatThrownBy(() -> LonLatBox.parse(box))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("bbox");
  }

  @Test
  void theSummaryCountsByCollectionAndMonth() {
    assertThat(Summary.of(ITEMS.items()).rows())
        .containsExactly(
            new Summary.Row("", Stated.silent(), 1),
            new Summary.Row("x", Stated.as(YearMonth.of(2023, 2)), 1),
            new Summary.Row("x", Stated.as(YearMonth.of(2023, 3)), 1),
            new Summary.Row("y", Stated.as(YearMonth.of(2022, 12)), 1));
  }

  // --- against an independent search ---

  private record Case(
      String bbox, String intersects, String datetime, String query, String sortby) {}

  private static final List<Case> CASES =
      List.of(
          new Case("14.9,46,15.2,46.4", "", "", "", ""),
          new Case("14.555,45.868,14.556,45.869", "", "2016-03/2016-08", "", "datetime"),
          new Case("179,67,-179,68.5", "", "", "", "-datetime"),
          new Case("-179.9,67.9,-179.5,68.0", "", "", "", ""),
          new Case("-75,40,-74,41", "", "2018-06/..", "", "+id"),
          new Case("", "POLYGON((-74.5 39.5, -72 39.5, -72 40.2, -74.5 39.5))", "", "", ""),
          new Case(
              "",
              "POLYGON((15 46.9, 15.4 46.5, 15.9 46.9, 15 46.9))",
              "2023-08-13/2023-08-18T10:07:54Z",
              "",
              "-id"),
          new Case("", "", "2023-08-10T09:57:57.166Z", "", ""),
          new Case("", "", "2018", "landsat:wrs_path=014", "-id"),
          new Case("", "", "", "eo:cloud_cover<5", "eo:cloud_cover"),
          new Case("", "", "", "eo:cloud_cover>=29.888469", "-eo:cloud_cover"),
          new Case("", "", "../2015", "", "datetime"),
          new Case("", "", "", "platform<>landsat-8", "id"),
          new Case("-180,-90,180,90", "", "2023-10-02", "", ""));

  @Test
  void searchesOverRealItemsFindWhatAnIndependentProgramFinds() throws InterruptedException {
    Judge.requirePython("osgeo.ogr");
    Path root = Fixtures.require("data/stac");
    var items = new ArrayList<Item>();
    List<String> collections =
        List.of(
            "s2-l2a-33twm",
            "s2-l2a-01wcr-antimeridian",
            "landsat8-c1-l1-ny2018",
            "s2-ndvi-clm-68dates",
            "landsat-c2l2-scenes",
            "landsat-c2l2-brumadinho",
            "s2-l2a-gfmap-19dates",
            "s2-l2a-29rkh-mixedres",
            "ga-ls5-nbar-1992");
    for (String c : collections) {
      items.addAll(
          new StacReader(new MemoryStore()).read(root.resolve(c + "/search.json").toUri()).items());
    }
    ArrayNode asked = Json.VALUES.createArrayNode();
    for (Case c : CASES) {
      ObjectNode one = asked.addObject();
      one.put("bbox", c.bbox()).put("intersects", c.intersects()).put("datetime", c.datetime());
      one.put("query", c.query()).put("sortby", c.sortby());
    }

    Judge.Verdict verdict =
        Judge.python(SEARCH, asked.toString(), root.toString(), String.join(",", collections));

    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    String[] expected =
        verdict.output().lines().filter(l -> l.startsWith("=")).toArray(String[]::new);
    assertThat(expected).hasSameSizeAs(CASES);
    for (int i = 0; i < expected.length; i++) {
      var source = new ItemCollection(items, root.toUri(), List.of());
      List<String> found = Given.ids(search(CASES.get(i)).over(source).items());
      assertThat("=" + String.join(" ", found)).as(CASES.get(i).toString()).isEqualTo(expected[i]);
      assertThat(found).as(CASES.get(i).toString()).isNotEmpty().hasSizeLessThan(items.size());
    }
  }

  private static Search search(Case c) {
    Search search = all();
    search = c.bbox().isEmpty() ? search : search.withBBox(LonLatBox.parse(c.bbox()));
    search = c.intersects().isEmpty() ? search : search.withPlace(Region.parse(c.intersects()));
    search =
        c.datetime().isEmpty() ? search : search.withDatetime(DatetimeRange.parse(c.datetime()));
    search =
        c.query().isEmpty() ? search : search.withQuery(List.of(PropertyFilter.parse(c.query())));
    return c.sortby().isEmpty() ? search : search.withSortBy(SortKey.parse(c.sortby()));
  }

  /// The same conditions by Python's json and datetime and by GDAL's geometries (GEOS).
  private static final String SEARCH =
      """
      import json, operator, re, sys
      from datetime import datetime, timedelta, timezone
      from osgeo import ogr
      ogr.UseExceptions()
      cases = json.loads(sys.argv[1])
      items = []
      for c in sys.argv[3].split(','):
          items += json.load(open(f'{sys.argv[2]}/{c}/search.json'))['features']

      def instant(text):
          return datetime.fromisoformat(text.replace('Z', '+00:00'))

      def span(text, end):
          if text in ('', '..'):
              return None
          if 'T' in text:
              return instant(text)
          y, m, d = (list(map(int, text.split('-'))) + [None, None])[:3]
          first = datetime(y, m or 1, d or 1, tzinfo=timezone.utc)
          if not end:
              return first
          if d:
              after = first + timedelta(days=1)
          elif m:
              after = datetime(y + m // 12, m % 12 + 1, 1, tzinfo=timezone.utc)
          else:
              after = datetime(y + 1, 1, 1, tzinfo=timezone.utc)
          return after - timedelta(microseconds=1)

      def time(item):
          p = item['properties']
          return instant(p.get('datetime') or p['start_datetime'])

      def in_time(item, text):
          a, b = text.split('/') if '/' in text else (text, text)
          a, b = span(a, False), span(b, True)
          p = item['properties']
          lo = instant(p['start_datetime']) if p.get('start_datetime') else time(item)
          hi = instant(p['end_datetime']) if p.get('end_datetime') else time(item)
          return not (a and hi < a) and not (b and lo > b)

      def box(w, s, e, n):
          return ogr.CreateGeometryFromWkt(f'POLYGON(({w} {s},{e} {s},{e} {n},{w} {n},{w} {s}))')

      def in_place(item, areas):
          g = ogr.CreateGeometryFromJson(json.dumps(item['geometry']))
          return any(g.Intersects(a) for a in areas)

      OPS = {'<': operator.lt, '<=': operator.le, '>': operator.gt, '>=': operator.ge, '=': operator.eq, '<>': operator.ne}
      def meets(item, text):
          name, op, value = re.fullmatch('(.*?)(<=|>=|<>|<|>|=)(.*)', text).groups()
          found = item['properties'].get(name)
          if found is None:
              return False
          return OPS[op](found, float(value) if isinstance(found, (int, float)) else value)

      def key(field):
          if field == 'datetime':
              return time
          if field == 'id':
              return lambda i: i['id']
          return lambda i: i['properties'][field]

      for c in cases:
          found = items
          if c['bbox']:
              w, s, e, n = map(float, c['bbox'].split(','))
              areas = [box(w, s, e, n)] if w <= e else [box(w, s, 180, n), box(-180, s, e, n)]
              found = [i for i in found if in_place(i, areas)]
          if c['intersects']:
              found = [i for i in found if in_place(i, [ogr.CreateGeometryFromWkt(c['intersects'])])]
          if c['datetime']:
              found = [i for i in found if in_time(i, c['datetime'])]
          if c['query']:
              found = [i for i in found if meets(i, c['query'])]
          if c['sortby']:
              found = sorted(found, key=key(c['sortby'].lstrip('+-')), reverse=c['sortby'].startswith('-'))
          print('=' + ' '.join(i['id'] for i in found))
      """;
}
