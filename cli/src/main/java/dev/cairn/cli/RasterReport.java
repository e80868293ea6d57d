package dev.cairn.cli;

import dev.cairn.base.Href;
import dev.cairn.format.tiff.CogReport;
import dev.cairn.format.tiff.MetadataItem;
import dev.cairn.format.tiff.Tiff;
import dev.cairn.format.tiff.TiffStructure;
import dev.cairn.geo.Affine;
import dev.cairn.raster.ColorInterpretation;
import dev.cairn.raster.ColorTable;
import dev.cairn.raster.MaskKind;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Stated;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a raster says of itself, as JSON. Stateless.
final class RasterReport {
  /// A colour table of more entries is counted, not shown.
  private static final int MOST_COLORS = 256;

  /// GDAL's names of what it stores of a band's samples, and ours.
  private static final Map<String, String> STATISTICS =
      Map.of(
          "STATISTICS_MINIMUM", "min",
          "STATISTICS_MAXIMUM", "max",
          "STATISTICS_MEAN", "mean",
          "STATISTICS_STDDEV", "std",
          "STATISTICS_VALID_PERCENT", "valid_percent");

  private RasterReport() {}

  static ObjectNode of(RasterReader reader) throws InterruptedException {
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
              put(o, g.transform());
              var b = g.bounds();
              o.putArray("bounds").add(b.xMin()).add(b.yMin()).add(b.xMax()).add(b.yMax());
              return g;
            });
    Map<Integer, List<MetadataItem>> metadata =
        reader instanceof Tiff tiff
            ? tiff.structure().metadata().stream()
                .collect(Collectors.groupingBy(MetadataItem::sample))
            : Map.of();
    var bands = o.putArray("bands");
    for (int i = 0; i < h.bands().size(); i++) {
      ObjectNode band = bands.addObject();
      describe(h.bands().get(i), band);
      statistics(metadata.getOrDefault(i, List.of()), band);
    }
    var overviews = o.putArray("overviews");
    h.levels().stream().skip(1).forEach(l -> overviews.addArray().add(l.width()).add(l.height()));
    if (reader instanceof Tiff tiff) {
      describe(tiff, o);
    }
    return o;
  }

  private static void put(ObjectNode o, Affine transform) {
    ArrayNode t = o.putArray("transform");
    for (double v : transform.toArray()) {
      t.add(v);
    }
  }

  private static void describe(RasterHeader.BandHeader band, ObjectNode n) {
    n.put("dtype", band.dtype().toString());
    band.nodata().map(v -> Double.isFinite(v) ? n.put("nodata", v) : n.put("nodata", v.toString()));
    band.scaling().map(s -> n.put("scale", s.scale()).put("offset", s.offset()));
    band.description().map(d -> n.put("description", d));
    if (band.color() != ColorInterpretation.UNDEFINED) {
      n.put("color", band.color().toString().toLowerCase(Locale.ROOT));
    }
    if (band.colors() instanceof Stated.As<ColorTable>(ColorTable(List<Integer> argb))) {
      ObjectNode table = n.putObject("color_table");
      table.put("entries", argb.size());
      if (argb.size() <= MOST_COLORS) {
        ArrayNode colors = table.putArray("colors");
        argb.forEach(c -> colors.add(String.format(Locale.ROOT, "#%06x", c & 0xFF_FFFF)));
      }
    }
    if (band.mask() != MaskKind.NONE) {
      n.put("mask", band.mask().name().toLowerCase(Locale.ROOT));
    }
  }

  /// What the file has stored of a band's statistics; whoever wrote it may have computed them of an
  /// overview.
  ///
  /// @param metadata of the band
  private static void statistics(List<MetadataItem> metadata, ObjectNode n) {
    var stored = new TreeMap<String, Double>();
    for (MetadataItem item : metadata) {
      String name = STATISTICS.get(item.name());
      if (item.domain().isEmpty() && name != null) {
        try {
          stored.put(name, Double.parseDouble(item.value().strip()));
        } catch (NumberFormatException _) {
          // Nobody computes with it: what is no number is not shown.
        }
      }
    }
    if (!stored.isEmpty()) {
      ObjectNode o = n.putObject("stored_statistics");
      stored.forEach(o::put);
    }
  }

  private static void describe(Tiff tiff, ObjectNode o) throws InterruptedException {
    TiffStructure s = tiff.structure();
    if (!tiff.header().grid().isStated()) {
      s.transform()
          .map(
              t -> {
                put(o, t);
                return t;
              });
      s.crs().map(crs -> o.put("crs", crs.toString()));
    }
    s.obstacle().map(why -> o.put("unreadable", why));
    ObjectNode t = o.putObject("tiff");
    t.put("big", s.isBigTiff());
    t.put("byte_order", s.byteOrder() == ByteOrder.LITTLE_ENDIAN ? "little" : "big");
    t.put("bytes", s.sizeBytes());
    t.put("layout", s.isTiled() ? "tiles" : "strips");
    t.put("pixel_is", s.isPixelIsPoint() ? "point" : "area");
    t.put("masks", s.masks());
    t.put("alpha", s.hasAlpha());
    t.put("pages", s.pages() + 1);
    if (s.controlPoints() > 0) {
      t.put("ground_control_points", s.controlPoints());
    }
    if (s.hasRationalPolynomials()) {
      t.put("rpc", true);
    }
    ObjectNode items = JsonNodeFactory.instance.objectNode();
    for (MetadataItem item : s.metadata()) {
      if (item.sample() < 0 && item.role().isEmpty() && item.domain().isEmpty()) {
        items.put(item.name(), item.value());
      }
    }
    if (!items.isEmpty()) {
      t.set("metadata", items);
    }
    CogReport layout = tiff.cogReport();
    ObjectNode cog = o.putObject("cog");
    cog.put("valid", layout.isValid());
    layout.errors().forEach(cog.putArray("errors")::add);
    layout.warnings().forEach(cog.putArray("warnings")::add);
    if (!s.structuralMetadata().isEmpty()) {
      ObjectNode structure = cog.putObject("structure");
      new TreeMap<>(s.structuralMetadata()).forEach(structure::put);
    }
  }
}
