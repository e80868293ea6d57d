package dev.cairn.cli.demo;

import java.util.Arrays;
import java.util.List;

/// A median of clear pixels over the ground, computed as plainly as can be: what the job is
/// compared with.
///
/// @param bands blue, green, red; NaN where no pass had a clear look
/// @param looks clear looks a pixel
record Composite(float[][] bands, byte[] looks) {
  /// Cloud, near cloud, cirrus, shadow.
  private static final int MASKED = 0b11110;

  static Composite of(World world, List<Acquisition> passes) {
    int n = world.ground().width();
    byte[] looks = new byte[n * n];
    short[][][] values = new short[3][passes.size()][n * n];
    for (int k = 0; k < passes.size(); k++) {
      Acquisition a = passes.get(k);
      Exposure e = world.expose(a);
      for (int row = 0; row < n; row++) {
        int r = row + Terrain.MARGIN - a.window().row();
        for (int col = 0; col < n; col++) {
          int c = col + Terrain.MARGIN - a.window().col();
          if (r < 0 || c < 0 || r >= a.window().height() || c >= a.window().width()) {
            continue;
          }
          int from = r * a.window().width() + c;
          if (e.bands()[0][from] != 0 && (e.quality()[from] & MASKED) == 0) {
            int i = row * n + col;
            for (int b = 0; b < 3; b++) {
              values[b][looks[i]][i] = e.bands()[b][from];
            }
            looks[i]++;
          }
        }
      }
    }
    float[][] bands = new float[3][n * n];
    int[] sorted = new int[passes.size()];
    for (int b = 0; b < 3; b++) {
      for (int i = 0; i < n * n; i++) {
        int m = looks[i];
        for (int k = 0; k < m; k++) {
          sorted[k] = values[b][k][i] & 0xFFFF;
        }
        Arrays.sort(sorted, 0, m);
        bands[b][i] =
            m == 0 ? Float.NaN : (sorted[(m - 1) / 2] + sorted[m / 2]) / 2f * 2.75e-5f - 0.2f;
      }
    }
    return new Composite(bands, looks);
  }

  long gaps() {
    long gaps = 0;
    for (byte l : looks) {
      gaps += l == 0 ? 1 : 0;
    }
    return gaps;
  }
}
