package dev.cairn.cli;

import dev.cairn.Cairn;
import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.region.Region;
import dev.cairn.stac.DatetimeRange;
import dev.cairn.stac.Fields;
import dev.cairn.stac.HrefStyle;
import dev.cairn.stac.Item;
import dev.cairn.stac.ItemWriter;
import dev.cairn.stac.LonLatBox;
import dev.cairn.stac.PropertyFilter;
import dev.cairn.stac.Search;
import dev.cairn.stac.SortKey;
import dev.cairn.stac.Summary;
import dev.cairn.store.NewFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cairn search`: items of a catalogue by place, time and properties.
@Command(
    name = "search",
    description =
        "Finds items of a static catalogue, collection or ItemCollection by place, time and"
            + " properties.",
    footer = {
      "",
      "Example:",
      "  cairn search catalog.json --datetime 2023-06/2023-08 --query 'eo:cloud_cover<20' --save"
          + " summer.json"
    })
@SuppressWarnings("NullAway.Init") // picocli fills it
final class SearchCommand implements Callable<Integer> {
  private static final long LARGEST_AREA = 64L << 20;

  @Parameters(
      paramLabel = "SOURCE",
      arity = "1..*",
      description = "catalog.json, collection.json, an ItemCollection or an Item; - for stdin.")
  private List<String> sources = List.of();

  @Option(
      names = "--collections",
      split = ",",
      paramLabel = "ID",
      description = "Only items of these collections.")
  private List<String> collections = List.of();

  @Option(names = "--ids", split = ",", paramLabel = "ID", description = "Only these items.")
  private List<String> ids = List.of();

  @Option(
      names = "--bbox",
      paramLabel = "W,S,E,N",
      description = "Only items that share a point with this box; W > E crosses the antimeridian.")
  private @Nullable String bbox;

  @Option(
      names = "--intersects",
      paramLabel = "FILE|WKT",
      description = "Only items that share a point with this GeoJSON or WKT.")
  private @Nullable String intersects;

  @Option(
      names = "--datetime",
      paramLabel = "A/B",
      description = "2023, 2023-07, an instant, or an interval; .. for an open end.")
  private @Nullable String datetime;

  @Option(
      names = "--query",
      paramLabel = "'P<V'",
      description = "Only items with such a property, such as 'eo:cloud_cover<20' (repeat).")
  private List<String> query = List.of();

  @Option(
      names = "--sortby",
      paramLabel = "[-]FIELD,…",
      description = "Order, such as -properties.datetime.")
  private @Nullable String sortBy;

  @Option(names = "--max-items", paramLabel = "N", description = "At most so many.")
  private @Nullable Long maxItems;

  @Option(
      names = "--fields",
      paramLabel = "FIELD,…",
      description = "Which fields are written; -FIELD leaves one out.")
  private @Nullable String fields;

  @Option(names = "--matched", description = "Answer with the number of items alone.")
  private boolean matched;

  @Option(
      names = "--summary",
      description = "Answer with the number of items by collection and month.")
  private boolean summary;

  @Option(
      names = "--footprints",
      paramLabel = "FILE.geojson",
      description = "Write the items' footprints.")
  private @Nullable Path footprints;

  @Option(
      names = "--hrefs",
      paramLabel = "relative|absolute|as-is",
      defaultValue = "relative",
      description =
          "How addresses are written to a file (default: ${DEFAULT-VALUE}); absolute on stdout.")
  private String hrefs = "relative";

  @Option(
      names = "--save",
      paramLabel = "FILE.json|.ndjson",
      description = "Write the items instead of printing them.")
  private @Nullable Path save;

  @Option(names = "--overwrite", description = "Replace files that exist.")
  private boolean overwrite;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws InterruptedException {
    if (save != null && footprints != null) {
      SameFiles.refuse(new TreeMap<>(Map.of("--save", save, "--footprints", footprints)));
    }
    try (Cairn cairn = Cairn.open()) {
      Search search = search(cairn);
      Search.Result found = search.over(cairn.items(sources, System.in));
      List<Item> items = found.items().items();
      if (footprints != null) {
        write(footprints, (writer, out) -> writer.footprints(items, out));
      }
      if (save != null) {
        save(save, items);
        common.say(items.size() + " of " + found.matched() + " items: " + save);
      }
      answer(found, items);
      return 0;
    }
  }

  private Search search(Cairn cairn) throws InterruptedException {
    if (bbox != null && intersects != null) {
      throw new InvalidRequest("--bbox and --intersects", "give one of them");
    }
    Search search =
        Search.everything()
            .withCollections(collections)
            .withIds(ids)
            .withQuery(query.stream().map(PropertyFilter::parse).toList());
    if (bbox != null) {
      search = search.withBBox(LonLatBox.parse(bbox));
    }
    if (intersects != null) {
      search =
          search.withPlace(
              Region.isInline(intersects)
                  ? Region.parse(intersects)
                  : Region.read(cairn.read(Href.parse(intersects), LARGEST_AREA), intersects));
    }
    if (datetime != null) {
      search = search.withDatetime(DatetimeRange.parse(datetime));
    }
    if (sortBy != null) {
      search = search.withSortBy(SortKey.parse(sortBy));
    }
    return maxItems == null ? search : search.withMaxItems(maxItems);
  }

  private void answer(Search.Result found, List<Item> items) {
    var out = common.out();
    if (matched) {
      out.println(
          common.json() ? "{\"matched\":" + found.matched() + "}" : Long.toString(found.matched()));
    } else if (summary) {
      for (Summary.Row row : Summary.of(items).rows()) {
        String month = row.month().map(Object::toString).orElse("undated");
        out.println(
            common.json()
                ? String.format(
                    Locale.ROOT,
                    "{\"collection\":\"%s\",\"month\":\"%s\",\"items\":%d}",
                    row.collection(),
                    month,
                    row.items())
                : String.format(
                    Locale.ROOT, "%-40s %-8s %6d", row.collection(), month, row.items()));
      }
    } else if (save == null && footprints == null) {
      try {
        var bytes = new ByteArrayOutputStream();
        new ItemWriter(Href.parse("stdout"), HrefStyle.ABSOLUTE, selected())
            .collection(items, bytes);
        out.print(bytes.toString(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new Unavailable("stdout", String.valueOf(e.getMessage()), e);
      }
    }
    out.flush();
  }

  private void save(Path file, List<Item> items) {
    String name = file.toString();
    if (name.endsWith(".ndjson")) {
      write(file, (writer, out) -> writer.lines(items, out));
    } else if (name.endsWith(".json") || name.endsWith(".geojson")) {
      write(file, (writer, out) -> writer.collection(items, out));
    } else {
      throw new Unsupported(
          "--save " + name, "no writer for this ending yet; there are .json and .ndjson");
    }
  }

  private interface Writing {
    void to(ItemWriter writer, ByteArrayOutputStream out) throws IOException;
  }

  private void write(Path target, Writing writing) {
    try (NewFile file =
        NewFile.create(target, overwrite ? NewFile.Existing.REPLACE : NewFile.Existing.REFUSE)) {
      var bytes = new ByteArrayOutputStream();
      writing.to(
          new ItemWriter(target.toAbsolutePath().toUri(), HrefStyle.parse(hrefs), selected()),
          bytes);
      file.write(ByteBuffer.wrap(bytes.toByteArray()), 0);
      file.publish();
    } catch (IOException e) {
      throw new Unavailable(target.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  private Fields selected() {
    return fields == null ? Fields.ALL : Fields.parse(fields);
  }
}
