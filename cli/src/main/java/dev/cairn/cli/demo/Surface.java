package dev.cairn.cli.demo;

import static dev.cairn.cli.demo.Noise.hash;
import static dev.cairn.cli.demo.Noise.smoothstep;

import dev.cairn.cli.demo.Noise.Spectrum;
import dev.cairn.geo.PixelWindow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/// The ground without its air on one day: reflectance of blue, green, red and near infrared over a
/// window of the frame.
///
/// Shallow water shows its bed through an attenuation of its own in each band, beach profiles
/// follow Dean's `depth ∝ distance^⅔`, and the picture is as soft as a sensor's. Not thread-safe;
/// read it once built.
final class Surface {
  /// Two-way attenuation a metre of blue, green, red and near infrared in clear coastal water.
  private static final double[] ATTENUATION = {0.125, 0.14, 0.75, 4.0};

  private static final float[] DEEP = {.036f, .028f, .012f, .006f};
  private static final float[] SANDY_BED = {.150f, .205f, .205f, .22f};
  private static final float[] DARK_BED = {.040f, .066f, .062f, .09f};
  private static final float[] SILT = {.034f, .068f, .080f, .018f};
  private static final float[] FOAM = {.17f, .175f, .17f, .12f};

  private static final int STEPS_PER_METRE = 24;
  private static final float[][] TRANSMITTED = transmitted();
  private static final float[] DEAN = dean();

  /// Bands as they are laid out: blue, green, red, near infrared; each `(y, x)` over the window.
  final float[][] bands;
  /// The share of the pixel that is land.
  final float[] land;
  /// The share of the pixel under snow.
  final float[] snow;

  private final Terrain terrain;
  private final Shoreline shore;
  private final PixelWindow window;
  private final double years;

  Surface(Terrain terrain, Instant when, PixelWindow window) {
    this.terrain = terrain;
    this.window = window;
    years = years(when);
    shore = new Shoreline(years, terrain);
    int n = window.width() * window.height();
    bands = new float[Cover.BANDS][n];
    land = new float[n];
    snow = new float[n];
    paint(when);
    for (float[] band : bands) {
      soften(band, window.width(), window.height());
    }
  }

  /// Years since the beginning of 2013.
  static double years(Instant when) {
    return (when.getEpochSecond() - 1_356_998_400L) / (365.25 * 86_400);
  }

  /// The share of a pixel that is land, from the distance to the shore.
  static float share(double distance) {
    return (float) Math.clamp(0.5 + distance, 0.0, 1.0);
  }

  private void paint(Instant when) {
    ZonedDateTime date = when.atZone(ZoneOffset.UTC);
    int year = date.getYear();
    double day = date.getDayOfYear() + date.getHour() / 24.0;
    float[] spectra = Cover.spectra(year, day, terrain.seed);
    float snowDepth = Cover.snow(year, day);
    int scene = (int) (when.getEpochSecond() / 86_400);
    int w = window.width();
    int h = window.height();
    float[] swirl =
        Noise.grid(
            w,
            h,
            window.col(),
            window.row(),
            Spectrum.of(64, 4, 0.6),
            hash(scene, 1, terrain.seed));
    float[] swell =
        Noise.grid(
            w,
            h,
            window.col(),
            window.row(),
            new Spectrum(5, 26, 0.35, 2, .5f),
            hash(scene, 2, terrain.seed));
    float freshet =
        (float) (0.55 + 0.5 * smoothstep(135, 80, day) + 0.35 * Noise.unit(scene, 3, terrain.seed));
    float surf = 0.25f + 0.75f * Noise.unit(scene, 4, terrain.seed);
    Spot spot = new Spot();
    for (int row = 0; row < h; row++) {
      int fy = window.row() + row;
      double bar = 7.5 + 1.8 * Noise.line(fy + 9 * years, 34, 2, 51);
      double outer = 17 + 3 * Noise.line(fy - 6 * years, 52, 2, 52);
      for (int col = 0; col < w; col++) {
        int fx = window.col() + col;
        int i = row * w + col;
        int at = fy * Terrain.FRAME + fx;
        double mainland = terrain.land[at];
        double barrier = shore.barrier(fx, fy);
        double distance = Math.max(mainland, barrier);
        float share = share(distance);
        land[i] = share;
        if (share > 0) {
          land(i, at, fx, fy, barrier > mainland, Math.max(barrier, 0), spectra, snowDepth);
        }
        if (share < 1) {
          water(spot, fx, fy, at, distance, bar, outer, swirl[i], freshet, surf);
          float ripple = 1 + 0.05f * swell[i] * spot.open;
          for (int b = 0; b < Cover.BANDS; b++) {
            float[] bed = DEEP;
            float floor = DARK_BED[b] + (SANDY_BED[b] - DARK_BED[b]) * spot.sand;
            float silt = spot.silt;
            float deep = bed[b] + (SILT[b] - bed[b]) * silt;
            float r =
                (deep + (floor - deep) * TRANSMITTED[b][spot.depth] * (1 - 0.75f * silt)) * ripple;
            r += (FOAM[b] - r) * spot.foam;
            bands[b][i] = share * bands[b][i] + (1 - share) * r;
          }
        }
      }
    }
  }

