package dev.cairn.cli.demo;

/// Fractal noise from hashed lattices: the same numbers on every machine.
///
/// Lattice values are smoothed by quadratic B-splines. A row's lattice is interpolated once, so an
/// octave costs a few operations a pixel. Octaves are sheared against each other, which hides the
/// lattice's axes. Stateless.
final class Noise {
  private static final double[] SHEAR = {0.23, -0.41, 0.57, -0.19, 0.37, -0.53, 0.11, -0.31};
  private static final double FAR = 1 << 16; // keeps lattice coordinates positive

  private Noise() {}

  /// A well mixed hash of three integers.
  static int hash(int x, int y, int seed) {
    int h = x * 0x9E3779B1 ^ y * 0x85EBCA77 ^ seed * 0xC2B2AE3D;
    h ^= h >>> 15;
    h *= 0x2C1B3C6D;
    h ^= h >>> 12;
    h *= 0x297A2D39;
    h ^= h >>> 15;
    return h;
  }

  /// A hash as a number in [0, 1).
  static float unit(int hash) {
    return (hash >>> 8) * 0x1p-24f;
  }

  /// A number in [0, 1) for two integers.
  static float unit(int x, int y, int seed) {
    return unit(hash(x, y, seed));
  }

  /// How octaves add up.
  ///
  /// @param cellX lattice spacing of the first octave along x, pixels
  /// @param cellY the same along y
  /// @param lean shear of the whole, x pixels a y pixel: with unequal cells, the direction of
  /// streaks
  /// @param octaves each of half the spacing
  /// @param gain amplitude of an octave relative to the one before
  record Spectrum(double cellX, double cellY, double lean, int octaves, float gain) {
    static Spectrum of(double cell, int octaves, double gain) {
      return new Spectrum(cell, cell, 0, octaves, (float) gain);
    }
  }

  /// Adds noise of about ±`amplitude` around 0 to a grid `(y, x)` whose pixel (0, 0) lies at `(x0,
  /// y0)` of the world.
  static void add(
      float[] out, int width, int height, int x0, int y0, Spectrum s, int seed, float amplitude) {
    double cellX = s.cellX;
    double cellY = s.cellY;
    float a = amplitude;
    for (int o = 0; o < s.octaves; o++) {
      double shear = s.lean + (s.cellX == s.cellY ? SHEAR[o & 7] : 0);
      octave(out, width, height, x0, y0, cellX, cellY, shear, hash(seed, o, 77), a);
      cellX /= 2;
      cellY /= 2;
      a *= s.gain;
    }
  }

  /// A grid of such noise.
  static float[] grid(int width, int height, int x0, int y0, Spectrum s, int seed) {
    float[] out = new float[width * height];
    add(out, width, height, x0, y0, s, seed, 1);
    return out;
  }

  private static void octave(
      float[] out,
      int width,
      int height,
      int x0,
      int y0,
      double cellX,
      double cellY,
      double shear,
      int seed,
      float amplitude) {
    float step = (float) (1 / cellX);
    float[] lattice = new float[(int) (width / cellX) + 5];
    float a = amplitude * 2.2f; // splines flatten
    for (int row = 0; row < height; row++) {
      double gy = (y0 + row) / cellY + FAR;
      int j = (int) gy;
      float fy = (float) (gy - j);
      float wy0 = 0.5f * (1 - fy) * (1 - fy);
      float wy2 = 0.5f * fy * fy;
      float wy1 = 1 - wy0 - wy2;
      double gx = (x0 + shear * (y0 + row)) / cellX + FAR;
      int i0 = (int) gx;
      float t0 = (float) (gx - i0);
      for (int i = 0; i < lattice.length; i++) {
        lattice[i] =
            a
                * (wy0 * unit(hash(i0 + i, j, seed))
                    + wy1 * unit(hash(i0 + i, j + 1, seed))
                    + wy2 * unit(hash(i0 + i, j + 2, seed))
                    - 0.5f);
      }
      int at = row * width;
      for (int col = 0; col < width; col++) {
        float t = t0 + col * step;
        int i = (int) t;
        float f = t - i;
        float w0 = 0.5f * (1 - f) * (1 - f);
        float w2 = 0.5f * f * f;
        out[at + col] += w0 * lattice[i] + (1 - w0 - w2) * lattice[i + 1] + w2 * lattice[i + 2];
      }
    }
  }

  /// Smooth noise of about ±1 at one place of a line.
  static double line(double x, int seed) {
    double g = x + FAR;
    int i = (int) g;
    double f = g - i;
    double w0 = 0.5 * (1 - f) * (1 - f);
    double w2 = 0.5 * f * f;
    double v =
        w0 * unit(hash(i, 0, seed))
            + (1 - w0 - w2) * unit(hash(i + 1, 0, seed))
            + w2 * unit(hash(i + 2, 0, seed));
    return (v - 0.5) * 2.6;
  }

  /// Several octaves of [#line].
  static double line(double x, double cell, int octaves, int seed) {
    double v = 0;
    double a = 1;
    double c = cell;
    for (int o = 0; o < octaves; o++) {
      v += a * line(x / c, hash(seed, o, 78));
      c /= 2;
      a /= 2;
    }
    return v;
  }

  /// The value below which the share `q` of the numbers lies, from every eleventh of them.
  static float quantile(float[] v, double q) {
    float[] some = new float[(v.length + 10) / 11];
    for (int i = 0; i < some.length; i++) {
      some[i] = v[11 * i];
    }
    java.util.Arrays.sort(some);
    return some[Math.clamp((int) (q * some.length), 0, some.length - 1)];
  }

  /// 0 below `a`, 1 above `b`, smooth between.
  static float smoothstep(float a, float b, float x) {
    float t = Math.clamp((x - a) / (b - a), 0f, 1f);
    return t * t * (3 - 2 * t);
  }

  static double smoothstep(double a, double b, double x) {
    double t = Math.clamp((x - a) / (b - a), 0.0, 1.0);
    return t * t * (3 - 2 * t);
  }
}
