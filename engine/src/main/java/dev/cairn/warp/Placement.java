package dev.cairn.warp;

import dev.cairn.geo.Affine;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import java.util.Optional;

/// How the pixels of one grid get onto another. Immutable and thread-safe.
public sealed interface Placement permits NearestPlacement, MappedNearest, Gathering.Method {
  /// What has to be done, from cheap to dear; for explanations.
  enum Kind {
    /// The grids' pixels coincide: copied.
    PASTE,
    /// Pixels of the same size, moved by less than a pixel.
    SHIFT,
    /// Target pixels are larger.
    SHRINK,
    /// Target pixels are smaller.
    GROW,
    /// The grids are of different CRSs, or turned against each other.
    WARP
  }

  /// @param error how far a pixel may be taken from beside its place, in source pixels, where grids
  ///     are of different CRSs or turned against each other; 0 for not at all
  /// @throws dev.cairn.base.Unsupported where no operation leads from one CRS to the other
  static Placement of(GeoBox source, GeoBox target, Resampling method, double error) {
    if (!(error >= 0) || !Double.isFinite(error)) {
      throw new IllegalArgumentException("error of " + error + " pixels");
    }
    if (!isAligned(source, target)) {
      if (method == Resampling.SUM) {
        return SumPlacement.of(source, target, error);
      }
      return of(new Controlled(new Reprojection(source, target), error), method);
    }
    Affine from = Seam.turned(source, target).transform();
    Affine to = target.transform();
    var x = new Axis(from.c(), from.a(), source.width(), to.c(), to.a());
    var y = new Axis(from.f(), from.e(), source.height(), to.f(), to.e());
    if (method == Resampling.NEAREST
        || x.coincides(target.width()) && y.coincides(target.height())) {
      return new NearestPlacement(x, y);
    }
    return of(new Mapping.Separable(x, y), method);
  }

  /// Source pixels that are held for each target pixel until it is made of them; none where blocks
  /// are written straight to their place.
  static double gathered(GeoBox source, GeoBox target, Resampling method) {
    if (method == Resampling.NEAREST) {
      return 0;
    }
    // Twice for the box around what a turned window covers.
    return (isAligned(source, target) ? 1 : 2) * pixels(source, target);
  }

  /// Source pixels of the ground of one target pixel, around the source's middle.
  static double pixels(GeoBox source, GeoBox target) {
    if (isAligned(source, target)) {
      return target.transform().pixelSizeX()
          / source.transform().pixelSizeX()
          * target.transform().pixelSizeY()
          / source.transform().pixelSizeY();
    }
    Reprojection.Jacobian j = new Reprojection(source, target).jacobian();
    double area = Math.abs(j.xx() * j.yy() - j.xy() * j.yx());
    return Double.isFinite(area) ? area : 1;
  }

  /// True where both grids are of one CRS, the rows of both run along the same axis, and the target
  /// has the source's ground in one piece: a column and a row then say by themselves where a pixel
  /// lies.
  static boolean isAligned(GeoBox source, GeoBox target) {
    return source.crs().equals(target.crs())
        && source.transform().isRectilinear()
        && target.transform().isRectilinear()
        && !Seam.parts(source, target);
  }

  private static Placement of(Mapping mapping, Resampling method) {
    return switch (method) {
      case NEAREST -> new MappedNearest(mapping);
      case BILINEAR -> new KernelPlacement(mapping, Kernel.TRIANGLE);
      case CUBIC -> new KernelPlacement(mapping, Kernel.CATMULL_ROM);
      case CUBIC_SPLINE -> new KernelPlacement(mapping, Kernel.B_SPLINE);
      case LANCZOS -> new KernelPlacement(mapping, Kernel.LANCZOS);
      case AVERAGE -> new CoverPlacement(mapping, Statistic.Average::new);
      case MODE -> new CoverPlacement(mapping, Statistic.Mode::new);
      case MIN -> new CoverPlacement(mapping, () -> new Statistic.Extreme(true));
      case MAX -> new CoverPlacement(mapping, () -> new Statistic.Extreme(false));
      case MED -> new CoverPlacement(mapping, () -> new Statistic.Quantile(0.5));
      case Q1 -> new CoverPlacement(mapping, () -> new Statistic.Quantile(0.25));
      case Q3 -> new CoverPlacement(mapping, () -> new Statistic.Quantile(0.75));
      case SUM -> new CoverPlacement(mapping, Statistic.Sum::new);
      case RMS -> new CoverPlacement(mapping, Statistic.Rms::new);
    };
  }

  /// The source pixels that the target window depends on; empty where it lies wholly outside the
  /// source.
  Optional<PixelWindow> sourceWindow(PixelWindow target);

  /// The target pixels, within `target`, that may depend on a source window; empty where none does.
  Optional<PixelWindow> dependents(PixelWindow source, PixelWindow target);

  /// Begins to place pixels on a target window.
  ///
  /// @param nodata the sample that stands for no value
  Placing begin(PixelWindow target, DType dtype, Stated<Double> nodata);

  Kind kind();

  /// Bytes of source pixels that are held for a target window until it is made of them.
  default long gatheredBytes(PixelWindow target, DType dtype) {
    return 0;
  }
}
