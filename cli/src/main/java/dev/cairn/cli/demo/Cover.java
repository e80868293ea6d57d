package dev.cairn.cli.demo;

import static dev.cairn.cli.demo.Noise.hash;
import static dev.cairn.cli.demo.Noise.unit;

/// What covers the ground, and how it looks on a day: reflectance of blue, green, red and near
/// infrared as seasons and farmers have it. Codes are small integers because a million of them lie
/// in a grid.
final class Cover {
  static final int DECIDUOUS = 0;
  static final int CONIFER = 1;
  static final int SCRUB = 2;
  static final int GRASS = 3;
  static final int MARSH = 4;
  static final int DUNE = 5;
  static final int SAND = 6;
  static final int URBAN = 7;
  static final int SUBURB = 8;
  static final int STREET = 9;
  static final int ROOF = 10;
  static final int TRACK = 11;
  /// The first of [#FIELDS] kinds of field, each with its own rotation of crops and sowing date.
  static final int FIELD = 16;

  static final int FIELDS = 60;
  static final int COUNT = FIELD + FIELDS;

  /// Spectra are laid flat: four bands a cover.
  static final int BANDS = 4;

  private static final float[] LEAVES = {.020f, .043f, .024f, .37f};
  private static final float[] TWIGS = {.040f, .056f, .064f, .17f};
  private static final float[] AUTUMN = {.030f, .058f, .080f, .27f};
  private static final float[] NEEDLES = {.018f, .032f, .024f, .23f};
  private static final float[] MEADOW = {.030f, .066f, .042f, .36f};
  private static final float[] STRAW = {.075f, .108f, .128f, .24f};
  private static final float[] REEDS = {.028f, .054f, .042f, .27f};
  private static final float[] DEAD_REEDS = {.050f, .074f, .086f, .17f};
  private static final float[] BEACH = {.195f, .255f, .300f, .37f};
  private static final float[] SOIL = {.060f, .080f, .103f, .175f};
  private static final float[] PALE_SOIL = {.090f, .120f, .148f, .225f};
  private static final float[] CROP = {.026f, .064f, .032f, .47f};
  private static final float[] RIPE = {.085f, .135f, .175f, .30f};
  private static final float[] CONCRETE = {.120f, .135f, .148f, .20f};
  private static final float[] ASPHALT = {.085f, .095f, .105f, .15f};
  private static final float[] METAL = {.270f, .285f, .290f, .33f};
  static final float[] SNOW = {.80f, .81f, .80f, .72f};

  /// How much of it shows through snow: trunks and roofs do, fields do not.
  private static final float[] SNOW_HIDES = {
    .45f, .30f, .6f, .93f, .8f, .65f, .72f, .5f, .6f, .35f, .7f, .6f
  };

  private Cover() {}

  /// Reflectance of each cover on a day, `[cover × 4 + band]`.
  ///
  /// @param year calendar year
  /// @param day of the year, from 1
  static float[] spectra(int year, double day, int seed) {
    float late = 6 * (2 * unit(year, 1, seed) - 1); // days the spring is late
    float wet = 2 * unit(year, 2, seed) - 1;
    float d = (float) day - late;
    float leaf = curve(d, 112, 0, 148, 1, 262, 1, 306, 0);
    float colour = curve(d, 262, 0, 285, 1, 300, 1, 318, 0);
    float meadow =
        curve(
            d,
            85,
            .25f,
            128,
            1,
            178,
            1,
            205,
            .62f + .25f * wet,
            250,
            .8f + .1f * wet,
            290,
            .75f,
            335,
            .25f);
    float reeds = curve(d, 125, 0, 172, 1, 245, 1, 300, 0);
    float[] out = new float[COUNT * BANDS];
    float[] wood = mix(mix(TWIGS, LEAVES, leaf), AUTUMN, colour * (1 - 0.35f * leaf));
    put(out, DECIDUOUS, wood);
    put(out, CONIFER, mix(NEEDLES, wood, 0.22f));
    put(out, SCRUB, mix(mix(STRAW, wood, 0.65f), NEEDLES, 0.2f));
    put(out, GRASS, mix(STRAW, MEADOW, meadow));
    put(out, MARSH, mix(DEAD_REEDS, REEDS, reeds));
    put(out, DUNE, mix(BEACH, mix(STRAW, MEADOW, meadow), 0.55f));
    put(out, SAND, BEACH);
    put(out, URBAN, mix(CONCRETE, wood, 0.08f));
    put(
        out,
        SUBURB,
        mix(mix(CONCRETE, METAL, 0.12f), mix(wood, mix(STRAW, MEADOW, meadow), 0.5f), 0.55f));
    put(out, STREET, ASPHALT);
    put(out, ROOF, METAL);
    put(out, TRACK, mix(ASPHALT, PALE_SOIL, 0.5f));
    for (int f = 0; f < FIELDS; f++) {
      put(out, FIELD + f, field(f, year, d, wet, meadow, seed));
    }
    return out;
  }

