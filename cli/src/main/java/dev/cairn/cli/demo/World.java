package dev.cairn.cli.demo;

import static dev.cairn.cli.demo.Noise.hash;
import static dev.cairn.cli.demo.Noise.unit;

import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import java.time.Instant;
import java.util.List;

/// A made-up coast over ten years, 2013 to 2022: what satellites saw of it, and what is true.
///
/// A barrier beach between a lagoon and the sea is worn back in its middle (by 24 pixels), grows at
/// its end (by 38), its inlet wanders (by 34), and in January 2018 a storm opens a second one.
/// Around it are woods, fields with their crops, towns, marshes, a river with its plume, snow in
/// some winters. The place is real (EPSG:32619, on Georges Bank); the land is not.
///
/// The same seed gives the same samples on every machine. Immutable and thread-safe; holds about 25
/// MB.
public final class World {
  static final double LATITUDE = 41.2;
  static final double LONGITUDE = -68.1;

  /// The seed of the world that `cairn demo` shows.
  public static final int SEED = 20130418;

  /// value = sample × scale + offset
  public static final double SCALE = 2.75e-5;

  public static final double OFFSET = -0.2;

  /// The share of snow from which the quality band says so: with two clear views in a half-year,
  /// thin snow that it keeps silent about would whiten their median.
  static final float SNOW_SEEN = 0.1f;

  private static final Crs UTM = Crs.epsg(32619);
  private static final double PIXEL = 30;
  private static final GeoBox GROUND =
      new GeoBox(
          Terrain.GROUND, Terrain.GROUND, Affine.northUp(563_415, 4_573_215, PIXEL, PIXEL), UTM);
  private static final GeoBox FRAME =
      new GeoBox(
          Terrain.FRAME,
          Terrain.FRAME,
          Affine.northUp(
              563_415 - PIXEL * Terrain.MARGIN, 4_573_215 + PIXEL * Terrain.MARGIN, PIXEL, PIXEL),
          UTM);
  private static final PixelWindow MIDDLE =
      new PixelWindow(Terrain.MARGIN, Terrain.MARGIN, Terrain.GROUND, Terrain.GROUND);

  private final int seed;
  private final Terrain terrain;
  private final List<Acquisition> acquisitions;

  private World(int seed, Terrain terrain, List<Acquisition> acquisitions) {
    this.seed = seed;
    this.terrain = terrain;
    this.acquisitions = acquisitions;
  }

  /// The world of a seed; takes about a second.
  public static World of(int seed) {
    return new World(seed, new Terrain(seed), Schedule.of(seed, FRAME));
  }

  /// The same world, of which less was seen.
  World seenBy(List<Acquisition> passes) {
    return new World(seed, terrain, List.copyOf(passes));
  }

  /// The grid that the scenes have in common and that the job is meant for.
  public GeoBox ground() {
    return GROUND;
  }

  /// Every pass, in time order.
  public List<Acquisition> acquisitions() {
    return acquisitions;
  }

  /// What a pass saw.
  public Exposure expose(Acquisition a) {
    PixelWindow window = a.window();
    var surface = new Surface(terrain, a.time(), window);
    var clouds = new Clouds(a.sky(), a.sunAzimuth(), a.sunElevation(), window);
    int w = window.width();
    int h = window.height();
    short[][] bands = new short[Cover.BANDS][w * h];
    short[] quality = new short[w * h];
    int salt = hash((int) a.time().getEpochSecond(), 1, seed);
    // What is left of the air after correction: a little haze, a little gain.
    float haze = 0.006f * (unit(salt, 1, 1) - 0.35f);
    float gain = 1 + 0.03f * (unit(salt, 2, 2) - 0.5f);
    float[] add = {1.3f * haze, 0.9f * haze, 0.6f * haze, 0.3f * haze};
    float[] tint = {1.03f, 1.0f, 0.995f, 0.97f};
    long seen = 0;
    long cloudy = 0;
    for (int row = 0; row < h; row++) {
      int fy = window.row() + row;
      for (int col = 0; col < w; col++) {
        int i = row * w + col;
        int fx = window.col() + col;
        if (!a.swath().covers(fx, fy)) {
          quality[i] = Quality.FILL;
          continue;
        }
        float alpha = clouds.alpha[i];
        float veil = clouds.veil[i];
        float light = (1 - clouds.shade[i]) * gain;
        float white = clouds.white[i];
        int noise = hash(fx, fy, salt);
        for (int b = 0; b < Cover.BANDS; b++) {
          float r = surface.bands[b][i] * light + add[b];
          r += (0.62f * tint[b] - r) * veil;
          r += (white * tint[b] - r) * alpha;
          float grain = ((noise >>> 8 * b & 0xFF) - 127.5f) * (0.17f + 0.4f * r);
          int dn = (int) (r * (float) (1 / SCALE) + (float) (-OFFSET / SCALE) + grain + 0.5f);
          bands[b][i] = (short) Math.clamp(dn, 1, 65_455);
        }
        int flags = clouds.found[i] & 0xFF;
        if ((flags & Quality.CLOUD) != 0) {
          cloudy++;
        } else if (surface.snow[i] > SNOW_SEEN) {
          flags |= Quality.SNOW;
        }
        if (surface.land[i] < 0.5f) {
          flags |= Quality.WATER;
        }
        quality[i] = (short) Quality.code(flags);
        seen++;
      }
    }
    return new Exposure(bands, quality, seen == 0 ? 100 : Math.round(1e4 * cloudy / seen) / 100.0);
  }

  /// What the ground looks like without air and noise: blue, green, red and near infrared
  /// reflectance over [#ground()].
  public float[][] clear(Instant when) {
    return new Surface(terrain, when, MIDDLE).bands;
  }

  /// The true coast at one time.
  ///
  /// @param land true where more than half of the pixel is land, `(y, x)` over [#ground()]
  /// @param open true where a shore would be the open sea's: the sea's side of the barrier with the
  ///     sides of its inlets, and the mainland's beaches
  public record Truth(boolean[] land, boolean[] open) {}

  /// What is true at a time.
  public Truth truth(Instant when) {
    var shore = new Shoreline(Surface.years(when), terrain);
    int n = Terrain.GROUND;
    boolean[] land = new boolean[n * n];
    boolean[] open = new boolean[n * n];
    for (int row = 0; row < n; row++) {
      int fy = row + Terrain.MARGIN;
      double from = shore.openSeaFrom(fy, terrain);
      for (int col = 0; col < n; col++) {
        int fx = col + Terrain.MARGIN;
        int i = row * n + col;
        land[i] = Math.max(terrain.land[fy * Terrain.FRAME + fx], shore.barrier(fx, fy)) > 0;
        open[i] = fx >= from;
      }
    }
    return new Truth(land, open);
  }
}
