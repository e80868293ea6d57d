package dev.cairn.plan;

import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import dev.cairn.warp.Placement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
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

  private record Way(GeoBox source, Resampling method) {}

  /// @param profiles by the names of the plan's inputs; a band without one counts as uncompressed
  /// in blocks of 512×512
  public static Cost of(Plan plan, Map<String, Profile> profiles) {
    long reads = 0;
    double bytes = 0;
    double decoded = 0;
    long headers = 0;
    int halo = plan.halo();
    var known = new HashMap<Way, Placement>(); // many sources share a grid
    var placements = new EnumMap<Placement.Kind, Long>(Placement.Kind.class);
    for (var scene : plan.scenes()) {
      for (Plan.Input input : plan.inputs()) {
        RasterSource source = scene.sources().get(input.name());
        if (source == null || !(source.grid() instanceof Stated.As<GeoBox>(GeoBox grid))) {
          continue;
        }
        headers++;
        Placement placement =
            known.computeIfAbsent(
                new Way(grid, input.resampling()),
                way ->
                    Placement.of(way.source, plan.grid(), way.method, plan.reading().warpError()));
        placements.merge(placement.kind(), 1L, Long::sum);
        Profile profile =
            profiles.getOrDefault(
                input.name(),
                new Profile(
                    1,
                    grid.width(),
                    grid.height(),
                    512,
                    512,
                    input.dtype().bytes(),
                    input.dtype().bytes()));
        for (long c = 0; c < plan.chunkCount(); c++) {
          Optional<PixelWindow> window = placement.sourceWindow(Plan.grown(plan.chunk(c), halo));
          if (window.isPresent()) {
            reads++;
            double pixels = storedPixels(window.get(), profile);
            bytes += pixels * profile.bytesPerPixel();
            decoded += pixels * profile.sampleBytes();
          }
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
