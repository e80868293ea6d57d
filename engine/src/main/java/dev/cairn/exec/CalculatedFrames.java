package dev.cairn.exec;

import dev.cairn.expr.NamedExpr;
import dev.cairn.expr.Precision;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Scaling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Arithmetic on time steps that were computed before.
record CalculatedFrames(
    FrameStream in,
    List<String> names,
    List<NamedExpr> outputs,
    Precision precision,
    PixelWindow chunk,
    Workers workers,
    RunCounts counts)
    implements FrameStream {
  @Override
  public int size() {
    return in.size();
  }

  @Override
  public Frame next() throws InterruptedException {
    if (!(in.next() instanceof Frame.Values(var bands))) {
      return new Frame.Empty();
    }
    return workers.compute(
        () -> {
          long start = System.nanoTime();
          Map<String, Raster> rasters = new LinkedHashMap<>();
          Map<String, Scaling> scalings = new LinkedHashMap<>();
          for (int i = 0; i < names.size(); i++) {
            rasters.put(
                names.get(i),
                Conversion.raster(chunk.width(), chunk.height(), bands.get(i), precision.dtype()));
            scalings.put(names.get(i), Scaling.IDENTITY);
          }
          var values = Kernels.run(precision, outputs, rasters, scalings, Optional.empty());
          counts.kernel.add(System.nanoTime() - start);
          return new Frame.Values(values);
        });
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