  /// What lies at one pixel of water.
  private static final class Spot {
    int depth;
    float sand;
    float silt;
    float foam;
    float open;
  }

  private void water(
      Spot spot,
      int fx,
      int fy,
      int at,
      double distance,
      double bar,
      double outer,
      float swirl,
      float freshet,
      float surf) {
    float lush = terrain.lush[at];
    float grain = terrain.grain[at];
    double out = shore.out(fx, fy);
    double off = -distance;
    float open = smoothstep(-14f, 12f, (float) out);
    double lagoon = Math.min(terrain.bed[at], 0.5 + 0.42 * off);
    double sea = 0;
    float foam = 0;
    if (open > 0) {
      double o = Math.max(out, 0);
      sea =
          Math.min(
              DEAN[Math.min((int) (o * 4), DEAN.length - 1)] * (1 + 0.22 * lush + 0.05 * grain),
              0.6 + 1.1 * off + 0.05 * off * off);
      double inner = ridge(o - bar, 2.4) * (0.65 + 0.5 * lush);
      sea -= 1.5 * Math.max(inner, 0);
      sea -= 2.2 * ridge(o - outer, 4.5) * (0.35 + 0.6 * lush);
      foam = surf * (float) (0.42 * Math.max(inner, 0) * Math.max(0, 0.5 + 0.9 * grain));
    }
    double depth = lagoon + (sea - lagoon) * open;
    float sand =
        open * (0.92f + 0.15f * lush)
            + (1 - open) * Math.clamp(0.24f + 0.42f * lush + 0.22f * grain, 0f, 1f);
    double dx = fx - Terrain.MOUTH_COL;
    double dy = fy - Terrain.MOUTH_ROW;
    double fan = 1 / (1 + (dx * dx + dy * dy) / 2600);
    double silt = (1 - open) * (0.16 + 0.10 * swirl + (0.75 * fan * freshet) * (1 + 0.5 * swirl));
    if (fx < Terrain.MOUTH_COL) {
      silt =
          terrain.cover[at] == Cover.MARSH
              ? Math.max(silt, 0.5 * freshet * smoothstep(-10, -4, distance))
              : 0.08;
    }
    for (Shoreline.Inlet inlet : shore.inlets) {
      double x = fx - shore.axis[(int) inlet.y()];
      double y = fy - inlet.y() - inlet.slant() * x;
      if (Math.abs(x) > 190 || Math.abs(y) > 170) {
        continue;
      }
      double throat = 1 / (1 + y * y / (inlet.half() * inlet.half() * 0.5)) / (1 + x * x / 500);
      // A horseshoe of sand in front of the mouth, fans of sand behind it.
      double seaR = Math.sqrt((x - 12) * (x - 12) + 0.75 * y * y);
      double size = 14 + 2.2 * inlet.half();
      if (x > 0) {
        double shoal =
            ridge(seaR - size - 11 * lush - 5 * grain, 12)
                * (0.6 + 0.6 * lush + 0.55 * grain)
                * smoothstep(0, 16, x);
        depth -= Math.max(0, depth - 1.0) * Math.clamp(0.95 * shoal, 0.0, 0.95);
        foam = Math.max(foam, surf * (float) (0.30 * shoal * Math.max(0, 0.3 + grain)));
      } else {
        double fans =
            1
                / (1 + ((x + 26) * (x + 26) + 0.6 * y * y) / (size * size * 0.7))
                * (0.9 + 0.9 * lush + 0.5 * grain);
        depth -= Math.max(0, depth - 0.9) * Math.clamp(1.1 * fans - 0.35, 0.0, 0.9);
        sand += (float) Math.clamp(1.2 * fans - 0.2, 0.0, 0.8) * (1 - sand);
      }
      depth += Math.min(4.5, 0.30 * inlet.half() + 1) * throat * smoothstep(1.5, 6, off);
      double drift = y - 0.35 * Math.max(x, 0) - 0.004 * x * x; // the ebb bends south
      double jet =
          1 / (1 + drift * drift / (60 + 2.2 * Math.abs(x) * inlet.half())) / (1 + x * x / 7000);
      silt = Math.max(silt, jet * freshet * (0.42 + 0.3 * swirl) * smoothstep(-40, 10, x));
    }
    if (out > 0) {
      double band = 1 / (1 + out * out / 700);
      silt = Math.max(silt, (0.16 + 0.16 * swirl) * band);
    }
    spot.depth =
        Math.clamp((int) (Math.max(depth, 0.65) * STEPS_PER_METRE), 0, TRANSMITTED[0].length - 1);
    spot.sand = Math.clamp(sand, 0f, 1f);
    spot.silt = (float) Math.clamp(silt, 0.0, 0.95);
    spot.foam = foam;
    spot.open = open;
  }

