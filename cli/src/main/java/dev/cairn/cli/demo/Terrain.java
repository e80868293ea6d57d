package dev.cairn.cli.demo;

import static dev.cairn.cli.demo.Noise.hash;
import static dev.cairn.cli.demo.Noise.smoothstep;
import static dev.cairn.cli.demo.Noise.unit;

import dev.cairn.cli.demo.Noise.Spectrum;

/// What does not move in ten years: the mainland with its river, ponds, woods, fields, towns and
/// marshes, and the bed of the lagoon. Grids are `(y, x)` over the frame of [#FRAME]² pixels, of
/// which the ground without its margin is the middle. Computed once; the arrays are read by all and
/// written by nobody afterwards.
final class Terrain {
  /// Pixels around the ground that scenes may reach into.
  static final int MARGIN = 104;

  /// Side of the ground, pixels.
  static final int GROUND = 800;

  static final int FRAME = GROUND + 2 * MARGIN;

  private static final int M = MARGIN;
  private static final int BLOCK = 84; // side of a block of fields
  /// Towns: column, row, radius.
  private static final int[][] TOWNS = {
    {M + 262, M + 482, 46}, {M + 440, M + 742, 30}, {M + 520, M + 34, 24}, {M + 70, M + 660, 18}
  };

  /// Roads: from column, row to column, row.
  private static final int[][] ROADS = {
    {M + 262, M + 482, M + 440, M + 742},
    {M + 262, M + 482, M + 70, M + 660},
    {M + 262, M + 482, M + 300, M + 250},
    {M + 300, M + 250, M + 322, M + 118},
    {M + 322, M + 118, M + 520, M + 34},
    {M + 300, M + 250, M + 120, -1},
    {M + 262, M + 482, -1, M + 420},
    {M + 440, M + 742, M + 380, FRAME},
  };

  final int seed;
  /// Column of the mainland's shore without its small bays, by row.
  final double[] mainShore = new double[FRAME];
  /// Distance to the nearest shore of mainland, river, ponds and marsh islands in pixels: positive
  /// on land.
  final float[] land = new float[FRAME * FRAME];
  /// [Cover]'s ordinal on land, and what would grow there under water.
  final byte[] cover = new byte[FRAME * FRAME];
  /// Grain of brightness, about ±1.
  final float[] grain;
  /// How lush, about ±1, in patches.
  final float[] lush;
  /// Depth of lagoon and bay, metres.
  final float[] bed;

  Terrain(int seed) {
    this.seed = seed;
    grain = Noise.grid(FRAME, FRAME, 0, 0, Spectrum.of(9, 3, 0.7), hash(seed, 1, 0));
    lush = Noise.grid(FRAME, FRAME, 0, 0, Spectrum.of(60, 4, 0.6), hash(seed, 2, 0));
    bed = Noise.grid(FRAME, FRAME, 0, 0, Spectrum.of(70, 5, 0.55), hash(seed, 3, 0));
    float[] bays = Noise.grid(FRAME, FRAME, 0, 0, Spectrum.of(95, 6, 0.52), hash(seed, 4, 0));
    float[] woods = Noise.grid(FRAME, FRAME, 0, 0, Spectrum.of(120, 6, 0.6), hash(seed, 5, 0));
    for (int row = 0; row < FRAME; row++) {
      double y = row - M;
      mainShore[row] =
          M
              + 352
              + 262 * smoothstep(158, 18, y)
              + 165 * smoothstep(600, 770, y)
              + 12 * Noise.line(row, 160, 2, hash(seed, 6, 0));
    }
    double[] river = new double[FRAME];
    for (int col = 0; col < FRAME; col++) {
      double x = col - M;
      double wander =
          34 * Noise.line(x, 74, 1, hash(seed, 7, 0)) + 9 * Noise.line(x, 24, 1, hash(seed, 8, 0));
      river[col] = M + 250 + 0.42 * x + wander * smoothstep(420, 330, x);
    }
    for (int row = 0; row < FRAME; row++) {
      for (int col = 0; col < FRAME; col++) {
        shape(col, row, bays, river);
      }
    }
    for (int row = 0; row < FRAME; row++) {
      for (int col = 0; col < FRAME; col++) {
        int i = row * FRAME + col;
        cover[i] = (byte) cover(col, row, woods[i], river);
        double channel = Math.max(0, 1 - Math.abs(bed[i]) * 5.5);
        bed[i] = (float) (1.5 + 0.5 * lush[i] + 0.3 * grain[i] + 2.6 * channel * channel);
      }
    }
  }

