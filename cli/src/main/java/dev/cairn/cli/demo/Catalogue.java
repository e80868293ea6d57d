package dev.cairn.cli.demo;

import dev.cairn.base.Progress;
import dev.cairn.base.Unavailable;
import dev.cairn.cli.demo.RasterTarget.Content;
import dev.cairn.cli.demo.RasterTarget.Layer;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes the [World]'s scenes as a static STAC catalogue (STAC 1.0.0 with eo 1.0.0, projection
/// 1.0.0, raster 1.0.0 and view 1.0.0), as they come from a Landsat archive:
///
/// ```
/// FOLDER/catalog.json
/// FOLDER/search.json                      every item, as a search would answer
/// FOLDER/cairn-coast/collection.json
/// FOLDER/cairn-coast/ID/ID.json           assets blue, green, red, nir08, qa_pixel
/// FOLDER/cairn-coast/ID/ID_SR_B2.tif …
/// ```
///
/// Hrefs are relative. `catalog.json` and `search.json` come last, so a folder that has them is
/// whole.
public final class Catalogue {
  /// The collection's id and folder.
  public static final String COLLECTION = "cairn-coast";

  /// Scenes in the making at once: each takes about 50 MB.
  private static final int MOST_THREADS = 4;

  private static final String GEOTIFF = "image/tiff; application=geotiff; profile=cloud-optimized";
  private static final String EXTENSIONS = "https://stac-extensions.github.io/";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  /// An asset that holds a band of reflectance.
  private record Reflectance(
      String key, String file, String name, String title, double wavelength) {}

  /// In the order of [Exposure#bands()].
  private static final List<Reflectance> BANDS =
      List.of(
          new Reflectance("blue", "SR_B2", "OLI_B2", "Blue Band", 0.48),
          new Reflectance("green", "SR_B3", "OLI_B3", "Green Band", 0.56),
          new Reflectance("red", "SR_B4", "OLI_B4", "Red Band", 0.65),
          new Reflectance("nir08", "SR_B5", "OLI_B5", "Near Infrared Band 0.8", 0.87));

  private final Path folder;
  private final World world;
  private final RasterTarget target;

  private Catalogue(Path folder, World world, RasterTarget target) {
    this.folder = folder;
    this.world = world;
    this.target = target;
  }

  /// Writes everything.
  ///
  /// @param folder made where it is missing; what stands there under the same names is replaced
  /// @param threads scenes made at the same time, at most 4 of them
  /// @return `search.json`
  /// @throws Unavailable where a file cannot be written
  /// @throws InterruptedException where the thread is interrupted; what was written stays
  public static Path write(
      Path folder, World world, RasterTarget target, int threads, Progress progress)
      throws InterruptedException {
    try {
      return new Catalogue(folder, world, target)
          .write(Math.clamp(threads, 1, MOST_THREADS), progress);
    } catch (IOException e) {
      throw new Unavailable(folder.toUri(), "cannot be written: " + e.getMessage(), e);
    }
  }

