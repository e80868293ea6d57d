package dev.cairn.plan;

import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import dev.cairn.warp.Placement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a run of a plan will take, as far as it can be told without reading a pixel. Requests and
/// bytes are estimates from one source of each band; masks may make them less.
///
/// @param chunks pieces of the grid
/// @param sourceReads reads of a band of a scene for a chunk
/// @param requests requests to stores, headers included
/// @param readBytes compressed bytes
/// @param decodedBytes bytes of samples that are decoded
/// @param peakMemory bytes of buffers at one time
/// @param outputBytes bytes of the result, uncompressed
/// @param placements how sources get onto the grid, and how many
public record Cost(
    long chunks,
    long sourceReads,
    long requests,
    long readBytes,
    long decodedBytes,
    long peakMemory,
    long outputBytes,
    Map<Placement.Kind, Long> placements) {
  public Cost {
    placements = Map.copyOf(placements);
  }

  /// How a band is stored, learnt from the header of one of its sources at the level that will be
  /// read.
  ///
  /// @param pixelsPerPixel stored pixels that are decoded for a pixel of the full resolution's grid
  /// @param width columns of the level
  /// @param height rows of the level
  /// @param blockWidth columns of a block
  /// @param blockHeight rows of a block
  /// @param bytesPerPixel compressed bytes a stored pixel
  /// @param sampleBytes decoded bytes a stored pixel, all bands that a block holds
  public record Profile(
      double pixelsPerPixel,
      int width,
      int height,
      int blockWidth,
      int blockHeight,
      double bytesPerPixel,
      int sampleBytes) {}

  /// A source's way onto the grid: many sources share one.
  private record Way(GeoBox source, String input, Resampling method) {}

  /// @param profiles by the names of the plan's inputs; a band without one counts as uncompressed
  /// in blocks of 512×512
  public static Cost of(Plan plan, Map<String, Profile> profiles) {
    var ways = new LinkedHashMap<Way, Integer>();
    var types = new HashMap<String, DType>();
    for (var scene : plan.scenes()) {
      for (Plan.Input input : plan.inputs()) {
        RasterSource source = scene.sources().get(input.name());
        if (source != null && source.grid() instanceof Stated.As<GeoBox>(GeoBox grid)) {
          ways.merge(new Way(grid, input.name(), input.resampling()), 1, Integer::sum);
          types.put(input.name(), input.dtype());
        }
      }
    }
    long reads = 0;
    double bytes = 0;
    double decoded = 0;
    long headers = 0;
    var placements = new EnumMap<Placement.Kind, Long>(Placement.Kind.class);
    for (var entry : ways.entrySet()) {
      Way way = entry.getKey();
      int sources = entry.getValue();
      headers += sources;
      Placement placement =
          Placement.of(way.source, plan.grid(), way.method, plan.reading().warpError());
      placements.merge(placement.kind(), (long) sources, Long::sum);
      int sampleBytes = Objects.requireNonNull(types.get(way.input)).bytes();
      Profile profile =
          profiles.getOrDefault(
              way.input,
              new Profile(
                  1, way.source.width(), way.source.height(), 512, 512, sampleBytes, sampleBytes));
      for (long c = 0; c < plan.chunkCount(); c++) {
        PixelWindow chunk = plan.chunk(c);
        Optional<PixelWindow> window =
            plan.touches(way.source, chunk) ? placement.sourceWindow(chunk) : Optional.empty();
        if (window.isPresent()) {
          reads += sources;
          double pixels = storedPixels(window.get(), profile);
          bytes += sources * pixels * profile.bytesPerPixel();
          decoded += sources * pixels * profile.sampleBytes();
        }
      }
    }
    return new Cost(
        plan.chunkCount(),
        reads,
        headers + reads,
        Math.round(bytes),
        Math.round(decoded),
        plan.peakMemory(),
        plan.outputBytes(),
        placements);
  }

  /// Pixels of the blocks that a window of the full resolution touches.
  private static double storedPixels(PixelWindow window, Profile profile) {
    double shrink = Math.sqrt(profile.pixelsPerPixel());
    return blocks(
            window.col() * shrink, window.colEnd() * shrink, profile.blockWidth(), profile.width())
        * blocks(
            window.row() * shrink,
            window.rowEnd() * shrink,
            profile.blockHeight(),
            profile.height());
  }

  /// Pixels of the blocks along one axis that a run touches, those beyond the image left out.
  private static double blocks(double from, double to, int size, int length) {
    return Math.min(Math.ceil(to / size) * size, length) - Math.floor(from / size) * size;
  }
}
