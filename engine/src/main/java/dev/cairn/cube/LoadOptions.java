package dev.cairn.cube;

import dev.cairn.expr.Precision;
import dev.cairn.raster.DType;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How scenes become a cube. Start from [#of] and change what differs.
///
/// @param bands the cube's bands, in order; empty for all that the scenes have
/// @param quality bands that only masks use: placed by nearest, never scaled, not part of the cube
///     and not asked for its resolution
/// @param grid what is asked of the grid
/// @param resampling for every band that `resamplingOf` does not name; quality bands are placed by
/// nearest all the same
/// @param resamplingOf for single bands
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
  }

  /// The bands, with every default; no band for all.
  public static LoadOptions of(String... bands) {
    return new LoadOptions(
        List.of(bands),
        List.of(),
        GridRequest.AUTO,
        Resampling.NEAREST,
        Map.of(),
        ScalePolicy.AUTO,
        Stated.silent(),
        true,
        Parity.NONE,
        Stated.silent(),
        OnReadError.FAIL);
  }

  public LoadOptions withBands(List<String> names) {
    return new LoadOptions(
        names,
        quality,
        grid,
        resampling,
        resamplingOf,
        scale,
        nodata,
        overviews,
        parity,
        precision,
        onError);
  }

  public LoadOptions withQuality(String... names) {
    return new LoadOptions(
        bands,
        List.of(names),
        grid,
        resampling,
        resamplingOf,
        scale,
        nodata,
        overviews,
        parity,
        precision,
        onError);
  }

  public LoadOptions withGrid(GridRequest request) {
    return new LoadOptions(
        bands,
        quality,
        request,
        resampling,
        resamplingOf,
        scale,
        nodata,
        overviews,
        parity,
        precision,
        onError);
  }

  public LoadOptions withResampling(Resampling method) {
    return new LoadOptions(
        bands,
        quality,
        grid,
        method,
        resamplingOf,
        scale,
        nodata,
        overviews,
        parity,
        precision,
        onError);
  }

  public LoadOptions withResampling(String band, Resampling method) {
    var changed = new LinkedHashMap<>(resamplingOf);
    changed.put(band, method);
    return new LoadOptions(
        bands,
        quality,
        grid,
        resampling,
        changed,
        scale,
        nodata,
        overviews,
        parity,
        precision,
        onError);
  }

  public LoadOptions withScale(ScalePolicy policy) {
    return new LoadOptions(
        bands,
        quality,
        grid,
        resampling,
        resamplingOf,
        policy,
        nodata,
        overviews,
        parity,
        precision,
        onError);
  }

  public LoadOptions withNoData(double sample) {
    return new LoadOptions(
        bands,
        quality,
        grid,
        resampling,
        resamplingOf,
        scale,
        Stated.as(sample),
        overviews,
        parity,
        precision,
        onError);
  }

  /// Full resolution is read always.
  public LoadOptions withoutOverviews() {
    return new LoadOptions(
        bands,
        quality,
        grid,
        resampling,
        resamplingOf,
        scale,
        nodata,
        false,
        parity,
        precision,
        onError);
  }

  /// A peer's peculiarities: for stackstac also float64, multiples of the resolution and no
  /// overviews.
  public LoadOptions withParity(Parity peer) {
    return switch (peer) {
      case NONE ->
          new LoadOptions(
              bands,
              quality,
              grid,
              resampling,
              resamplingOf,
              scale,
              nodata,
              overviews,
              peer,
              precision,
              onError);
      case STACKSTAC ->
          new LoadOptions(
              bands,
              quality,
              grid.align() == GridRequest.Align.NATIVE
                  ? grid.withAlign(GridRequest.Align.ORIGIN)
                  : grid,
              resampling,
              resamplingOf,
              scale == ScalePolicy.AUTO ? ScalePolicy.STAC : scale,
              nodata,
              false,
              peer,
              precision.or(Stated.as(Precision.FLOAT64)),
              onError);
    };
  }

  public LoadOptions withPrecision(Precision p) {
    return new LoadOptions(
        bands,
        quality,
        grid,
        resampling,
        resamplingOf,
        scale,
        nodata,
        overviews,
        parity,
        Stated.as(p),
        onError);
  }

  public LoadOptions withOnError(OnReadError choice) {
    return new LoadOptions(
        bands,
        quality,
        grid,
        resampling,
        resamplingOf,
        scale,
        nodata,
        overviews,
        parity,
        precision,
        choice);
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
