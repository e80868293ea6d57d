package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Stated;

/// The shape of the ground at a pixel, from its elevation and those of the eight around it: what
/// `gdaldem` computes (GDAL 3.10, `apps/gdaldem_lib.cpp`), with the cell's size in metres.
///
/// Samples of up to 16 bits and float32 ones are computed in float32 as GDAL's are, wider ones in
/// float64. NaN, infinities and numbers of 1e36 and more are no elevations.
///
/// For `gdaldem`'s own numbers take [CellSize#units], `scaled` by what `-s` would say, and for its
/// aspect and igor's shading, which know no cell size, [CellSize#PIXELS].
///
/// @param measure what is computed
/// @param edges what is done where one of the nine is missing
public record Terrain(Measure measure, Edges edges) implements Neighbourhood {
  /// Where one of the nine is missing, the result is too.
  public static Terrain of(Measure measure) {
    return new Terrain(measure, Edges.NO_VALUE);
  }

  public Terrain withEdges(Edges what) {
    return new Terrain(measure, what);
  }

  @Override
  public int reach() {
    return 1;
  }

  @Override
  public DType resultType(DType source) {
    return switch (measure) {
      case Hillshade _ -> DType.UINT8;
      case Slope _, Aspect _, Position _, Ruggedness _, Roughness _ -> DType.FLOAT32;
    };
  }

  @Override
  public Stated<Double> none(DType source) {
    return Stated.as(measure instanceof Hillshade ? 0 : Double.NaN);
  }

  @Override
  public boolean looksAtCells() {
    return switch (measure) {
      case Hillshade _, Slope _, Aspect _ -> true;
      case Position _, Ruggedness _, Roughness _ -> false;
    };
  }

  @Override
  public Raster apply(Patch patch, CellSize cells, PixelWindow wanted) {
    patch.requireHeld(needed(wanted, patch.image()));
    Heights heights =
        patch.raster().dtype().fitsFloat32()
            ? new FloatHeights(wanted.width())
            : new DoubleHeights(wanted.width());
    return new TerrainRows(this, patch, cells, wanted, heights).run();
  }

  @Override
  public long workingBytes(PixelWindow wanted, DType source) {
    return TerrainRows.ROW_BYTES * (wanted.width() + 64L);
  }

  /// What is done where one of the nine is missing and the middle one is not.
  public enum Edges {
    /// The result has no value.
    NO_VALUE,
    /// `gdaldem -compute_edges`: a neighbour without a value is as high as the middle; one beyond
    /// the image lies on the line through the two before it (`2a − b`), where both are there. In
    /// the image's first and last row columns beyond it repeat the outermost.
    COMPUTED
  }

  /// How steep the ground is in either direction.
  public enum Gradient {
    /// B. K. P. Horn: all eight neighbours, those beside and above weighted twice.
    HORN,
    /// L. W. Zevenbergen and C. R. Thorne: the four beside and above alone, for smooth ground.
    ZEVENBERGEN_THORNE
  }

  /// One way to describe the ground.
  public sealed interface Measure {}

  /// How bright the ground is under a lamp: 1 (dark) to 255, so that 0 is free for none. `gdaldem`
  /// lets igor's shading begin at 0.
  ///
  /// @param azimuth where the light comes from, degrees clockwise from north; [Light#COMPASS] has
  ///     its own
  /// @param altitude of the lamp, degrees above the horizon; [Light#IGOR] has none
  /// @param exaggeration what elevations are multiplied by
  public record Hillshade(
      Light light, Gradient gradient, double azimuth, double altitude, double exaggeration)
      implements Measure {
    /// Light from the north-west, half-way up.
    public static final Hillshade DEFAULT = new Hillshade(Light.SINGLE, Gradient.HORN, 315, 45, 1);

    public Hillshade {
      if (!Double.isFinite(azimuth) || !(altitude >= 0 && altitude <= 90)) {
        throw new IllegalArgumentException("light from " + azimuth + "°, " + altitude + "° high");
      }
      requireExaggeration(exaggeration);
    }

    public Hillshade withLight(Light what) {
      return new Hillshade(what, gradient, azimuth, altitude, exaggeration);
    }

    public Hillshade withGradient(Gradient what) {
      return new Hillshade(light, what, azimuth, altitude, exaggeration);
    }

    public Hillshade from(double azimuthDegrees, double altitudeDegrees) {
      return new Hillshade(light, gradient, azimuthDegrees, altitudeDegrees, exaggeration);
    }

    public Hillshade withExaggeration(double factor) {
      return new Hillshade(light, gradient, azimuth, altitude, factor);
    }
  }

  /// The lamps of a hillshade.
  public enum Light {
    /// One lamp.
    SINGLE,
    /// Four, from south-west to north, each for the slopes that face it (`gdaldem
    /// -multidirectional`; R. K. Mark, USGS Open-File Report 92-422).
    COMPASS,
    /// One lamp, and steep ground darker (`-combined`).
    COMBINED,
    /// Steep ground dark where it faces away, flat ground white, so that a map below stays bright
    /// (`-igor`).
    IGOR
  }

  /// How steep the ground is.
  ///
  /// @param exaggeration what elevations are multiplied by
  public record Slope(Unit unit, Gradient gradient, double exaggeration) implements Measure {
    /// Degrees, by Horn's gradient.
    public static final Slope DEGREES = new Slope(Unit.DEGREES, Gradient.HORN, 1);

    public Slope {
      requireExaggeration(exaggeration);
    }
  }

  /// What a slope is counted in.
  public enum Unit {
    /// 0 (level) to 90.
    DEGREES,
    /// Rise by 100 of distance.
    PERCENT
  }

  /// Which way the ground falls, in degrees, 0 to below 360.
  public record Aspect(Zero zero, Flat flat, Gradient gradient) implements Measure {
    /// From north, clockwise; level ground has none.
    public static final Aspect DEFAULT = new Aspect(Zero.NORTH, Flat.NO_VALUE, Gradient.HORN);
  }

  /// Where an aspect is 0, and which way it turns.
  public enum Zero {
    /// North, clockwise.
    NORTH,
    /// East, counter-clockwise (`-trigonometric`).
    EAST
  }

  /// The aspect of level ground.
  public enum Flat {
    NO_VALUE,
    /// 0 (`-zero_for_flat`).
    ZERO
  }

  /// Topographic position index: the height above the mean of the eight around.
  public record Position() implements Measure {}

  /// Terrain ruggedness index: how far the eight around lie above or below.
  public record Ruggedness(Formula formula) implements Measure {}

  /// How eight differences become one number.
  public enum Formula {
    /// Root of the summed squares (S. J. Riley and others, 1999): for land.
    RILEY,
    /// Mean of the absolute differences (M. F. J. Wilson and others, 2007): for the sea's floor.
    WILSON
  }

  /// Highest less lowest of the nine.
  public record Roughness() implements Measure {}

  private static void requireExaggeration(double factor) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("elevations exaggerated by " + factor);
    }
  }
}
