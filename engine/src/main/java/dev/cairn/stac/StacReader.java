package dev.cairn.stac;

import dev.cairn.base.CairnException;
import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads items from documents of any kind, told apart by what is in them: an ItemCollection
/// (GeoJSON FeatureCollection), an Item, an array of items, items a line each (ndjson), or a static
/// catalogue (`catalog.json`, `collection.json`), whose links are followed. Safe for any number of
/// threads.
///
/// Nothing is left out: a document that cannot be had or read fails the whole reading.
public final class StacReader {
  /// What a reader takes on at most; more is [Unsupported].
  ///
  /// @param bytes of all documents together, which stay in memory with the items
  /// @param documents linked from a catalogue
  /// @param depth of catalogues in catalogues
  /// @param inFlight documents read at the same time
  public record Limits(long bytes, int documents, int depth, int inFlight) {
    public Limits {
      if (bytes <= 0 || documents <= 0 || depth <= 0 || inFlight <= 0) {
        throw new IllegalArgumentException(
            "limits " + bytes + ", " + documents + ", " + depth + ", " + inFlight);
      }
    }

    /// A quarter of the heap (at least 64 MiB) of documents, 200 000 of them, 16 deep, 16 at a
    /// time.
    public static Limits standard() {
      return new Limits(Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4), 200_000, 16, 16);
    }
  }

  private static final Pattern NAMED =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_.-]*)=(.+)", Pattern.DOTALL);
  private static final Pattern RASTER_NAME = Pattern.compile("(?i).*\\.(tiff?|jp2|vrt|nc)(\\?.*)?");

  /// How many bands a raster has, which nobody but its header tells; 0 where that is not known.
  public interface BandCount {
    int of(URI raster) throws InterruptedException;
  }

  private final Store store;
  private final Limits limits;
  private final BandCount bandCount;

  /// A reader that does not know how many bands plain rasters have.
  public StacReader(Store store) {
    this(store, Limits.standard());
  }

  public StacReader(Store store, Limits limits) {
    this(store, limits, _ -> 0);
  }

  /// @param bandCount asked for each plain raster
  public StacReader(Store store, Limits limits, BandCount bandCount) {
    this.store = store;
    this.limits = limits;
    this.bandCount = bandCount;
  }

  /// The items that a user's words name: addresses or paths of documents, `-` for a document from
  /// `stdin`, or plain rasters as `NAME=HREF…`, which together are one item without a time; the
  /// bands of one with several are `NAME.1`, `NAME.2` and so on. Several
  /// documents give their items one after the other. A word is `NAME=HREF` where a name of letters,
  /// digits, `_`, `.` and `-` stands before its first `=`; a file of such a name is asked for as
  /// `./a=b.json`.
  ///
  /// @throws InvalidRequest where the words name nothing, rasters and documents together, or a
  ///     raster without a name
  public ItemCollection read(List<String> words, InputStream stdin) throws InterruptedException {
    long named = words.stream().filter(w -> NAMED.matcher(w).matches()).count();
    if (words.isEmpty()) {
      throw new InvalidRequest("items", "none are named");
    }
    if (named == words.size()) {
      return rasters(words);
    }
    if (named > 0) {
      throw new InvalidRequest(
          "items " + String.join(" ", words),
          "either documents, or plain rasters that each have a name (NAME=HREF)");
    }
    var read = new ArrayList<ItemCollection>();
    for (String word : words) {
      read.add(
          word.equals("-") ? read(drain(stdin), Href.nowhere("stdin")) : read(Href.parse(word)));
    }
    return read.size() == 1
        ? read.getFirst()
        : read.getFirst().withItems(read.stream().flatMap(r -> r.items().stream()).toList());
  }

  /// The items of the document at an address, and of those it links to where it is a catalogue.
  ///
  /// @throws NotFound naming the link and the document it stands in, where a linked one is missing
  /// @throws Malformed where a document is not JSON or not STAC
  /// @throws Unsupported where there is more than the limits allow, or a STAC API is meant
  public ItemCollection read(URI source) throws InterruptedException {
    refuseRaster(source);
    return read(store.readAll(source, limits.bytes()), source);
  }

  /// The items of a document at hand.
  ///
  /// @param document kept by the items, not copied: nobody may write to it afterwards
  /// @param base where the document was, against which its hrefs resolve
  public ItemCollection read(byte[] document, URI base) throws InterruptedException {
    return switch (parse(document, base)) {
      case Document.Items(List<Item> items, List<Link> links) -> {
        refuseFurtherPages(base, links);
        yield new ItemCollection(items, base, links);
      }
      case Document.Catalog(String id, List<Link> links, boolean api) -> {
        if (api) {
          throw new Unsupported(
              base,
              "catalogue " + id + " is a STAC API; only files and static catalogues are read");
        }
        yield new ItemCollection(walk(links, base, document.length), base, List.of());
      }
    };
  }

  /// Plain rasters as one item without a time: `red=B04.tif`, `nir=https://…/B08.tif`.
  ///
  /// @throws InvalidRequest where a name comes twice
  private ItemCollection rasters(List<String> namedHrefs) throws InterruptedException {
    var hrefs = new LinkedHashMap<String, URI>();
    for (String word : namedHrefs) {
      Matcher m = NAMED.matcher(word);
      if (!m.matches() || hrefs.put(m.group(1), Href.parse(m.group(2))) != null) {
        throw new InvalidRequest(
            "raster " + word.replaceAll("\\?.*", "?…"), "its name comes twice");
      }
    }
    List<Integer> counts =
        inParallel(
            hrefs.values().stream().<Callable<Integer>>map(h -> () -> bandCount.of(h)).toList());
    ObjectNode item = Json.VALUES.createObjectNode();
    item.put("type", "Feature").put("stac_version", "1.1.0").put("id", "rasters");
    item.putNull("geometry");
    item.putObject("properties").putNull("datetime");
    item.putArray("links");
    ObjectNode assets = item.putObject("assets");
    Iterator<Integer> count = counts.iterator();
    hrefs.forEach(
        (name, href) -> {
          ObjectNode asset = assets.putObject(name);
          asset.put("href", href.toString());
          asset.putArray("roles").add("data");
          ArrayNode bands = asset.putArray("bands");
          for (int n = count.next(); n > 0; n--) {
            bands.addObject();
          }
        });
    byte[] text = Json.VALUES.writeValueAsBytes(item);
    URI base = Href.nowhere("rasters");
    return new ItemCollection(
        List.of(ItemParser.item(item, new JsonText(text, 0, text.length), base, "")),
        base,
        List.of());
  }

  // --- one document ---

  /// What a document holds.
  private sealed interface Document {
    record Items(List<Item> items, List<Link> links) implements Document {}

    /// @param api true where it is the landing page or a collection of a STAC API, not static
    record Catalog(String id, List<Link> links, boolean api) implements Document {}
  }

  private static Document parse(byte[] document, URI base) {
    int start = refuseOtherFormats(document, base);
    try (JsonParser parser = Json.VALUES.createParser(document, start, document.length - start)) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY) {
        List<Item> items = items(parser, document, start, base);
        refuseMore(parser, base);
        return new Document.Items(items, List.of());
      }
      if (token != JsonToken.START_OBJECT) {
        throw new Malformed(base, "not STAC: neither an object nor an array of items");
      }
      Document first = object(parser, document, start, base);
      token = parser.nextToken();
      if (token == null) {
        return first;
      }
      return lines(first, parser, document, start, base);
    } catch (JacksonException e) {
      throw Json.failure(base, e);
    }
  }

  /// Items one after the other, of which the first is read and the parser is at the second.
  private static Document lines(
      Document first, JsonParser parser, byte[] document, int start, URI base) {
    if (!(first instanceof Document.Items(List<Item> one, _)) || one.size() != 1) {
      throw new Malformed(
          base,
          start + parser.currentTokenLocation().getByteOffset(),
          "text after the document's end");
    }
    var items = new ArrayList<Item>(one);
    for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
      if (token != JsonToken.START_OBJECT) {
        throw new Malformed(
            base,
            start + parser.currentTokenLocation().getByteOffset(),
            "items a line each are expected to be objects");
      }
      items.add(item(parser, document, start, base, "line " + (items.size() + 1)));
    }
    return new Document.Items(items, List.of());
  }

  private static void refuseMore(JsonParser parser, URI base) {
    if (parser.nextToken() != null) {
      throw new Malformed(base, "text after the array's end");
    }
  }

  /// The object at which the parser is: a collection of items is read item by item.
  private static Document object(JsonParser parser, byte[] document, int start, URI base) {
    long from = parser.currentTokenLocation().getByteOffset();
    ObjectNode rest = Json.VALUES.createObjectNode();
    List<Item> items = null;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("features") && value == JsonToken.START_ARRAY) {
        items = items(parser, document, start, base);
      } else {
        rest.set(name, Json.VALUES.readTree(parser));
      }
    }
    int end = Math.toIntExact(parser.currentLocation().getByteOffset());
    if (items != null) {
      String type = rest.path("type").asString("FeatureCollection");
      if (!type.equals("FeatureCollection")) {
        throw new Malformed(base, "features in an object of type " + Json.brief(type));
      }
      return new Document.Items(items, ItemParser.links(rest.path("links"), Href.display(base)));
    }
    return switch (rest.path("type").asString("")) {
      case "Feature" -> {
        int offset = start + Math.toIntExact(from);
        var text = new JsonText(document, offset, start + end - offset);
        yield new Document.Items(List.of(ItemParser.item(rest, text, base, "")), List.of());
      }
      case "Catalog", "Collection" -> catalog(rest, base);
      case "FeatureCollection" ->
          throw new Malformed(base, "a FeatureCollection without an array of features");
      case "" -> {
        if (rest.has("stac_version") && rest.has("links") && rest.has("description")) {
          yield catalog(rest, base); // before STAC 1.0 catalogues had no type
        }
        throw new Malformed(base, "not STAC: an object without a type" + members(rest));
      }
      default ->
          throw new Malformed(
              base,
              "not STAC: an object of type '"
                  + Json.brief(rest.path("type").asString(""))
                  + "'; Item, ItemCollection, Catalog or Collection is expected");
    };
  }

  private static String members(JsonNode object) {
    return ", with " + Json.brief(String.join(", ", object.propertyNames()));
  }

  private static Document.Catalog catalog(JsonNode node, URI base) {
    String id = node.path("id").asString("without an id");
    List<Link> links = ItemParser.links(node.path("links"), Href.display(base) + " " + id);
    boolean isStatic = links.stream().anyMatch(l -> l.rel().equals("item"));
    boolean isApi =
        node.has("conformsTo")
            || links.stream().anyMatch(l -> l.rel().equals("search") || l.rel().equals("items"));
    return new Document.Catalog(id, links, isApi && !isStatic);
  }

  /// The items of the array at which the parser is.
  private static List<Item> items(JsonParser parser, byte[] document, int start, URI base) {
    var items = new ArrayList<Item>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(item(parser, document, start, base, "feature " + items.size()));
    }
    return items;
  }

  private static Item item(
      JsonParser parser, byte[] document, int start, URI base, String position) {
    int from = start + Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    JsonNode node = Json.VALUES.readTree(parser);
    int end = start + Math.toIntExact(parser.currentLocation().getByteOffset());
    return ItemParser.item(node, new JsonText(document, from, end - from), base, position);
  }

  /// The number of the first byte after a byte order mark.
  private static int refuseOtherFormats(byte[] document, URI base) {
    String head =
        new String(document, 0, Math.min(64, document.length), StandardCharsets.ISO_8859_1);
    if (head.isBlank()) {
      throw new Malformed(base, 0, document.length == 0 ? "an empty document" : "not JSON");
    }
    if (head.startsWith("PAR1")) {
      throw new Unsupported(base, "stac-geoparquet is not read yet");
    }
    if (head.startsWith("II*\0")
        || head.startsWith("MM\0*")
        || head.startsWith("II+\0")
        || head.startsWith("MM\0+")) {
      throw new InvalidRequest(base, "a raster, no catalogue: give it a name (NAME=HREF)");
    }
    if (head.startsWith("\u00ef\u00bb\u00bf")) {
      return 3;
    }
    if (head.startsWith("\u00fe\u00ff")
        || head.startsWith("\u00ff\u00fe")
        || head.indexOf('\0') >= 0) {
      throw new Malformed(base, 0, "JSON is written in UTF-8 (RFC 8259 §8.1)");
    }
    String text = head.strip();
    if (text.startsWith("<")) {
      throw new Malformed(base, 0, "HTML or XML, not JSON: '" + Json.brief(text) + "'");
    }
    return 0;
  }

  private static void refuseRaster(URI source) {
    String name = source.getPath() == null ? "" : source.getPath();
    if (RASTER_NAME.matcher(name).matches()) {
      throw new InvalidRequest(
          source, "by its name a raster, no catalogue: give it a name (NAME=HREF)");
    }
  }

  /// A page of a search is a part of its answer; a saved page is all that there is.
  private static void refuseFurtherPages(URI base, List<Link> links) {
    boolean remote = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT).startsWith("http");
    if (remote && links.stream().anyMatch(l -> l.rel().equals("next"))) {
      throw new Unsupported(
          base, "a page with a next one; the pages of a STAC API are not followed yet");
    }
  }

  // --- static catalogues ---

  /// A linked document and where the link stands.
  ///
  /// @param ancestors the catalogues above it, innermost first
  private record Step(
      Link link, URI uri, URI stoodIn, Ancestors ancestors, Branch parent, int slot) {}

  private record Ancestors(URI uri, @Nullable Ancestors above) {
    boolean contains(URI other) {
      for (Ancestors a = this; a != null; a = a.above()) {
        if (a.uri().equals(other)) {
          return true;
        }
      }
      return false;
    }
  }

  /// What a catalogue's links gave, in the order of the links: items or further branches.
  private static final class Branch {
    final @Nullable Object[] children;

    Branch(int links) {
      children = new Object[links];
    }

    void collect(List<Item> into) {
      for (Object child : children) {
        switch (child) {
          case Item item -> into.add(item);
          case Branch branch -> branch.collect(into);
          case null, default -> throw new IllegalStateException("a link that was not followed");
        }
      }
    }
  }

  /// Reads level by level; the items of a level and the catalogues of the next are read together.
  private List<Item> walk(List<Link> links, URI base, long bytesRead) throws InterruptedException {
    URI rootUri = base.normalize();
    var steps = new ArrayList<Step>();
    Branch root = branch(links, base, new Ancestors(rootUri, null), steps);
    long bytes = bytesRead;
    int documents = 0;
    for (int depth = 0; !steps.isEmpty(); depth++) {
      if (depth == limits.depth()) {
        throw new Unsupported(
            base, "catalogues nested deeper than " + depth + ": " + steps.getFirst().uri());
      }
      documents += steps.size();
      if (documents > limits.documents()) {
        throw new Unsupported(
            base, "a catalogue that links to more than " + limits.documents() + " documents");
      }
      var next = new ArrayList<Step>();
      List<Read> read = readAll(steps, limits.bytes() - bytes);
      for (int i = 0; i < read.size(); i++) {
        Step step = steps.get(i);
        bytes += read.get(i).bytes();
        step.parent().children[step.slot()] = follow(step, read.get(i).document(), next);
      }
      if (bytes > limits.bytes()) {
        throw tooMany(base);
      }
      steps = next;
    }
    var items = new ArrayList<Item>();
    root.collect(items);
    return items;
  }

  private Unsupported tooMany(URI base) {
    return new Unsupported(base, "documents of more than " + limits.bytes() + " bytes together");
  }

  private static Object follow(Step step, Document document, List<Step> next) {
    String link = "linked as " + step.link().rel() + " from " + Href.display(step.stoodIn());
    return switch (document) {
      case Document.Items(List<Item> items, _) -> {
        if (!step.link().rel().equals("item") || items.size() != 1) {
          throw new Malformed(step.uri(), link + ", but it holds " + items.size() + " items");
        }
        yield items.getFirst();
      }
      case Document.Catalog(String id, List<Link> links, boolean api) -> {
        if (!step.link().rel().equals("child")) {
          throw new Malformed(step.uri(), link + ", but it is the catalogue " + id);
        }
        if (api) {
          throw new Unsupported(step.uri(), link + ", but it is part of a STAC API");
        }
        yield branch(links, step.uri(), new Ancestors(step.uri(), step.ancestors()), next);
      }
    };
  }

  private static Branch branch(List<Link> links, URI base, Ancestors ancestors, List<Step> steps) {
    List<Link> followed =
        links.stream().filter(l -> l.rel().equals("item") || l.rel().equals("child")).toList();
    var branch = new Branch(followed.size());
    for (int i = 0; i < followed.size(); i++) {
      Link link = followed.get(i);
      URI uri;
      try {
        uri = Href.resolve(base, link.href()).normalize();
      } catch (CairnException | IllegalArgumentException e) {
        throw new Malformed(
            base, "link " + link.rel() + " " + Json.brief(link.href()) + " is no address", e);
      }
      if (ancestors.contains(uri)) {
        throw new Malformed(
            base, "link " + link.rel() + " " + link.href() + " leads back to a catalogue above it");
      }
      steps.add(new Step(link, uri, base, ancestors, branch, i));
    }
    return branch;
  }

  private record Read(Document document, long bytes) {}

  private List<Read> readAll(List<Step> steps, long maxBytes) throws InterruptedException {
    var left = new AtomicLong(maxBytes);
    return inParallel(steps.stream().<Callable<Read>>map(s -> () -> read(s, left)).toList());
  }

  /// Runs what waits for a network, some at a time; results are in the order given. The first
  /// failure stops the others.
  private <T> List<T> inParallel(List<Callable<T>> readings) throws InterruptedException {
    var gate = new Semaphore(limits.inFlight());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ExecutorCompletionService<T>(threads);
      var pending = new ArrayList<Future<T>>(readings.size());
      for (Callable<T> reading : readings) {
        Callable<T> inTurn =
            () -> {
              gate.acquire();
              try {
                return reading.call();
              } finally {
                gate.release();
              }
            };
        pending.add(done.submit(inTurn));
      }
      try {
        for (var _ : pending) {
          done.take().get();
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw cause(e);
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
      return pending.stream().map(Future::resultNow).toList();
    }
  }

  private Read read(Step step, AtomicLong left) throws InterruptedException {
    long allowed = left.get();
    if (allowed <= 0) {
      throw tooMany(step.stoodIn());
    }
    byte[] document;
    try {
      document = store.readAll(step.uri(), allowed);
    } catch (NotFound e) {
      throw new NotFound(
          step.uri(),
          e.why()
              + "; it is the link "
              + step.link().rel()
              + " "
              + Json.brief(step.link().href())
              + " of "
              + Href.display(step.stoodIn()),
          e);
    }
    left.addAndGet(-document.length);
    return new Read(parse(document, step.uri()), document.length);
  }

  private static CairnException cause(ExecutionException e) throws InterruptedException {
    return switch (e.getCause()) {
      case CairnException failure -> failure;
      case InterruptedException interrupted -> throw interrupted;
      case Error error -> throw error;
      case RuntimeException defect -> throw defect;
      case null, default -> throw new IllegalStateException(e);
    };
  }

  // --- standard input ---

  private byte[] drain(InputStream stdin) {
    int max = (int) Math.min(limits.bytes(), Integer.MAX_VALUE - 16);
    try {
      byte[] bytes = stdin.readNBytes(max);
      if (bytes.length == max && stdin.read() >= 0) {
        throw new Unsupported("stdin", "a document of more than " + max + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new Unavailable("stdin", String.valueOf(e.getMessage()), e);
    }
  }
}
