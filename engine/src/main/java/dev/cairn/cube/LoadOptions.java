package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import dev.cairn.expr.Precision;
import dev.cairn.raster.DType;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// How scenes become a cube. Start from [#of] and change what differs.
///
/// @param bands the cube's bands, in order; empty for all that the scenes have
/// @param quality bands that only masks use: placed by nearest, never scaled, not part of the cube
///     and not asked for its resolution
/// @param grid what is asked of the grid
/// @param resampling for every band that `resamplingOf` does not name; quality bands are placed by
/// nearest all the same
/// @param resamplingOf for single bands
/// @param warpError how far a pixel may be taken from beside its place, in source pixels, where
///     CRSs differ; 0 for not at all
/// @param scale whose scale and offset are applied
/// @param nodata the sample that stands for no value, over what catalogue and file say
/// @param overviews false to read full resolution always
/// @param parity whose peculiarities are reproduced
/// @param precision in which values are computed; silent for float32, or float64 where a source
/// needs it
/// @param onError what becomes of sources that cannot be read, their headers too
public record LoadOptions(
    List<String> bands,
    List<String> quality,
    GridRequest grid,
    Resampling resampling,
    Map<String, Resampling> resamplingOf,
    double warpError,
    ScalePolicy scale,
    Stated<Double> nodata,
    boolean overviews,
    Parity parity,
    Stated<Precision> precision,
    OnReadError onError) {
  public LoadOptions {
    bands = List.copyOf(bands);
    quality = List.copyOf(quality);
    resamplingOf = Map.copyOf(resamplingOf);
    if (!(warpError >= 0) || !Double.isFinite(warpError)) {
      throw new InvalidRequest("warp error " + warpError, "expected source pixels, 0 or more");
    }
  }

  /// The bands, with every default; no band for all.
  public static LoadOptions of(String... bands) {
    return new LoadOptions(
        List.of(bands),
        List.of(),
        GridRequest.AUTO,
        Resampling.NEAREST,
        Map.of(),
        0.125,
        ScalePolicy.AUTO,
        Stated.silent(),
        true,
        Parity.NONE,
        Stated.silent(),
        OnReadError.FAIL);
  }

  public LoadOptions withBands(List<String> names) {
    return with(o -> o.bands = names);
  }

  public LoadOptions withQuality(String... names) {
    return with(o -> o.quality = List.of(names));
  }

  public LoadOptions withGrid(GridRequest request) {
    return with(o -> o.grid = request);
  }

  public LoadOptions withResampling(Resampling method) {
    return with(o -> o.resampling = method);
  }

  public LoadOptions withResampling(String band, Resampling method) {
    var changed = new LinkedHashMap<>(resamplingOf);
    changed.put(band, method);
    return with(o -> o.resamplingOf = changed);
  }

  public LoadOptions withWarpError(double sourcePixels) {
    return with(o -> o.warpError = sourcePixels);
  }

  public LoadOptions withScale(ScalePolicy policy) {
    return with(o -> o.scale = policy);
  }

  public LoadOptions withNoData(double sample) {
    return with(o -> o.nodata = Stated.as(sample));
  }

  /// Full resolution is read always.
  public LoadOptions withoutOverviews() {
    return with(o -> o.overviews = false);
  }

  /// A peer's peculiarities: for stackstac also float64, multiples of the resolution and no
  /// overviews.
  public LoadOptions withParity(Parity peer) {
    return with(
        o -> {
          o.parity = peer;
          switch (peer) {
            case NONE -> {}
            case STACKSTAC -> {
              if (grid.align() == GridRequest.Align.NATIVE) {
                o.grid = grid.withAlign(GridRequest.Align.ORIGIN);
              }
              if (scale == ScalePolicy.AUTO) {
                o.scale = ScalePolicy.STAC;
              }
              o.overviews = false;
              o.precision = precision.or(Stated.as(Precision.FLOAT64));
            }
          }
        });
  }

  public LoadOptions withPrecision(Precision p) {
    return with(o -> o.precision = Stated.as(p));
  }

  public LoadOptions withOnError(OnReadError choice) {
    return with(o -> o.onError = choice);
  }

  private LoadOptions with(Consumer<Changes> change) {
    var changed = new Changes(this);
    change.accept(changed);
    return changed.made();
  }

  /// The options while some of them change.
  private static final class Changes {
    private List<String> bands;
    private List<String> quality;
    private GridRequest grid;
    private Resampling resampling;
    private Map<String, Resampling> resamplingOf;
    private double warpError;
    private ScalePolicy scale;
    private Stated<Double> nodata;
    private boolean overviews;
    private Parity parity;
    private Stated<Precision> precision;
    private OnReadError onError;

    Changes(LoadOptions from) {
      bands = from.bands;
      quality = from.quality;
      grid = from.grid;
      resampling = from.resampling;
      resamplingOf = from.resamplingOf;
      warpError = from.warpError;
      scale = from.scale;
      nodata = from.nodata;
      overviews = from.overviews;
      parity = from.parity;
      precision = from.precision;
      onError = from.onError;
    }

    LoadOptions made() {
      return new LoadOptions(
          bands,
          quality,
          grid,
          resampling,
          resamplingOf,
          warpError,
          scale,
          nodata,
          overviews,
          parity,
          precision,
          onError);
    }
  }

  /// How the band is placed: as named, else by nearest where it is a quality band or `masks`, else
  /// as for all.
  ///
  /// @param masks true where a mask uses the band
  public Resampling resamplingFor(String band, boolean masks) {
    Resampling named = resamplingOf.get(band);
    return named != null
        ? named
        : masks || quality.contains(band) ? Resampling.NEAREST : resampling;
  }

  /// The precision that a source of this type needs.
  static Precision precisionFor(DType type) {
    return type.fitsFloat32() ? Precision.FLOAT32 : Precision.FLOAT64;
  }
}
