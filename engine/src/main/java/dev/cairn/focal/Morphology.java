package dev.cairn.focal;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;

/// Grey morphology of samples and binary morphology of sets of pixels (J. Serra, Image Analysis and
/// Mathematical Morphology, 1982). Samples keep their type.
///
/// Pixels without a value, and those beyond the image, neither count nor spread: a pixel's result
/// is made of the values around it, and it has one where it had a value.
///
/// @param radius of the neighbourhood, pixels, 0 to [Neighbourhood#MAX_RADIUS]
/// @param shape of the neighbourhood
public record Morphology(Operation operation, int radius, Shape shape) implements Neighbourhood {
  public Morphology {
    if (radius < 0 || radius > MAX_RADIUS) {
      throw new IllegalArgumentException(
          "a radius of " + radius + " pixels, at most " + MAX_RADIUS + " are allowed");
    }
  }

  /// With a disc: dilation is what `dilate=N` of a mask means.
  public static Morphology of(Operation operation, int radius) {
    return new Morphology(operation, radius, Shape.DISC);
  }

  /// What is done with the values around a pixel.
  public enum Operation {
    /// The largest: bright things grow.
    DILATION,
    /// The smallest: bright things shrink.
    EROSION,
    /// Erosion, then dilation: bright things narrower than the neighbourhood go.
    OPENING,
    /// Dilation, then erosion: dark things narrower than the neighbourhood go.
    CLOSING
  }

  /// Which pixels are around one.
  public enum Shape {
    /// At most the radius away in columns and in rows.
    SQUARE,
    /// At most the radius away in columns and rows together.
    DIAMOND,
    /// At most the radius away, centre to centre.
    DISC;

    /// How far the neighbourhood goes to the sides of a row that lies some rows off the middle's.
    int halfWidth(int radius, int rowsOff) {
      return switch (this) {
        case SQUARE -> radius;
        case DIAMOND -> radius - Math.abs(rowsOff);
        case DISC -> (int) Math.sqrt(radius * radius - rowsOff * rowsOff);
      };
    }
  }

  @Override
  public int reach() {
    return switch (operation) {
      case DILATION, EROSION -> radius;
      case OPENING, CLOSING -> 2 * radius;
    };
  }

  @Override
  public DType resultType(DType source) {
    return source;
  }

  @Override
  public Stated<Double> none(DType source) {
    return source.isFloating() ? Stated.as(Double.NaN) : Stated.silent();
  }

  @Override
  public long workingBytes(PixelWindow wanted, DType source) {
    long kept = 2L * radius + 1;
    long width = wanted.width() + kept + 64;
    return switch (operation) {
      case DILATION, EROSION -> (kept + 2) * 8 * width + kept * width / 8;
      // of either pass, the first of which has the larger window, and what it leaves to the second
      case OPENING, CLOSING -> {
        long wider = width + kept;
        long between = wider * (wanted.height() + kept);
        yield 2 * ((kept + 2) * 8 * wider + kept * wider / 8)
            + between * source.bytes()
            + between / 8;
      }
    };
  }

  /// @param cells not looked at
  /// @throws Unsupported for integers of 64 bits
  @Override
  public Raster apply(Patch patch, CellSize cells, PixelWindow wanted) {
    PixelWindow image = patch.image();
    patch.requireHeld(needed(wanted, image));
    if (patch.raster().dtype() == DType.INT64 || patch.raster().dtype() == DType.UINT64) {
      throw new Unsupported("morphology of " + patch.raster().dtype(), "integers of 64 bits");
    }
    PixelWindow between = Neighbourhood.grown(wanted, radius, image);
    return switch (operation) {
      case DILATION -> once(Extremes.Which.LARGEST, patch, wanted);
      case EROSION -> once(Extremes.Which.SMALLEST, patch, wanted);
      case OPENING ->
          once(
              Extremes.Which.LARGEST,
              new Patch(once(Extremes.Which.SMALLEST, patch, between), between, image),
              wanted);
      case CLOSING ->
          once(
              Extremes.Which.SMALLEST,
              new Patch(once(Extremes.Which.LARGEST, patch, between), between, image),
              wanted);
    };
  }

  private Raster once(Extremes.Which which, Patch patch, PixelWindow wanted) {
    return new Extremes(which, radius, shape, patch, wanted).run();
  }

  /// The same of a set of pixels, such as those that a mask rules out: dilation adds those that
  /// have one of the set around them, erosion leaves those that have no other around them.
  ///
  /// @param set of the pixels of `held`; what lies beyond the image is in no set and hinders none
  /// @param held at least [#needed]
  /// @param wanted lies in the image
  /// @throws IllegalArgumentException where `held` is too small
  public Validity ofSet(Validity set, PixelWindow held, PixelWindow image, PixelWindow wanted) {
    if (set.length() != held.pixels() || !held.contains(needed(wanted, image))) {
      throw new IllegalArgumentException(
          "needs " + needed(wanted, image) + " and holds " + set.length() + " of " + held);
    }
    PixelWindow between = Neighbourhood.grown(wanted, radius, image);
    return switch (operation) {
      case DILATION -> new SetRows(radius, shape, set, held, wanted).dilated();
      case EROSION -> new SetRows(radius, shape, set, held, wanted).eroded();
      case OPENING -> {
        Validity eroded = new SetRows(radius, shape, set, held, between).eroded();
        yield new SetRows(radius, shape, eroded, between, wanted).dilated();
      }
      case CLOSING -> {
        Validity dilated = new SetRows(radius, shape, set, held, between).dilated();
        yield new SetRows(radius, shape, dilated, between, wanted).eroded();
      }
    };
  }
}