  /// Row of the river's mouth is where the river line meets the shore; its column.
  static final int MOUTH_COL = M + 356;

  static final int MOUTH_ROW = M + 400;

  private void shape(int col, int row, float[] bays, double[] river) {
    int i = row * FRAME + col;
    // Exposed beaches are straight, the lagoon's shore is ragged.
    double y = row - M;
    double sheltered = smoothstep(36, 75, y) * smoothstep(690, 590, y);
    double slope = (mainShore[Math.min(row + 1, FRAME - 1)] - mainShore[Math.max(row - 1, 0)]) / 2;
    double d =
        (mainShore[row] - col) / Math.sqrt(1 + slope * slope) + (0.8 + 52 * sheltered) * bays[i];
    double run = (river[Math.min(col + 1, FRAME - 1)] - river[Math.max(col - 1, 0)]) / 2;
    double wide = 1.6 + 4.2 * smoothstep(M + 150, MOUTH_COL + 10, col);
    double bank = Math.abs(row - river[col]) / Math.sqrt(1 + run * run) - wide - 0.5 * grain[i];
    d = Math.min(d, bank);
    for (int k = 0; k < 11; k++) {
      double px = M - 60 + 420 * unit(k, 1, seed);
      double py = M + 760 * unit(k, 2, seed);
      double r = 3 + 8 * unit(k, 3, seed) * unit(k, 4, seed);
      double dx = col - px;
      double dy = (row - py) * (0.8 + 0.6 * unit(k, 5, seed));
      if (Math.abs(dx) < 40 && Math.abs(dy) < 40) {
        d = Math.min(d, Math.sqrt(dx * dx + dy * dy) - r - 3 * bays[i] - grain[i]);
      }
    }
    // Marsh islands in the lagoon's eastern half.
    double middle =
        smoothstep(M + 430, M + 490, col)
            * smoothstep(M + 566, M + 535, col)
            * smoothstep(M + 150, M + 200, row)
            * smoothstep(M + 540, M + 480, row);
    double island = 26 * (middle * (0.66 + 0.95 * bays[i]) - 0.62);
    land[i] = (float) Math.max(d, island);
  }

  private int cover(int col, int row, float wood, double[] river) {
    int i = row * FRAME + col;
    float d = land[i];
    double inland = mainShore[row] - col;
    boolean exposed = row < M + 50 || row > M + 650;
    if (exposed && inland < 8 + 1.5 * grain[i]) {
      double beach = 5.2 * smoothstep(M + 640, M + 690, row);
      return inland < beach + grain[i] ? Cover.SAND : Cover.DUNE;
    }
    double marshy = 3 + 17 * lush[i] + 6 * grain[i];
    double riverside = Math.abs(row - river[col]);
    if (d < 0) {
      return riverside < 12 || inland < 30
          ? Cover.MARSH
          : Cover.DECIDUOUS; // what fringes river and lagoon, and ponds
    }
    if (inland < -25
        || (!exposed && inland < 70 && d < Math.max(1.2, marshy))
        || (riverside < 16 && d < 6 && col > M + 240)) {
      return Cover.MARSH;
    }
    if (onRoad(col, row)) {
      return Cover.STREET;
    }
    for (int[] town : TOWNS) {
      int c = town(col, row, town, wood);
      if (c >= 0) {
        return c;
      }
    }
    double farm = 0.55 - (col - M) / 520.0 + 0.9 * wood + (riverside < 60 ? 0.1 : 0);
    if (farm > 0.08) {
      int field = field(col, row);
      if (field >= 0) {
        return field;
      }
      return Cover.DECIDUOUS;
    }
    if (inland < 60 && lush[i] < -0.25) {
      return Cover.SCRUB;
    }
    float mix = lush[i] + 0.5f * grain[i];
    return mix > 0.12 ? Cover.CONIFER : mix < -0.55 ? Cover.GRASS : Cover.DECIDUOUS;
  }

