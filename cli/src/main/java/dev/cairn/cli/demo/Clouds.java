package dev.cairn.cli.demo;

import static dev.cairn.cli.demo.Noise.hash;

import dev.cairn.cli.demo.Acquisition.Sky;
import dev.cairn.cli.demo.Noise.Spectrum;
import dev.cairn.geo.PixelWindow;

/// The clouds of one scene, their shadows, and what a cloud detector makes of them. Grids are `(y,
/// x)` over the scene's window. Built once, then read.
final class Clouds {
  private static final int RING = 3; // pixels around a cloud that count as near it

  /// How much of the ground cloud hides, 0 to 1.
  final float[] alpha;
  /// Reflectance of the cloud.
  final float[] white;
  /// How much of the ground a thin high sheet hides.
  final float[] veil;
  /// The share of sunlight that clouds keep from the ground.
  final float[] shade;
  /// Bits of [Quality] that a detector finds: cloud, near cloud, cirrus, shadow.
  final byte[] found;

  Clouds(Sky sky, double sunAzimuth, double sunElevation, PixelWindow window) {
    int w = window.width();
    int h = window.height();
    int n = w * h;
    double azimuth = StrictMath.toRadians(sunAzimuth);
    double high = sky.kind() == Sky.Kind.FRONT ? 2100 : 950 + 500 * Noise.unit(sky.seed(), 1, 1);
    double reach = Math.min(high / StrictMath.tan(StrictMath.toRadians(sunElevation)) / 30, 110);
    // The cloud that shades a pixel lies towards the sun: to the south-east, in the morning.
    int dx = (int) Math.rint(reach * StrictMath.sin(azimuth));
    int dy = (int) Math.rint(-reach * StrictMath.cos(azimuth));
    int left = Math.max(0, -dx);
    int top = Math.max(0, -dy);
    int pw = w + Math.abs(dx);
    int ph = h + Math.abs(dy);
    float[] body = body(sky, window.col() - left, window.row() - top, pw, ph);
    float thr = Noise.quantile(body, 1 - sky.cover());
    float soft = sky.kind() == Sky.Kind.FRONT ? 0.20f : 0.085f;
    float deep = sky.kind() == Sky.Kind.FRONT ? 0.9f : 0.42f;
    alpha = new float[n];
    white = new float[n];
    shade = new float[n];
    veil = sky.kind() == Sky.Kind.CIRRUS ? veil(sky, window) : new float[n];
    // A lit side and a dark side, two pixels apart.
    int lit = 2 * Integer.signum(dx) + 2 * pw * Integer.signum(dy);
    for (int row = 0; row < h; row++) {
      int p = (row + top) * pw + left;
      int q = (row + top + dy) * pw + left + dx;
      int i = row * w;
      for (int col = 0; col < w; col++) {
        float b = body[p + col] - thr;
        if (b > 0) {
          alpha[i + col] = Math.min(1, b / soft);
          int towards = Math.clamp(p + col + lit, 0, body.length - 1);
          float side = Math.clamp((body[p + col] - body[towards]) * 0.8f, -0.16f, 0.16f);
          float thick = Math.min(1, b / deep);
          white[i + col] = 0.36f + 0.42f * thick * (2 - thick) + side;
        }
        float s = body[q + col] - thr;
        if (s > 0) {
          shade[i + col] = 0.72f * Math.min(1, s / (1.6f * soft));
        }
      }
    }
    found = detect(sky, window);
  }

  private static float[] body(Sky sky, int x0, int y0, int w, int h) {
    int seed = sky.seed();
    float[] v = new float[w * h];
    switch (sky.kind()) {
      case CUMULUS, CIRRUS -> {
        double cell = 26 + 26 * Noise.unit(seed, 2, 2);
        Noise.add(v, w, h, x0, y0, Spectrum.of(cell, 5, 0.62), seed, 0.75f);
        Noise.add(v, w, h, x0, y0, Spectrum.of(230, 2, 0.6), hash(seed, 3, 3), 0.75f);
      }
      case FRONT -> {
        Noise.add(v, w, h, x0, y0, new Spectrum(170, 120, 0.5, 7, 0.56f), seed, 0.9f);
        // A front lies across the scene; what is behind it is all cloud.
        double turn = 2 * Math.PI * Noise.unit(seed, 4, 4);
        float gx = (float) (StrictMath.cos(turn) / 260);
        float gy = (float) (StrictMath.sin(turn) / 260);
        for (int row = 0; row < h; row++) {
          for (int col = 0; col < w; col++) {
            v[row * w + col] +=
                gx * (col + x0 - Terrain.FRAME / 2f) + gy * (row + y0 - Terrain.FRAME / 2f);
          }
        }
      }
    }
    return v;
  }

  private static float[] veil(Sky sky, PixelWindow window) {
    int seed = hash(sky.seed(), 5, 5);
    double lean = 1.6 * Noise.unit(seed, 1, 1) - 0.8;
    float[] v =
        Noise.grid(
            window.width(),
            window.height(),
            window.col(),
            window.row(),
            new Spectrum(60, 240, lean, 5, .58f),
            seed);
    float thr = Noise.quantile(v, 0.55);
    for (int i = 0; i < v.length; i++) {
      v[i] = Math.clamp((v[i] - thr) * 0.35f, 0f, 0.42f);
    }
    return v;
  }

  /// As good as a real detector: it overlooks thin edges in some places, elsewhere it is careful.
  private byte[] detect(Sky sky, PixelWindow window) {
    int w = window.width();
    int h = window.height();
    float[] doubt =
        Noise.grid(
            w, h, window.col(), window.row(), Spectrum.of(46, 2, 0.5), hash(sky.seed(), 6, 6));
    byte[] out = new byte[w * h];
    byte[] near = new byte[w * h];
    for (int i = 0; i < out.length; i++) {
      float limit = doubt[i] > 0.9f ? 0.65f : 0.18f;
      if (alpha[i] > limit) {
        out[i] |= Quality.CLOUD;
        near[i] = doubt[i] > 0.9f ? 0 : (byte) 1;
      }
      if (veil[i] > 0.012f) {
        out[i] |= Quality.CIRRUS;
      }
    }
    dilate(near, w, h, RING);
    for (int i = 0; i < out.length; i++) {
      if (near[i] != 0 && (out[i] & Quality.CLOUD) == 0) {
        out[i] |= Quality.DILATED;
      }
      near[i] = (byte) (shade[i] > 0.12f ? 1 : 0);
    }
    dilate(near, w, h, 1);
    for (int i = 0; i < out.length; i++) {
      if (near[i] != 0 && (out[i] & Quality.CLOUD) == 0) {
        out[i] |= Quality.SHADOW;
      }
    }
    return out;
  }

  /// Grows the ones of a grid by `r` pixels along rows, then along columns.
  static void dilate(byte[] v, int w, int h, int r) {
    byte[] line = new byte[Math.max(w, h)];
    for (int row = 0; row < h; row++) {
      grow(v, row * w, 1, w, r, line);
    }
    for (int col = 0; col < w; col++) {
      grow(v, col, w, h, r, line);
    }
  }

  private static void grow(byte[] v, int from, int stride, int length, int r, byte[] line) {
    int until = -1; // last pixel that a one seen so far reaches
    for (int i = 0; i < length + r; i++) {
      if (i < length && v[from + i * stride] != 0) {
        until = i + 2 * r;
      }
      if (i >= r) {
        line[i - r] = (byte) (i <= until ? 1 : 0);
      }
    }
    for (int i = 0; i < length; i++) {
      v[from + i * stride] = line[i];
    }
  }
}