  /// 1 on a crest, 0 beyond `width` of it.
  private static double ridge(double x, double width) {
    double t = Math.max(0, 1 - x * x / (width * width));
    return t * t;
  }

  private void land(
      int i,
      int at,
      int fx,
      int fy,
      boolean onBarrier,
      double fromSea,
      float[] spectra,
      float snowDepth) {
    float grain = terrain.grain[at];
    float lush = terrain.lush[at];
    int cover = terrain.cover[at];
    float sand = 0;
    if (onBarrier
        || cover == Cover.SAND
        || (fy < Terrain.MARGIN + 110 && fx > shore.seaward[fy] - 4.5)) {
      cover = Cover.DUNE;
      double side = (fx - shore.axis[fy]) * shore.cosine[fy];
      sand = 1;
      if (onBarrier) {
        double beach = side > 0 ? 4.2 + 1.6 * lush : 1.8 + grain;
        sand =
            (float)
                Math.clamp(1.15 - 0.35 * (fromSea - beach) + 0.45 * grain - 0.3 * lush, 0.0, 1.0);
        if (side < -2 && lush > -0.1 && fromSea > 1.5 && fromSea < 7 + 6 * lush) {
          cover = Cover.MARSH;
          sand *= 0.3f;
        }
        for (Shoreline.Inlet inlet : shore.inlets) {
          double gap =
              Math.abs(fy - inlet.y() - inlet.slant() * (fx - shore.axis[fy])) - inlet.half();
          sand = Math.max(sand, (float) smoothstep(32, 18, gap + 4 * grain));
        }
        sand = Math.max(sand, (float) smoothstep(44, 26, shore.tip - fy + 4 * grain));
      }
    }
    int c = cover * Cover.BANDS;
    int s = Cover.SAND * Cover.BANDS;
    // Woods and marsh have a coarser grain than fields; lush patches are greener.
    float rough =
        cover <= Cover.SCRUB
            ? 0.20f
            : cover == Cover.MARSH ? 0.22f : cover < Cover.FIELD ? 0.12f : 0.05f;
    float light = 1 + rough * grain + (cover >= Cover.FIELD ? 0.08f : 0.05f) * lush;
    float hidden = 0;
    if (snowDepth > 0) {
      hidden =
          Cover.hiddenBySnow(sand > 0.5f ? Cover.SAND : cover)
              * Math.clamp(2.6f * snowDepth - 0.55f + 0.55f * lush + 0.35f * grain, 0f, 1f);
    }
    snow[i] = hidden;
    float wet = cover == Cover.MARSH ? Math.clamp(-0.9f * grain - 0.15f, 0f, 0.45f) : 0;
    for (int b = 0; b < Cover.BANDS; b++) {
      float r = spectra[c + b];
      float g = b == 3 ? 1 + 0.10f * lush : 1 - 0.06f * lush;
      r *= light * g;
      r += (spectra[s + b] * (1 + 0.07f * grain) - r) * sand;
      r += (0.035f - 0.008f * b - r) * wet;
      r += (Cover.SNOW[b] * (1 + 0.04f * grain) - r) * hidden;
      bands[b][i] = r;
    }
  }

  /// The sensor's blur: weights 1, 5, 1 along both axes.
  private static void soften(float[] v, int w, int h) {
    float[] above = new float[w];
    float[] here = new float[w];
    float[] below = new float[w];
    soften(v, 0, w, here);
    System.arraycopy(here, 0, above, 0, w);
    for (int row = 0; row < h; row++) {
      soften(v, Math.min(row + 1, h - 1) * w, w, below);
      int at = row * w;
      for (int col = 0; col < w; col++) {
        v[at + col] = (above[col] + 5 * here[col] + below[col]) * (1 / 7f);
      }
      float[] t = above;
      above = here;
      here = below;
      below = t;
    }
  }

  private static void soften(float[] v, int at, int w, float[] out) {
    for (int col = 0; col < w; col++) {
      out[col] =
          (v[at + Math.max(col - 1, 0)] + 5 * v[at + col] + v[at + Math.min(col + 1, w - 1)])
              * (1 / 7f);
    }
  }

  private static float[][] transmitted() {
    float[][] out = new float[ATTENUATION.length][40 * STEPS_PER_METRE];
    for (int b = 0; b < out.length; b++) {
      for (int i = 0; i < out[b].length; i++) {
        out[b][i] = (float) StrictMath.exp(-ATTENUATION[b] * (i + 0.5) / STEPS_PER_METRE);
      }
    }
    return out;
  }

  /// Depth in metres a quarter of a pixel apart.
  private static float[] dean() {
    float[] out = new float[4 * 600];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (0.095 * StrictMath.pow((i + 0.5) / 4 * 30, 2.0 / 3));
    }
    return out;
  }
}
