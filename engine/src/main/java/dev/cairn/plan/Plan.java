package dev.cairn.plan;

import dev.cairn.cube.Coordinate;
import dev.cairn.cube.OnReadError;
import dev.cairn.cube.Parity;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.cube.Step;
import dev.cairn.cube.Unread;
import dev.cairn.expr.Precision;
import dev.cairn.geo.BBox;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.warp.Placement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that a run does: which pixels are read, what is computed of them, in which pieces. A
/// value; equal plans make equal bytes.
///
/// @param grid the output's grid
/// @param reasons why it is this one
/// @param inputs the bands that are read, in the order in which kernels take them
/// @param scenes one a time step that is read, in the order of time; sources by the inputs' names
/// @param unread sources that the scenes lack, since their headers could not be read
/// @param steps what is computed, in order
/// @param output what comes out
/// @param reading how pixels are read
/// @param chunking in which pieces
public record Plan(
    GeoBox grid,
    List<String> reasons,
    List<Input> inputs,
    List<Scene> scenes,
    List<Unread> unread,
    List<Step> steps,
    Output output,
    Reading reading,
    Chunking chunking) {
  public Plan {
    reasons = List.copyOf(reasons);
    inputs = List.copyOf(inputs);
    scenes = List.copyOf(scenes);
    unread = List.copyOf(unread);
    steps = List.copyOf(steps);
  }

  /// A band that is read.
  ///
  /// @param visible false where only masks use it
  public record Input(String name, DType dtype, Resampling resampling, boolean visible) {}

  /// What comes out: the labels of its axes, its type, and what stands for no value.
  ///
  /// @param nodata the sample of pixels without a value in outputs that need one; silent where
  ///     floats use NaN or nothing was said
  public record Output(
      List<Stated<Instant>> times,
      List<String> bands,
      DType dtype,
      Stated<Double> nodata,
      Map<String, Coordinate> timeCoordinates,
      Map<String, Coordinate> bandCoordinates) {
    public Output {
      times = List.copyOf(times);
      bands = List.copyOf(bands);
      timeCoordinates = Collections.unmodifiableMap(new LinkedHashMap<>(timeCoordinates));
      bandCoordinates = Collections.unmodifiableMap(new LinkedHashMap<>(bandCoordinates));
    }
  }

  /// How pixels are read.
  ///
  /// @param warpError how far a pixel may be taken from beside its place, in source pixels
  public record Reading(
      Precision precision,
      double warpError,
      ScalePolicy scale,
      Stated<Double> nodata,
      boolean overviews,
      Parity parity,
      OnReadError onError) {}

  /// In which pieces the work is done.
  ///
  /// @param width columns of a chunk; those at the right edge are narrower
  /// @param height rows of a chunk
  /// @param atOnce chunks computed at one time
  /// @param ahead scenes of a chunk that are read while earlier ones are computed
  /// @param heldBytes working memory that one pixel of a chunk takes, all time steps that are held
  ///     at once
  /// @param sceneBytes what a pixel takes for each scene ahead
  /// @param budget bytes within which the run stays
  public record Chunking(
      int width, int height, int atOnce, int ahead, long heldBytes, long sceneBytes, long budget) {
    public Chunking {
      if (width <= 0
          || height <= 0
          || atOnce <= 0
          || ahead <= 0
          || heldBytes < 0
          || sceneBytes < 0) {
        throw new IllegalArgumentException(
            "chunks of "
                + width
                + "×"
                + height
                + ", "
                + atOnce
                + " at once, "
                + ahead
                + " scenes ahead");
      }
    }

    long bytesPerPixel() {
      return heldBytes + ahead * sceneBytes;
    }
  }

  /// Number of chunks.
  public long chunkCount() {
    return (long) chunkColumns() * chunkRows();
  }

  private int chunkColumns() {
    return Math.ceilDiv(grid.width(), chunking.width());
  }

  private int chunkRows() {
    return Math.ceilDiv(grid.height(), chunking.height());
  }

  /// The chunk's pixels of the grid; chunks are numbered from the upper left, row by row.
  public PixelWindow chunk(long index) {
    int col = (int) (index % chunkColumns()) * chunking.width();
    int row = (int) (index / chunkColumns()) * chunking.height();
    return new PixelWindow(
        col,
        row,
        Math.min(chunking.width(), grid.width() - col),
        Math.min(chunking.height(), grid.height() - row));
  }

  /// How many pixels around a chunk are needed to compute it: the reaches of its neighbourhoods
  /// together. Sources are read there too, beyond the grid's edges as well.
  public int reach() {
    return Step.Focal.reach(steps);
  }

  /// As [#reach], and what the masks grow by.
  public int halo() {
    return halo(steps);
  }

  static int halo(List<Step> steps) {
    int dilation = 0;
    for (Step step : steps) {
      if (step instanceof Step.Mask mask) {
        dilation = Math.max(dilation, mask.dilation());
      }
    }
    return Step.Focal.reach(steps) + dilation;
  }

  /// A window with pixels all around, which may lie outside the grid.
  public static PixelWindow grown(PixelWindow window, int pixels) {
    return new PixelWindow(
        window.col() - pixels,
        window.row() - pixels,
        window.width() + 2 * pixels,
        window.height() + 2 * pixels);
  }

  /// The box, in the grid's pixels, around all that the sources have by what their catalogues say;
  /// empty where some source's edges do not run along the grid's rows and columns.
  public Optional<PixelWindow> extent() {
    Optional<PixelWindow> extent = Optional.empty();
    var seen = new HashSet<GeoBox>(); // many sources share a grid
    for (Scene scene : scenes) {
      for (var source : scene.sources().values()) {
        if (!(source.grid() instanceof Stated.As<GeoBox>(GeoBox box)) || !seen.add(box)) {
          continue;
        }
        if (!Placement.isAligned(box, grid)) {
          return Optional.empty();
        }
        PixelWindow window = Footprints.pixels(box.bounds(), grid);
        extent = Optional.of(extent.map(window::union).orElse(window));
      }
    }
    return extent;
  }

  /// How far a source's pixels may lie from where its catalogue says, in pixels: those that lie
  /// nearer to a chunk than this are looked at, and the header decides.
  public static final int MISPLACED_PIXELS = 8;

  /// Positions of the scenes of which some source touches the window, or may.
  public List<Integer> scenesAt(PixelWindow window) {
    var bounds = grid.crop(window).bounds();
    var reaches = new HashMap<GeoBox, Boolean>(); // many sources share a grid
    var touching = new ArrayList<Integer>();
    for (int i = 0; i < scenes.size(); i++) {
      for (var source : scenes.get(i).sources().values()) {
        Optional<GeoBox> box = source.grid().map(Optional::of).orElse(Optional.empty());
        if (box.isPresent() && reaches.computeIfAbsent(box.get(), b -> touches(b, bounds))) {
          touching.add(i);
          break;
        }
      }
    }
    return touching;
  }

  /// Whether pixels of a source touch the window, or may: bounds to one of the pixels by which its
  /// reach goes beyond it.
  boolean touches(GeoBox source, PixelWindow window) {
    return touches(source, grid.crop(window).bounds());
  }

  private static boolean touches(GeoBox source, BBox area) {
    return Footprints.touches(reach(source), area, 1.0 / Math.max(source.width(), source.height()));
  }

  private static BBox reach(GeoBox box) {
    BBox b = box.bounds();
    double x = MISPLACED_PIXELS * b.width() / box.width();
    double y = MISPLACED_PIXELS * b.height() / box.height();
    return new BBox(b.crs(), b.xMin() - x, b.yMin() - y, b.xMax() + x, b.yMax() + y);
  }

  /// Bytes of the result, uncompressed.
  public long outputBytes() {
    return grid.pixels() * output.times().size() * output.bands().size() * output.dtype().bytes();
  }

  /// The most bytes that the run's buffers take at one time.
  public long peakMemory() {
    return Planner.pixels(
                Math.min(chunking.width(), grid.width()),
                Math.min(chunking.height(), grid.height()),
                halo())
            * chunking.bytesPerPixel()
            * chunking.atOnce()
        + Planner.FIXED_BYTES;
  }

  public Plan withChunking(Chunking other) {
    return new Plan(grid, reasons, inputs, scenes, unread, steps, output, reading, other);
  }
}
