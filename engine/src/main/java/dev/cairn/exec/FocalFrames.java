package dev.cairn.exec;

import dev.cairn.cube.Step;
import dev.cairn.expr.Precision;
import dev.cairn.focal.CellSize;
import dev.cairn.focal.Neighbourhood;
import dev.cairn.focal.Patch;
import dev.cairn.focal.Terrain;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.FocalTiles;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Bands computed from pixels and those around, time step by time step. What comes in is larger by
/// the neighbourhoods' reach than what goes out.
///
/// @param held the pixels of what comes in
/// @param wanted those of what goes out
/// @param extent where the sources end, if they end along the grid's rows and columns
record FocalFrames(
    FrameStream in,
    List<Made> made,
    Precision precision,
    PixelWindow held,
    PixelWindow wanted,
    Optional<PixelWindow> extent,
    Workers workers,
    RunCounts counts)
    implements FrameStream {
  /// @param band position of the band of which it is made
  record Made(int band, Neighbourhood what, CellSize cells) {
    static List<Made> of(Step.Focal step, List<String> bands, GeoBox grid) {
      return step.bands().stream()
          .map(
              b ->
                  new Made(
                      bands.indexOf(b.band()),
                      b.spec().what(),
                      b.spec().what().looksAtCells() ? b.spec().cells().of(grid) : CellSize.PIXELS))
          .toList();
    }
  }

  @Override
  public int size() {
    return in.size();
  }

  @Override
  public Frame next() throws InterruptedException {
    if (!(in.next() instanceof Frame.Values(var bands))) {
      return new Frame.Empty();
    }
    Map<Integer, Raster> rasters = new HashMap<>();
    var out = new ArrayList<Samples>();
    for (Made m : made) {
      Raster raster = rasters.get(m.band);
      if (raster == null) {
        Samples samples = bands.get(m.band);
        raster =
            workers.compute(
                () -> Conversion.raster(held.width(), held.height(), samples, samples.dtype()));
        rasters.put(m.band, raster);
      }
      Samples values = Streams.missing(precision, Math.toIntExact(wanted.pixels()));
      if (!raster.valid().isNone()) {
        compute(m, raster, values);
      }
      out.add(values);
    }
    return new Frame.Values(out);
  }

  private void compute(Made m, Raster raster, Samples values) throws InterruptedException {
    var patch = new Patch(raster, held, held);
    var tiles = new ArrayList<Callable<Boolean>>();
    for (PixelWindow tile : FocalTiles.of(wanted, m.what)) {
      tiles.add(() -> tile(m, patch, tile, values));
    }
    workers.computeAll(tiles);
    if (extent.isPresent()
        && m.what instanceof Terrain terrain
        && terrain.edges() == Terrain.Edges.COMPUTED) {
      for (PixelWindow edge : edges(extent.get())) {
        PixelWindow around = m.what.needed(edge, extent.get());
        var there = new Patch(crop(raster, around), around, extent.get());
        workers.compute(() -> tile(m, there, edge, values));
      }
    }
  }

  /// The wanted pixels along the edges of where the sources end: what is beyond is no missing value
  /// but no pixel.
  private List<PixelWindow> edges(PixelWindow image) {
    var edges = new ArrayList<PixelWindow>();
    for (PixelWindow edge :
        List.of(
            new PixelWindow(image.col(), image.row(), image.width(), 1),
            new PixelWindow(image.col(), image.rowEnd() - 1, image.width(), 1),
            new PixelWindow(image.col(), image.row(), 1, image.height()),
            new PixelWindow(image.colEnd() - 1, image.row(), 1, image.height()))) {
      edge.intersection(wanted).ifPresent(edges::add);
    }
    return edges;
  }

  private Raster crop(Raster raster, PixelWindow part) {
    int pixels = Math.toIntExact(part.pixels());
    Samples samples = Samples.allocate(raster.dtype(), pixels);
    Validity valid = Validity.all(pixels);
    int from = (part.row() - held.row()) * held.width() + part.col() - held.col();
    raster
        .samples()
        .copyRect(from, held.width(), samples, 0, part.width(), part.width(), part.height());
    for (int row = 0; row < part.height(); row++) {
      valid.andRange(row * part.width(), raster.valid(), from + row * held.width(), part.width());
    }
    return new Raster(part.width(), part.height(), samples, valid);
  }

  /// Computes a tile and puts it in its place.
  private boolean tile(Made m, Patch patch, PixelWindow tile, Samples values) {
    long start = System.nanoTime();
    Raster result = m.what.apply(patch, m.cells, tile);
    var line = new double[tile.width()];
    for (int row = 0; row < tile.height(); row++) {
      int from = row * tile.width();
      result.samples().widen(from, line, 0, line.length);
      for (int i = 0; i < line.length; i++) {
        if (!result.valid().get(from + i)) {
          line[i] = Double.NaN;
        }
      }
      int at = (tile.row() + row - wanted.row()) * wanted.width() + tile.col() - wanted.col();
      switch (precision) {
        case FLOAT32 -> {
          float[] v = (float[]) values.array();
          for (int i = 0; i < line.length; i++) {
            v[at + i] = (float) line[i];
          }
        }
        case FLOAT64 -> System.arraycopy(line, 0, values.array(), at, line.length);
      }
    }
    counts.focal.add(System.nanoTime() - start);
    return true;
  }

  @Override
  public void skip() throws InterruptedException {
    in.skip();
  }

  @Override
  public void close() {
    in.close();
  }
}
