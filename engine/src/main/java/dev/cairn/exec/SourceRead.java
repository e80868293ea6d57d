package dev.cairn.exec;

import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.geo.BBox;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.plan.Planner;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.warp.Placement;
import dev.cairn.warp.Placing;
import java.util.List;
import java.util.Optional;

/// One band of one scene, opened: which of its blocks a chunk needs, and how their pixels get onto
/// it.
final class SourceRead {
  /// Of a pixel, by which two ways to say one CRS may differ.
  private static final double SAME_PIXELS = 0.1;

  private final String name;
  private final RasterSource source;
  private final RasterReader reader;
  private final PixelWindow chunk;
  private final Placement placement;
  private final int level;
  private final Stated<Double> nodata;

  /// Source pixels that the plan counted on, for each of the chunk's.
  private final double planned;

  private SourceRead(
      String name,
      RasterSource source,
      RasterReader reader,
      PixelWindow chunk,
      Placement placement,
      int level,
      Stated<Double> nodata,
      double planned) {
    this.name = name;
    this.source = source;
    this.reader = reader;
    this.chunk = chunk;
    this.placement = placement;
    this.level = level;
    this.nodata = nodata;
    this.planned = planned;
  }

  /// Works out how the source gets onto the chunk. No-data is the user's, else the catalogue's,
  /// else the file's; pixels lie where the file says, or where the catalogue says if the file does
  /// not.
  static SourceRead of(
      Plan plan, Plan.Input input, RasterSource source, RasterReader reader, PixelWindow chunk) {
    RasterHeader header = reader.header();
    if (source.band() >= header.bands().size()) {
      throw new Malformed(
          source.href(),
          "band " + (source.band() + 1) + " is asked for; the file has " + header.bands().size());
    }
    GeoBox grid = grid(source, header);
    requireType(plan, input, source, header.bands().get(source.band()).dtype());
    int level = plan.reading().overviews() ? Levels.choose(header, grid, plan.grid()) : 0;
    RasterHeader.Level chosen = header.levels().get(level);
    Placement placement =
        Placement.of(
            grid.zoomTo(chosen.width(), chosen.height()),
            plan.grid(),
            input.resampling(),
            plan.reading().warpError());
    double planned =
        Planner.gatheredPixels(grid, plan.grid(), input.resampling(), plan.reading().overviews());
    Stated<Double> stated =
        switch (plan.reading().parity()) {
          case NONE -> source.nodata();
          case STACKSTAC -> Stated.silent();
        };
    Stated<Double> nodata =
        input.visible() || !plan.reading().nodata().isStated()
            ? plan.reading()
                .nodata()
                .or(stated)
                .or(header.bands().get(source.band()).effectiveNodata())
            : stated.or(header.bands().get(source.band()).effectiveNodata());
    return new SourceRead(input.name(), source, reader, chunk, placement, level, nodata, planned);
  }

  private static GeoBox grid(RasterSource source, RasterHeader header) {
    GeoBox grid =
        header
            .grid()
            .or(source.grid())
            .orElseThrow(() -> new Malformed(source.href(), "it has no grid"));
    if (!grid.crs().isEpsg()
        && source.grid() instanceof Stated.As<GeoBox>(GeoBox told)
        && isSame(grid, told)) {
      grid =
          new GeoBox(
              grid.width(),
              grid.height(),
              grid.transform(),
              told.crs()); // the same, in other words
    }
    if (source.grid() instanceof Stated.As<GeoBox>(GeoBox told)) {
      requireNear(source, grid, told);
    }
    if (grid.width() != header.width() || grid.height() != header.height()) {
      throw new Malformed(
          source.href(),
          "the item says "
              + grid.width()
              + "×"
              + grid.height()
              + " pixels, the file has "
              + header.width()
              + "×"
              + header.height());
    }
    return grid;
  }

  /// Whether the item's CRS is the file's in other words: a pixel lies where it lies, to a tenth of
  /// itself. Where one of them is not known, the item's word is all that there is.
  private static boolean isSame(GeoBox grid, GeoBox told) {
    if (!grid.crs().isKnown() || !told.crs().isKnown()) {
      return true;
    }
    try {
      return grid.crs()
          .isSameWithin(grid.bounds(), told.crs(), SAME_PIXELS * grid.transform().pixelSizeX());
    } catch (Unsupported _) {
      return false; // of another planet
    }
  }

