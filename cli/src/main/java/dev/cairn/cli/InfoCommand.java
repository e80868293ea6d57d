package dev.cairn.cli;

import dev.cairn.Cairn;
import dev.cairn.base.CairnException;
import dev.cairn.base.Href;
import dev.cairn.format.tiff.CogReport;
import dev.cairn.format.tiff.Tiff;
import dev.cairn.raster.RasterHeader;
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
        "Shows what a raster says of itself: size, bands, type, no-data, CRS, transform, blocks,"
            + " compression, overviews, and whether its layout is a valid COG and why not.",
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
          ObjectNode report = describe(reader);
          if (checksum) {
            report.set("checksums", new RasterDigest(reader).checksums());
          }
          if (stats) {
            report.set("statistics", new RasterDigest(reader).statistics());
          }
          reports.add(report);
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

  private static ObjectNode describe(RasterReader reader) throws InterruptedException {
    RasterHeader h = reader.header();
    ObjectNode o = JsonNodeFactory.instance.objectNode();
    o.put("href", Href.display(reader.uri()));
    o.put("format", h.format());
    o.putArray("size").add(h.width()).add(h.height());
    o.put("compression", h.compression());
    o.put("predictor", h.predictor());
    o.put("interleave", h.interleaved() ? "pixel" : "band");
    o.putArray("block_size")
        .add(h.levels().getFirst().blockWidth())
        .add(h.levels().getFirst().blockHeight());
    h.grid()
        .map(
            g -> {
              o.put("crs", g.crs().toString());
              var t = o.putArray("transform");
              for (double v : g.transform().toArray()) {
                t.add(v);
              }
              var b = g.bounds();
              o.putArray("bounds").add(b.xMin()).add(b.yMin()).add(b.xMax()).add(b.yMax());
              return g;
            });
    var bands = o.putArray("bands");
    for (RasterHeader.BandHeader band : h.bands()) {
      ObjectNode n = bands.addObject();
      n.put("dtype", band.dtype().toString());
      band.nodata()
          .map(v -> Double.isFinite(v) ? n.put("nodata", v) : n.put("nodata", v.toString()));
      band.scaling().map(s -> n.put("scale", s.scale()).put("offset", s.offset()));
      band.description().map(d -> n.put("description", d));
    }
    var overviews = o.putArray("overviews");
    h.levels().stream().skip(1).forEach(l -> overviews.addArray().add(l.width()).add(l.height()));
    if (reader instanceof Tiff tiff) {
      CogReport layout = tiff.cogReport();
      ObjectNode cog = o.putObject("cog");
      cog.put("valid", layout.isValid());
      layout.errors().forEach(cog.putArray("errors")::add);
      layout.warnings().forEach(cog.putArray("warnings")::add);
    }
    return o;
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