  private static boolean onRoad(int col, int row) {
    for (int[] r : ROADS) {
      double dx = r[2] - r[0];
      double dy = r[3] - r[1];
      double length = Math.sqrt(dx * dx + dy * dy);
      double along = ((col - r[0]) * dx + (row - r[1]) * dy) / length;
      double across = ((col - r[0]) * dy - (row - r[1]) * dx) / length;
      if (along >= 0 && along <= length && Math.abs(across) < 20) {
        double bend =
            13
                * Noise.line(along, 90, 2, r[0] + r[3])
                * smoothstep(0, 30, along)
                * smoothstep(length, length - 30, along);
        if (Math.abs(across - bend) < 0.62) {
          return true;
        }
      }
    }
    return false;
  }

  private int town(int col, int row, int[] town, float wood) {
    double dx = col - town[0];
    double dy = row - town[1];
    double r = Math.sqrt(dx * dx + dy * dy) / town[2] + 0.8 * wood;
    if (r > 1.15) {
      return -1;
    }
    double u = 0.94 * dx + 0.34 * dy;
    double v = -0.34 * dx + 0.94 * dy;
    int su = Math.floorMod((int) Math.floor(u), 5);
    int sv = Math.floorMod((int) Math.floor(v), 7);
    boolean street = su == 0 || sv == 0;
    int h = hash(col, row, seed + 31);
    int lot = hash((int) Math.floor(u / 5), (int) Math.floor(v / 7), seed + 32);
    if (r < 0.42) {
      return (h & 15) == 0
          ? Cover.ROOF
          : street ? Cover.STREET : unit(lot) < 0.12 ? Cover.GRASS : Cover.URBAN;
    }
    if (unit(lot) > 1.35 - r) {
      return -1;
    }
    return street
        ? ((h & 3) == 0 ? Cover.STREET : Cover.SUBURB)
        : (h & 31) == 0 ? Cover.ROOF : Cover.SUBURB;
  }

  /// A field, a track, or −1 for the hedge between.
  private int field(int col, int row) {
    boolean north = row < M + 300;
    double a = north ? 0.28 : -0.17;
    double b = Math.sqrt(1 - a * a);
    double u = b * col + a * row + 4000;
    double v = -a * col + b * row + 4000;
    int bu = (int) (u / BLOCK);
    int bv = (int) (v / BLOCK);
    double x0 = 0;
    double y0 = 0;
    double x1 = BLOCK;
    double y1 = BLOCK;
    double x = u - (double) bu * BLOCK;
    double y = v - (double) bv * BLOCK;
    int id = hash(bu, bv, seed + 40);
    if (Math.min(Math.min(x, BLOCK - x), Math.min(y, BLOCK - y)) < 0.6 && (id & 3) != 0) {
      return Cover.TRACK;
    }
    for (int depth = 0; depth < 6; depth++) {
      double w = x1 - x0;
      double h = y1 - y0;
      if (Math.max(w, h) < 17 || (depth > 2 && unit(hash(id, depth, 1)) < 0.35)) {
        break;
      }
      double cut = 0.36 + 0.28 * unit(hash(id, depth, 2));
      if (w > h * (0.7 + 0.6 * unit(hash(id, depth, 3)))) {
        double at = x0 + cut * w;
        id = hash(id, x < at ? 1 : 2, depth);
        if (x < at) {
          x1 = at;
        } else {
          x0 = at;
        }
      } else {
        double at = y0 + cut * h;
        id = hash(id, y < at ? 3 : 4, depth);
        if (y < at) {
          y1 = at;
        } else {
          y0 = at;
        }
      }
    }
    double edge = Math.min(Math.min(x - x0, x1 - x), Math.min(y - y0, y1 - y));
    float kind = unit(hash(id, 5, 5));
    if (edge < 0.55 && kind < 0.55) {
      return -1;
    }
    if (kind > 0.9) {
      return Cover.DECIDUOUS;
    }
    return Cover.FIELD + (id >>> 7) % Cover.FIELDS;
  }
}
