package dev.cairn.sink;

import dev.cairn.base.InvalidRequest;
import dev.cairn.exec.Piece;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.format.tiff.CogImage;
import dev.cairn.format.tiff.CogOptions;
import dev.cairn.format.tiff.CogWriter;
import dev.cairn.format.tiff.OutputBand;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Stated;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Writes one time step as a Cloud Optimized GeoTIFF: a band each, named as the cube's.
public final class CogSink implements Sink {
  private final Path target;
  private final CogOptions options;
  private Optional<CogWriter> writer = Optional.empty();

  public CogSink(Path target, CogOptions options) {
    this.target = target;
    this.options = options;
  }

  @Override
  public void open(Plan plan) {
    Plan.Output output = plan.output();
    if (output.times().size() != 1) {
      throw new InvalidRequest(
          target.toString(),
          "a GeoTIFF holds one time step, the cube has "
              + output.times().size()
              + ": reduce them, or write .npy or .gif");
    }
    var metadata = new LinkedHashMap<String, String>();
    if (output.times().getFirst() instanceof Stated.As<Instant>(Instant time)) {
      metadata.put("CAIRN_TIME", time.toString());
    }
    var image =
        new CogImage(
            plan.grid(),
            output.dtype(),
            output.nodata(),
            output.bands().stream().map(OutputBand::of).toList(),
            metadata);
    writer = Optional.of(CogWriter.create(target, image, options));
  }

  @Override
  public void write(Piece piece) {
    CogWriter open = writer.orElseThrow();
    for (int b = 0; b < piece.bands().size(); b++) {
      open.write(b, piece.window(), piece.bands().get(b));
    }
  }

  @Override
  public void commit(Workers workers) {
    writer.orElseThrow().finish();
  }

  @Override
  public void close() {
    writer.ifPresent(CogWriter::close);
  }
}
