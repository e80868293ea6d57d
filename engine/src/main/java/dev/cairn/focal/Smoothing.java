package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;

/// A weighted mean of the pixels around, over those that hold a value (a normalised convolution):
/// a missing pixel has no weight, one beyond the image neither. float32, computed in float64, along
/// rows and then along columns.
///
/// NaN, infinities and numbers of 1e36 and more are not averaged, and their pixels get no result.
public sealed interface Smoothing extends Neighbourhood {
  /// The weights of the pixel itself and of those 1, 2, … `reach()` pixels away along an axis.
  double[] weights();

  @Override
  default DType resultType(DType source) {
    return DType.FLOAT32;
  }

  @Override
  default long workingBytes(PixelWindow wanted, DType source) {
    long kept = 2L * reach() + 1;
    // a row's sums, its sums of weights, and a bit a pixel
    return (2 * kept + 4) * 8 * (wanted.width() + kept + 64)
        + kept * (wanted.width() + kept + 64) / 8;
  }

  /// @param cells not looked at
  @Override
  default Raster apply(Patch patch, CellSize cells, PixelWindow wanted) {
    patch.requireHeld(needed(wanted, patch.image()));
    return new Convolution(weights(), patch, wanted).run();
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
