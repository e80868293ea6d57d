package dev.cairn.cli;

import dev.cairn.Cairn;
import dev.cairn.base.CairnException;
import dev.cairn.base.Href;
import dev.cairn.raster.RasterReader;
import dev.cairn.stac.BandSelection;
import dev.cairn.stac.Item;
import dev.cairn.stac.Scenes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `cairn info`: what rasters say of themselves.
@Command(
    name = "info",
    description =
        "Shows what a raster says of itself: size, bands, type, no-data, colours, masks, stored"
            + " statistics, CRS, transform, blocks, compression, overviews, and whether its layout"
            + " is a valid COG and why not.",
    footer = {"", "Example:", "  cairn info scene/B04.tif --checksum"})
@SuppressWarnings("NullAway.Init") // picocli fills it
final class InfoCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "HREF|ITEM.json",
      description = "Rasters, or items whose rasters are shown.")
  private List<String> hrefs = List.of();

  @Option(
      names = "--checksum",
      description =
          "The MD5 of each band's samples, row by row and little-endian, of overviews too.")
  private boolean checksum;

  @Option(
      names = "--stats",
      description = "Minimum, maximum, mean, standard deviation and a histogram of each band.")
  private boolean stats;

  @Mixin private CommonOptions common;

  /// Headers that are read at one time.
  private static final int AT_ONCE = 32;

  /// What looking at pixels may take.
  private static final RasterDigest.Room ROOM =
      new RasterDigest.Room(Runtime.getRuntime().maxMemory() / 2);

  /// A raster that is shown, or what was named and why nothing is known of it.
  private sealed interface Target {
    record Raster(String href) implements Target {}

    record Lost(String href, CairnException why) implements Target {}
  }

  @Override
  public Integer call() throws InterruptedException {
    int worst = 0;
    // Pixels keep the processors busy, headers wait.
    var turns =
        new Semaphore(checksum || stats ? Runtime.getRuntime().availableProcessors() : AT_ONCE);
    try (Cairn cairn = Cairn.open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Target> targets = targets(cairn);
      boolean alone = targets.size() == 1 && !common.json();
      List<Future<ObjectNode>> pending =
          targets.stream().map(t -> threads.submit(() -> report(cairn, t, turns))).toList();
      try {
        for (int i = 0; i < pending.size(); i++) {
          try {
            print(pending.get(i).get());
          } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
              throw error; // such as the memory's end, which is not a defect
            }
            if (!(e.getCause() instanceof CairnException why)) {
              throw new IllegalStateException(e.getCause());
            }
            if (alone) {
              throw why;
            }
            worst = Math.max(worst, ExitCodes.of(why));
            print(failure(targets.get(i), why));
          }
        }
      } finally {
        threads.shutdownNow();
      }
    }
    return worst;
  }

  private ObjectNode report(Cairn cairn, Target target, Semaphore turns)
      throws InterruptedException {
    return switch (target) {
      case Target.Lost(_, var why) -> throw why;
      case Target.Raster(String href) -> {
        turns.acquire();
        try {
          yield report(cairn.raster(href), checksum, stats);
        } finally {
          turns.release();
        }
      }
    };
  }

  private static ObjectNode failure(Target target, CairnException why) {
    String href =
        switch (target) {
          case Target.Raster(String raster) -> raster;
          case Target.Lost(String named, _) -> named;
        };
    return JsonNodeFactory.instance
        .objectNode()
        .put("href", Href.display(Href.parse(href)))
        .put("error", ExitCodes.line(why).substring("cairn: ".length()));
  }

  private List<Target> targets(Cairn cairn) throws InterruptedException {
    var targets = new ArrayList<Target>();
    for (String href : hrefs) {
      if (!href.endsWith(".json") && !href.endsWith(".geojson")) {
        targets.add(new Target.Raster(href));
        continue;
      }
      try {
        for (Item item : cairn.items(href).items()) {
          Scenes.from(List.of(item), BandSelection.all()).list().stream()
              .flatMap(scene -> scene.sources().values().stream())
              .map(source -> source.href().toString())
              .distinct()
              .forEach(raster -> targets.add(new Target.Raster(raster)));
        }
      } catch (CairnException e) {
        targets.add(new Target.Lost(href, e));
      }
    }
    return targets;
  }

  /// All that is printed of one raster.
  static ObjectNode report(RasterReader reader, boolean checksum, boolean stats)
      throws InterruptedException {
    ObjectNode report = RasterReport.of(reader);
    if (checksum) {
      report.set("checksums", new RasterDigest(reader, ROOM).checksums());
    }
    if (stats) {
      report.set("statistics", new RasterDigest(reader, ROOM).statistics());
    }
    return report;
  }

  /// A report as soon as it is there, in the order asked.
  private void print(ObjectNode report) {
    var mapper = JsonMapper.builder().build();
    common
        .out()
        .println(
            common.json()
                ? mapper.writeValueAsString(report)
                : mapper.writerWithDefaultPrettyPrinter().writeValueAsString(report));
    common.out().flush();
  }
}