  private static float[] field(int f, int year, float d, float wet, float meadow, int seed) {
    float[] soil = mix(SOIL, PALE_SOIL, unit(f, 3, seed));
    float shift = 16 * (2 * unit(f, 4, seed) - 1);
    float vigour = 0.86f + 0.14f * unit(hash(f, year, seed)) + 0.06f * wet;
    float day = d - shift;
    if (f % 4 == 0) { // hay: cut twice
      float cut = Math.max(bump(day, 165, 24), bump(day, 222, 26));
      return mix(mix(STRAW, MEADOW, meadow), RIPE, 0.75f * cut);
    }
    int crop = Math.floorMod(f + year * (1 + f % 2), 5);
    float green;
    float ripe;
    switch (crop) {
      case 0 -> { // winter wheat
        green =
            Math.max(
                curve(day, 60, .25f, 118, .95f, 158, .95f, 186, 0),
                curve(day, 285, 0, 330, .3f, 366, .3f));
        ripe = curve(day, 165, 0, 188, 1, 222, .85f, 262, 0);
      }
      case 1 -> { // maize
        green = curve(day, 142, 0, 190, 1, 240, 1, 272, 0);
        ripe = curve(day, 245, 0, 275, .9f, 325, .7f, 360, .45f);
      }
      case 2 -> { // soy
        green = curve(day, 150, 0, 204, .95f, 246, .95f, 266, 0);
        ripe = curve(day, 246, 0, 270, .75f, 305, .4f, 340, .2f);
      }
      case 3 -> { // vegetables, cover crop afterwards
        green =
            Math.max(
                curve(day, 120, 0, 160, .7f, 190, .75f, 204, 0),
                curve(day, 240, 0, 282, .8f, 330, .55f, 366, .4f));
        ripe = 0;
      }
      default -> { // potatoes, then bare
        green = curve(day, 128, 0, 172, .95f, 222, .9f, 248, 0);
        ripe = curve(day, 240, 0, 258, .35f, 290, 0, 300, 0);
      }
    }
    return mix(mix(soil, RIPE, ripe), CROP, Math.clamp(green * vigour, 0f, 1f));
  }

  /// The share of each cover that deep snow hides.
  static float hiddenBySnow(int cover) {
    return cover >= FIELD ? 0.95f : SNOW_HIDES[Math.min(cover, SNOW_HIDES.length - 1)];
  }

  /// How much snow lies, 0 to 1.
  static float snow(int year, double day) {
    return switch (year) {
      case 2014 -> curve((float) day, 15, 0, 25, .6f, 52, .8f, 74, 0);
      case 2015 -> curve((float) day, 20, 0, 26, 1, 66, 1, 92, 0);
      case 2018 -> curve((float) day, 3, 0, 4, 1, 22, .55f, 36, 0);
      case 2021 -> curve((float) day, 30, 0, 33, .9f, 52, .8f, 66, 0);
      case 2022 -> curve((float) day, 26, 0, 29, .95f, 44, .5f, 56, 0);
      default -> 0;
    };
  }

  private static float bump(float x, float at, float width) {
    return x < at ? 0 : Math.clamp(1 - (x - at) / width, 0f, 1f);
  }

  /// A line through points `day, value, day, value …`, smooth between them, level outside.
  private static float curve(float x, float... points) {
    if (x <= points[0]) {
      return points[1];
    }
    for (int i = 2; i < points.length; i += 2) {
      if (x < points[i]) {
        return points[i - 1]
            + (points[i + 1] - points[i - 1]) * Noise.smoothstep(points[i - 2], points[i], x);
      }
    }
    return points[points.length - 1];
  }

  private static float[] mix(float[] a, float[] b, float share) {
    float[] out = new float[BANDS];
    for (int i = 0; i < BANDS; i++) {
      out[i] = a[i] + (b[i] - a[i]) * share;
    }
    return out;
  }

  private static void put(float[] out, int cover, float[] spectrum) {
    System.arraycopy(spectrum, 0, out, cover * BANDS, BANDS);
  }
}
