package dev.cairn.testing;

import dev.cairn.exec.Piece;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Raster;
import java.util.Arrays;

/// Keeps a window of every step and band, NaN where there is no value.
public final class WindowSink implements Sink {
  private final PixelWindow window;
  private double[][] planes = new double[0][];
  private int bands;

  public WindowSink(PixelWindow window) {
    this.window = window;
  }

  public PixelWindow window() {
    return window;
  }

  public int bands() {
    return bands;
  }

  /// How many time steps there are.
  public int times() {
    return planes.length / bands;
  }

  /// The window's values, row by row.
  public double[] plane(int time, int band) {
    return planes[time * bands + band];
  }

  @Override
  public void open(Plan plan) {
    bands = plan.output().bands().size();
    planes = new double[plan.output().times().size() * bands][(int) window.pixels()];
    for (double[] p : planes) {
      Arrays.fill(p, Double.NaN);
    }
  }

  @Override
  public void write(Piece piece) {
    piece
        .window()
        .intersection(window)
        .ifPresent(
            common -> {
              for (int b = 0; b < bands; b++) {
                Raster raster = piece.bands().get(b);
                double[] plane = planes[piece.time() * bands + b];
                for (int row = common.row(); row < common.rowEnd(); row++) {
                  for (int col = common.col(); col < common.colEnd(); col++) {
                    int from =
                        (row - piece.window().row()) * raster.width() + col - piece.window().col();
                    plane[(row - window.row()) * window.width() + col - window.col()] =
                        raster.valid().get(from) ? raster.samples().at(from) : Double.NaN;
                  }
                }
              }
            });
  }

  @Override
  public void commit(Workers workers) {}

  @Override
  public void close() {}
}