  /// Chunks are looked at by where the catalogue says that pixels lie: where that is far from the
  /// truth, some would be missed.
  private static void requireNear(RasterSource source, GeoBox grid, GeoBox told) {
    BBox is = grid.bounds();
    BBox said = told.bounds();
    double x = Plan.MISPLACED_PIXELS * grid.transform().pixelSizeX();
    double y = Plan.MISPLACED_PIXELS * grid.transform().pixelSizeY();
    if (!grid.crs().equals(told.crs())
        || Math.abs(is.xMin() - said.xMin()) > x
        || Math.abs(is.xMax() - said.xMax()) > x
        || Math.abs(is.yMin() - said.yMin()) > y
        || Math.abs(is.yMax() - said.yMax()) > y) {
      throw new Malformed(
          source.href(), "the item says that it lies at " + said + ", the file " + is);
    }
  }

  /// A type that the plan did not count on must fit what it computes with.
  private static void requireType(Plan plan, Plan.Input input, RasterSource source, DType dtype) {
    boolean fits =
        input.dtype().holdsAll(dtype) || plan.reading().precision().dtype().holdsAll(dtype);
    if (input.visible() && !fits) {
      throw new Malformed(
          source.href(),
          "its samples are " + dtype + ", the items say " + input.dtype() + ": ask for float64");
    }
  }

  /// The band's name in the plan.
  String name() {
    return name;
  }

  RasterReader reader() {
    return reader;
  }

  int level() {
    return level;
  }

  /// The sample that stands for no value in this source.
  Stated<Double> nodata() {
    return nodata;
  }

  /// Index of the band in its object.
  int band() {
    return source.band();
  }

  private DType dtype() {
    return reader.header().bands().get(source.band()).dtype();
  }

  /// Scale and offset by the policy: the catalogue's, the file's, or none.
  Scaling scaling(ScalePolicy policy) {
    Stated<Scaling> file = reader.header().bands().get(source.band()).scaling();
    return switch (policy) {
      case NONE -> Scaling.IDENTITY;
      case STAC -> source.scaling().orElse(Scaling.IDENTITY);
      case FILE -> file.orElse(Scaling.IDENTITY);
      case AUTO -> source.scaling().or(file).orElse(Scaling.IDENTITY);
    };
  }

  /// The blocks that hold pixels of the chunk.
  List<Block> blocks() throws InterruptedException {
    Optional<PixelWindow> window = placement.sourceWindow(chunk);
    if (window.isEmpty()) {
      return List.of();
    }
    List<Block> blocks = reader.blocks(source.band(), level, window.get());
    // Of the box around a turned chunk, or one on the edge of the world, much is not needed.
    return placement.kind() == Placement.Kind.WARP
        ? blocks.stream().filter(b -> dependents(b).isPresent()).toList()
        : blocks;
  }

  /// Whether a pixel that is wanted depends on the block.
  ///
  /// @param keep pixels of the chunk that are wanted
  boolean isWanted(Block block, Validity keep) {
    Optional<PixelWindow> touched = dependents(block);
    return touched.isPresent() && anyKept(keep, touched.get());
  }

  private boolean anyKept(Validity keep, PixelWindow window) {
    for (int row = window.row(); row < window.rowEnd(); row++) {
      int from = (row - chunk.row()) * chunk.width() + window.col() - chunk.col();
      if (keep.anyInRange(from, from + window.width())) {
        return true;
      }
    }
    return false;
  }

  PixelWindow chunk() {
    return chunk;
  }

  /// Bytes of source pixels that are held for the chunk beyond those that the plan counted on.
  long unplannedBytes() {
    double expected = planned * chunk.pixels() * (dtype().bytes() + 0.125);
    return Math.max(0, placement.gatheredBytes(chunk, dtype()) - (long) expected);
  }

  /// Pixels of the chunk, none of them in place yet.
  Placing begin() {
    return placement.begin(chunk, dtype(), nodata);
  }

  /// The pixels of the chunk that depend on a block.
  Optional<PixelWindow> dependents(Block block) {
    return placement.dependents(block.window(), chunk);
  }
}
