package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Stated;

/// A weighted mean of the pixels around, over those that hold a value (a normalised convolution):
/// a missing pixel has no weight, one beyond the image neither. Computed in float64, along rows and
/// then along columns; the results are float32, or float64 for samples that float32 does not hold.
///
/// NaN, infinities and numbers of 1e36 and more are not averaged, and their pixels get no result.
public sealed interface Smoothing extends Neighbourhood {
  /// The weights of the pixel itself and of those 1, 2, … `reach()` pixels away along an axis.
  double[] weights();

  @Override
  default DType resultType(DType source) {
    return source.fitsFloat32() ? DType.FLOAT32 : DType.FLOAT64;
  }

  @Override
  default Stated<Double> none(DType source) {
    return Stated.as(Double.NaN);
  }

  @Override
  default long workingBytes(PixelWindow wanted, DType source) {
    long kept = 2L * reach() + 1;
    long width = wanted.width();
    // sums of rows, sums of their weights, and a bit a pixel; two rows as they are read
    return (2 * kept + 2) * 8 * width
        + 2 * 8 * (width + kept)
        + kept * (width + kept + 128) / 8
        + 9 * kept;
  }

  /// @param cells not looked at
  @Override
  default Raster apply(Patch patch, CellSize cells, PixelWindow wanted) {
    patch.requireHeld(needed(wanted, patch.image()));
    return new Convolution(weights(), resultType(patch.raster().dtype()), patch, wanted).run();
  }

  /// The plain mean of a square of `2 × radius + 1` pixels a side.
  ///
  /// @param radius pixels, 0 to [Neighbourhood#MAX_RADIUS]
  record Box(int radius) implements Smoothing {
    public Box {
      requireRadius(radius);
    }

    @Override
    public int reach() {
      return radius;
    }

    @Override
    public double[] weights() {
      var weights = new double[radius + 1];
      java.util.Arrays.fill(weights, 1);
      return weights;
    }
  }

  /// Weights that fall off as a bell, `exp(−d² / 2σ²)`, cut at a radius.
  ///
  /// @param sigma the bell's standard deviation, pixels
  /// @param radius where it is cut, pixels, 0 to [Neighbourhood#MAX_RADIUS]
  record Gaussian(double sigma, int radius) implements Smoothing {
    public Gaussian {
      if (!(sigma > 0) || Double.isInfinite(sigma)) {
        throw new IllegalArgumentException("a bell of σ = " + sigma);
      }
      requireRadius(radius);
    }

    /// Cut at four standard deviations, as SciPy's `gaussian_filter` does.
    public static Gaussian of(double sigma) {
      return new Gaussian(sigma, (int) Math.min(4 * sigma + 0.5, Integer.MAX_VALUE));
    }

    @Override
    public int reach() {
      return radius;
    }

    @Override
    public double[] weights() {
      var weights = new double[radius + 1];
      for (int d = 0; d <= radius; d++) {
        weights[d] = StrictMath.exp(-0.5 * d * d / (sigma * sigma));
      }
      return weights;
    }
  }

  private static void requireRadius(int radius) {
    if (radius < 0 || radius > MAX_RADIUS) {
      throw new IllegalArgumentException(
          "a radius of " + radius + " pixels, at most " + MAX_RADIUS + " are allowed");
    }
  }
}
