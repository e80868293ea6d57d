package dev.cairn.sink;

import dev.cairn.base.InvalidRequest;
import dev.cairn.exec.Piece;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.format.tiff.CogImage;
import dev.cairn.format.tiff.CogOptions;
import dev.cairn.format.tiff.CogWriter;
import dev.cairn.format.tiff.OutputBand;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Stated;
import dev.cairn.store.WritableStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Writes one time step as a Cloud Optimized GeoTIFF or a plain one: a band each, named as the
/// cube's. Tiles are compressed by the computing threads, each by one of them.
public final class CogSink implements Sink {
  /// Where the file goes.
  private interface Target {
    CogWriter begin(CogImage image, CogOptions options) throws InterruptedException;
  }

  private final String name;
  private final Target target;
  private final CogOptions options;
  private final CogImage.Missing missing;
  private Optional<CogWriter> writer = Optional.empty();

  public CogSink(Path target, CogOptions options) {
    this(target, options, CogImage.Missing.NO_DATA);
  }

  /// @param missing how pixels without a value are told
  public CogSink(Path target, CogOptions options, CogImage.Missing missing) {
    this(target.toString(), (i, o) -> CogWriter.create(target, i, o), options, missing);
  }

  /// Into an object of a store.
  public CogSink(WritableStore store, URI target, CogOptions options, CogImage.Missing missing) {
    this(target.toString(), (i, o) -> CogWriter.create(store, target, i, o), options, missing);
  }

  private CogSink(String name, Target target, CogOptions options, CogImage.Missing missing) {
    this.name = name;
    this.target = target;
    this.options = options;
    this.missing = missing;
  }

  @Override
  public void open(Plan plan) throws InterruptedException {
    Plan.Output output = plan.output();
    if (output.times().size() != 1) {
      throw new InvalidRequest(
          name,
          "a GeoTIFF holds one time step, the cube has "
              + output.times().size()
              + ": reduce them, or write .npy or .gif");
    }
    var metadata = new LinkedHashMap<String, String>();
    if (output.times().getFirst() instanceof Stated.As<Instant>(Instant time)) {
      metadata.put("CAIRN_TIME", time.toString());
    }
    var image =
        CogImage.of(
                plan.grid(),
                output.dtype(),
                output.nodata(),
                output.bands().stream().map(OutputBand::of).toList())
            .withMissing(missing)
            .withMetadata(metadata);
    writer = Optional.of(target.begin(image, options));
  }

  @Override
  public void write(Piece piece) {
    writer.orElseThrow().write(piece.window(), piece.window(), piece.bands());
  }

  @Override
  public void write(Piece piece, Workers workers) throws InterruptedException {
    CogWriter open = writer.orElseThrow();
    var tiles = new ArrayList<Callable<Boolean>>();
    for (PixelWindow part : open.parts(piece.window())) {
      tiles.add(
          () -> {
            open.write(part, piece.window(), piece.bands());
            return true;
          });
    }
    workers.computeAll(tiles);
  }

  @Override
  public void commit(Workers workers) throws InterruptedException {
    writer.orElseThrow().finish();
  }

  @Override
  public void close() {
    writer.ifPresent(CogWriter::close);
  }
}
