package dev.cairn.sink;

import dev.cairn.exec.Piece;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.format.npy.NpyLayout;
import dev.cairn.format.npy.NpyWriter;
import dev.cairn.plan.Plan;
import dev.cairn.store.NewFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Writes the cube as a NumPy array (time, band, y, x) in the output's type.
public final class NpySink implements Sink {
  private final Path target;
  private final NewFile.Existing existing;
  private Optional<NpyWriter> writer = Optional.empty();
  private int bands;

  public NpySink(Path target, NewFile.Existing existing) {
    this.target = target;
    this.existing = existing;
  }

  @Override
  public void open(Plan plan) {
    Plan.Output output = plan.output();
    bands = output.bands().size();
    var layout =
        new NpyLayout(
            List.of(output.times().size(), bands, plan.grid().height(), plan.grid().width()),
            output.dtype(),
            output.nodata());
    writer = Optional.of(NpyWriter.create(target, layout, existing));
  }

  @Override
  public void write(Piece piece) {
    NpyWriter open = writer.orElseThrow();
    for (int b = 0; b < piece.bands().size(); b++) {
      open.write((long) piece.time() * bands + b, piece.window(), piece.bands().get(b));
    }
  }

  @Override
  public void commit(Workers workers) {
    writer.orElseThrow().finish();
  }

  @Override
  public void close() {
    writer.ifPresent(NpyWriter::close);
  }
}
