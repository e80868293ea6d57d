package dev.cairn.sink;

import dev.cairn.exec.Workers;
import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import dev.cairn.reduce.ExactPercentiles;
import dev.cairn.render.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Turns a stretch's wish into numbers: exact percentiles over all planes of a spool, whatever the
/// threads.
final class StackRange {
  private StackRange() {}

  static Stretch.Range of(
      Stretch stretch, FrameSpool spool, DType type, long planes, int atOnce, Workers workers)
      throws InterruptedException {
    double[] percents = stretch.percentiles().stream().mapToDouble(Double::doubleValue).toArray();
    if (percents.length == 0) {
      return stretch.range(_ -> Double.NaN);
    }
    ExactPercentiles pass =
        type == DType.FLOAT32
            ? ExactPercentiles.float32(percents)
            : ExactPercentiles.float64(percents);
    while (true) {
      count(pass, spool, planes, atOnce, workers);
      switch (pass.next()) {
        case ExactPercentiles.Outcome.Again(var following) -> pass = following;
        case ExactPercentiles.Outcome.Nothing() -> {
          return stretch.range(_ -> Double.NaN);
        }
        case ExactPercentiles.Outcome.Found(List<Double> values) -> {
          return stretch.range(
              p -> {
                for (int i = 0; i < percents.length; i++) {
                  if (percents[i] == p) {
                    return values.get(i);
                  }
                }
                throw new IllegalArgumentException("percentile " + p + " was not asked for");
              });
        }
      }
    }
  }

  private static void count(
      ExactPercentiles pass, FrameSpool spool, long planes, int atOnce, Workers workers)
      throws InterruptedException {
    int parts = (int) Math.min(planes, Math.min(atOnce, workers.count()));
    var work = new ArrayList<Callable<ExactPercentiles>>();
    for (int part = 0; part < parts; part++) {
      ExactPercentiles own = pass.fork();
      int first = part;
      work.add(
          () -> {
            for (long plane = first; plane < planes; plane += parts) {
              switch (spool.read(plane)) {
                case Samples.Float32(var v) -> own.add(v, 0, v.length);
                case Samples.Float64(var v) -> own.add(v, 0, v.length);
                case Samples other ->
                    throw new IllegalStateException("spooled as " + other.dtype());
              }
            }
            return own;
          });
    }
    workers.computeAll(work).forEach(pass::merge);
  }
}
