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

  @Override
  public Integer call() throws InterruptedException {
    int worst = 0;
    try (Cairn cairn = Cairn.open()) {
      var reports = new ArrayList<ObjectNode>();
      for (String href : targets(cairn)) {
        try {
          RasterReader reader = cairn.raster(href);
          reports.add(report(reader, checksum, stats));
        } catch (CairnException e) {
          if (hrefs.size() == 1 && !common.json()) {
            throw e;
          }
          worst = Math.max(worst, ExitCodes.of(e));
          reports.add(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("href", Href.display(Href.parse(href)))
                  .put("error", ExitCodes.line(e).substring("cairn: ".length())));
        }
      }
      print(reports);
    }
    return worst;
  }

  private List<String> targets(Cairn cairn) throws InterruptedException {
    var targets = new ArrayList<String>();
    for (String href : hrefs) {
      if (href.endsWith(".json") || href.endsWith(".geojson")) {
        for (Item item : cairn.items(href).items()) {
          Scenes.from(List.of(item), BandSelection.all()).list().stream()
              .flatMap(scene -> scene.sources().values().stream())
              .map(source -> source.href().toString())
              .distinct()
              .forEach(targets::add);
        }
      } else {
        targets.add(href);
      }
    }
    return targets;
  }

  /// All that is printed of one raster.
  static ObjectNode report(RasterReader reader, boolean checksum, boolean stats)
      throws InterruptedException {
    ObjectNode report = RasterReport.of(reader);
    if (checksum) {
      report.set("checksums", new RasterDigest(reader).checksums());
    }
    if (stats) {
      report.set("statistics", new RasterDigest(reader).statistics());
    }
    return report;
  }

  private void print(List<ObjectNode> reports) {
    var mapper = JsonMapper.builder().build();
    for (ObjectNode report : reports) {
      common
          .out()
          .println(
              common.json()
                  ? mapper.writeValueAsString(report)
                  : mapper.writerWithDefaultPrettyPrinter().writeValueAsString(report));
    }
    common.out().flush();
  }
}