  private Path write(int threads, Progress progress) throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve(COLLECTION));
    List<Acquisition> passes = world.acquisitions();
    var items =
        new ArrayList<Map<String, Object>>(java.util.Collections.nCopies(passes.size(), Map.of()));
    progress.begin("making the world", passes.size());
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var done = new ExecutorCompletionService<Integer>(pool);
      var asked = new ArrayList<Future<Integer>>();
      for (int i = 0; i < passes.size(); i++) {
        int index = i;
        asked.add(
            done.submit(
                () -> {
                  items.set(index, scene(passes.get(index)));
                  return index;
                }));
      }
      try {
        for (int i = 0; i < asked.size(); i++) {
          done.take().get();
          progress.advance(1);
        }
      } catch (ExecutionException | InterruptedException e) {
        pool.shutdownNow();
        throw e;
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException r -> throw r;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      progress.end();
    }
    return index(items);
  }

  /// Makes a scene and writes it; answers its item with hrefs relative to the item.
  private Map<String, Object> scene(Acquisition a) throws IOException, InterruptedException {
    Exposure e = world.expose(a);
    Path home = Files.createDirectories(folder.resolve(COLLECTION).resolve(a.id()));
    for (int b = 0; b < BANDS.size(); b++) {
      Path file = home.resolve(a.id() + "_" + BANDS.get(b).file() + ".tif");
      target.write(
          new Layer(file, a.grid(), new Samples.UInt16(e.bands()[b]), 0, Content.MEASURES));
    }
    Path file = home.resolve(a.id() + "_QA_PIXEL.tif");
    target.write(
        new Layer(file, a.grid(), new Samples.UInt16(e.quality()), Quality.FILL, Content.CODES));
    Map<String, Object> item = item(a, e.cloudCover());
    save(
        home.resolve(a.id() + ".json"),
        with(item, "", links(a.id() + ".json", "../../catalog.json", "../collection.json")));
    return item;
  }

  private Path index(List<Map<String, Object>> items) throws IOException {
    String self = "./" + COLLECTION + "/collection.json";
    var found = new ArrayList<Map<String, Object>>();
    var members = new ArrayList<Map<String, Object>>();
    members.add(link("root", "../catalog.json", "application/json"));
    members.add(link("parent", "../catalog.json", "application/json"));
    for (Map<String, Object> item : items) {
      String id = (String) item.get("id");
      members.add(link("item", "./" + id + "/" + id + ".json", "application/geo+json"));
      found.add(
          with(
              item,
              "./" + COLLECTION + "/" + id + "/",
              links(
                  COLLECTION + "/" + id + "/" + id + ".json",
                  "catalog.json",
                  COLLECTION + "/collection.json")));
    }
    save(folder.resolve(COLLECTION).resolve("collection.json"), collection(items, members));
    var catalog = new LinkedHashMap<String, Object>();
    catalog.put("type", "Catalog");
    catalog.put("stac_version", "1.0.0");
    catalog.put("id", "cairn-demo");
    catalog.put("title", "Cairn's demonstration");
    catalog.put("description", "A made-up coast, so that Cairn can be tried without a network.");
    catalog.put(
        "links",
        List.of(
            link("root", "./catalog.json", "application/json"),
            link("child", self, "application/json")));
    save(folder.resolve("catalog.json"), catalog);
    var search = new LinkedHashMap<String, Object>();
    search.put("type", "FeatureCollection");
    search.put("features", found);
    return save(folder.resolve("search.json"), search);
  }

  private Map<String, Object> collection(
      List<Map<String, Object>> items, List<Map<String, Object>> links) {
    List<Double> box = List.of();
    for (Map<String, Object> item : items) {
      @SuppressWarnings("unchecked")
      var b = (List<Double>) item.getOrDefault("bbox", List.of());
      box =
          box.isEmpty()
              ? b
              : List.of(
                  Math.min(box.get(0), b.get(0)),
                  Math.min(box.get(1), b.get(1)),
                  Math.max(box.get(2), b.get(2)),
                  Math.max(box.get(3), b.get(3)));
    }
    List<Acquisition> passes = world.acquisitions();
    var out = new LinkedHashMap<String, Object>();
    out.put("type", "Collection");
    out.put("stac_version", "1.0.0");
    out.put("stac_extensions", List.of());
    out.put("id", COLLECTION);
    out.put("title", "A drifting coast");
    out.put(
        "description",
        "Synthetic scenes of a barrier beach that wears back, grows and breaks between 2013 and"
            + " 2022, in the form of Landsat Collection 2 Level 2: surface reflectance and QA_PIXEL"
            + " at 30 m. Nothing in it was ever seen by a satellite.");
    out.put("license", "CC0-1.0");
    out.put("keywords", List.of("synthetic", "coast", "landsat"));
    var extent = new LinkedHashMap<String, Object>();
    extent.put("spatial", Map.of("bbox", List.of(box)));
    extent.put(
        "temporal",
        Map.of(
            "interval",
            List.of(
                List.of(passes.getFirst().time().toString(), passes.getLast().time().toString()))));
    out.put("extent", extent);
    var summaries = new LinkedHashMap<String, Object>();
    summaries.put("platform", passes.stream().map(Acquisition::platform).distinct().toList());
    summaries.put("gsd", List.of(30));
    out.put("summaries", summaries);
    out.put("links", links);
    return out;
  }

  private static Map<String, Object> item(Acquisition a, double cloudCover) {
    GeoBox grid = a.grid();
    BBox bounds = grid.bounds();
    double[][] outline = footprint(a);
    var properties = new LinkedHashMap<String, Object>();
    properties.put("datetime", a.time().toString());
    properties.put("platform", a.platform());
    properties.put("constellation", "landsat");
    properties.put("instruments", List.of("oli"));
    properties.put("gsd", 30);
    properties.put("eo:cloud_cover", cloudCover);
    properties.put("view:off_nadir", 0);
    properties.put("view:sun_azimuth", rounded(a.sunAzimuth(), 1e4));
    properties.put("view:sun_elevation", rounded(a.sunElevation(), 1e4));
    properties.put("landsat:wrs_type", "2");
    properties.put("landsat:wrs_path", String.format(Locale.ROOT, "%03d", a.path()));
    properties.put("landsat:wrs_row", String.format(Locale.ROOT, "%03d", Acquisition.ROW));
    properties.put("landsat:collection_number", "02");
    properties.put("proj:epsg", grid.crs().epsgCode());
    properties.put("proj:shape", List.of(grid.height(), grid.width()));
    properties.put("proj:transform", Arrays.stream(grid.transform().toArray()).boxed().toList());
    properties.put(
        "proj:bbox", List.of(bounds.xMin(), bounds.yMin(), bounds.xMax(), bounds.yMax()));

    var assets = new LinkedHashMap<String, Object>();
    for (Reflectance band : BANDS) {
      var asset = asset(a.id() + "_" + band.file() + ".tif", band.title(), List.of("data"));
      var eo = new LinkedHashMap<String, Object>();
      eo.put("name", band.name());
      eo.put("common_name", band.key());
      eo.put("center_wavelength", band.wavelength());
      asset.put("eo:bands", List.of(eo));
      var raster = sampled(0);
      raster.put("unit", "1");
      raster.put("scale", World.SCALE);
      raster.put("offset", World.OFFSET);
      asset.put("raster:bands", List.of(raster));
      assets.put(band.key(), asset);
    }
    var quality =
        asset(
            a.id() + "_QA_PIXEL.tif",
            "Pixel Quality Assessment Band",
            List.of("cloud", "cloud-shadow", "snow-ice", "water-mask"));
    quality.put("raster:bands", List.of(sampled(Quality.FILL)));
    assets.put("qa_pixel", quality);

    var item = new LinkedHashMap<String, Object>();
    item.put("type", "Feature");
    item.put("stac_version", "1.0.0");
    item.put(
        "stac_extensions",
        List.of(
            EXTENSIONS + "eo/v1.0.0/schema.json",
            EXTENSIONS + "projection/v1.0.0/schema.json",
            EXTENSIONS + "raster/v1.0.0/schema.json",
            EXTENSIONS + "view/v1.0.0/schema.json"));
    item.put("id", a.id());
    item.put("collection", COLLECTION);
    var geometry = new LinkedHashMap<String, Object>();
    geometry.put("type", "Polygon");
    geometry.put("coordinates", new double[][][] {outline});
    item.put("geometry", geometry);
    item.put("bbox", box(outline));
    item.put("properties", properties);
    item.put("links", List.of());
    item.put("assets", assets);
    return item;
  }

  private static LinkedHashMap<String, Object> asset(
      String file, String title, List<String> roles) {
    var out = new LinkedHashMap<String, Object>();
    out.put("href", file);
    out.put("type", GEOTIFF);
    out.put("title", title);
    out.put("roles", roles);
    return out;
  }

  private static LinkedHashMap<String, Object> sampled(int nodata) {
    var out = new LinkedHashMap<String, Object>();
    out.put("data_type", "uint16");
    out.put("nodata", nodata);
    out.put("spatial_resolution", 30);
    return out;
  }

  /// The outline of the pixels that were seen, longitude and latitude, anticlockwise and closed.
  private static double[][] footprint(Acquisition a) {
    PixelWindow w = a.window();
    double left = w.col();
    double top = w.row();
    double right = left + w.width();
    double bottom = top + w.height();
    double[][] corners = {{left, top}, {left, bottom}, {right, bottom}, {right, top}};
    var inside = new ArrayList<double[]>();
    Acquisition.Swath swath = a.swath();
    for (int i = 0; i < corners.length; i++) {
      double[] p = corners[i];
      double[] q = corners[(i + 1) % corners.length];
      double dp = swath.inside(p[0], p[1]);
      double dq = swath.inside(q[0], q[1]);
      if (dp >= 0) {
        inside.add(p);
      }
      if (dp >= 0 != dq >= 0) {
        double t = dp / (dp - dq);
        inside.add(new double[] {p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])});
      }
    }
    double[] x = new double[inside.size() + 1];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] p = inside.get(i % inside.size());
      x[i] = a.grid().transform().x(p[0] - left, p[1] - top);
      y[i] = a.grid().transform().y(p[0] - left, p[1] - top);
    }
    Crs.transform(a.grid().crs(), Crs.WGS84).apply(x, y);
    double[][] out = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      out[i] = new double[] {rounded(x[i], 1e6), rounded(y[i], 1e6)};
    }
    return out;
  }

  private static List<Double> box(double[][] outline) {
    double west = Double.POSITIVE_INFINITY;
    double south = Double.POSITIVE_INFINITY;
    double east = Double.NEGATIVE_INFINITY;
    double north = Double.NEGATIVE_INFINITY;
    for (double[] p : outline) {
      west = Math.min(west, p[0]);
      east = Math.max(east, p[0]);
      south = Math.min(south, p[1]);
      north = Math.max(north, p[1]);
    }
    return List.of(west, south, east, north);
  }

  private static double rounded(double v, double per) {
    return Math.rint(v * per) / per;
  }

  private static List<Map<String, Object>> links(String self, String root, String collection) {
    return List.of(
        link("self", "./" + self, "application/geo+json"),
        link("root", relative(root), "application/json"),
        link("parent", relative(collection), "application/json"),
        link("collection", relative(collection), "application/json"));
  }

  private static String relative(String href) {
    return href.startsWith(".") ? href : "./" + href;
  }

  private static Map<String, Object> link(String rel, String href, String type) {
    var out = new LinkedHashMap<String, Object>();
    out.put("rel", rel);
    out.put("href", href);
    out.put("type", type);
    return out;
  }

  /// The item with its links, and its assets' hrefs put behind a folder.
  private static Map<String, Object> with(
      Map<String, Object> item, String prefix, List<Map<String, Object>> links) {
    var out = new LinkedHashMap<>(item);
    var assets = new LinkedHashMap<String, Object>();
    if (item.get("assets") instanceof Map<?, ?> own) {
      own.forEach(
          (key, value) -> {
            var asset = new LinkedHashMap<Object, Object>((Map<?, ?>) value);
            asset.computeIfPresent("href", (_, href) -> relative(prefix + href));
            assets.put((String) key, asset);
          });
    }
    out.put("assets", assets);
    out.put("links", links);
    return out;
  }

  private static Path save(Path file, Map<String, Object> json) throws IOException {
    return Files.writeString(file, JSON.writeValueAsString(json) + "\n", StandardCharsets.UTF_8);
  }
}
