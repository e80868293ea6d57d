package dev.cairn.cli;

import dev.cairn.base.InvalidRequest;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.raster.Resampling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How items become a cube.
final class LoadingOptions {
  @Option(
      names = "--bands",
      split = ",",
      paramLabel = "NAME",
      description = "Asset keys, common names or asset.N (default: all).")
  List<String> bands = List.of();

  @Option(
      names = "--bbox",
      paramLabel = "W,S,E,N",
      description = "Area in degrees; W > E crosses the antimeridian.")
  @Nullable String bbox;

  @Option(
      names = "--bounds",
      paramLabel = "XMIN,YMIN,XMAX,YMAX",
      description = "Area in the grid's CRS.")
  @Nullable String bounds;

  @Option(
      names = "--crs",
      paramLabel = "EPSG:N|utm|native",
      defaultValue = "native",
      description =
          "CRS of the grid; utm for the zone of the area's middle (default: the sources' own).")
  String crs = "native";

  @Option(
      names = "--resolution",
      paramLabel = "R[,R]",
      description = "Units of the CRS a pixel (default: the finest selected band's).")
  @Nullable String resolution;

  @Option(
      names = "--like",
      paramLabel = "FILE",
      description = "The grid of this raster, whatever is in it.")
  @Nullable String like;

  @Option(
      names = "--align",
      paramLabel = "native|origin|none",
      description = "Where pixel edges lie (default: native).")
  @Nullable String align;

  @Option(
      names = "--datetime",
      paramLabel = "A/B",
      description = "Only items of this time: 2023, 2023-07, 2023-07-01/.. and the like.")
  @Nullable String datetime;

  @Option(
      names = "--query",
      paramLabel = "'P<V'",
      description = "Only items with such a property, such as 'eo:cloud_cover<20' (repeat).")
  List<String> query = List.of();

  @Option(
      names = "--resampling",
      paramLabel = "METHOD",
      description =
          "nearest, bilinear, cubic, cubic_spline, lanczos, average, mode, min, max, med, q1, q3,"
              + " sum or rms: one for all bands, or band=method,… (default: nearest).")
  @Nullable String resampling;

  @Option(
      names = "--warp-error",
      paramLabel = "PIXELS",
      defaultValue = "0.125",
      description =
          "How far a pixel may be taken from beside its place, in source pixels, where CRSs differ;"
              + " 0 for not at all (default: ${DEFAULT-VALUE}).")
  double warpError;

  @Option(
      names = "--scale",
      paramLabel = "auto|none|stac|file",
      defaultValue = "auto",
      description = "Whose scale and offset make values (default: ${DEFAULT-VALUE}).")
  String scale = "auto";

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "Type of the result (default: the sources', float32 where anything is computed).")
  @Nullable String dtype;

  @Option(
      names = "--nodata",
      paramLabel = "V",
      description =
          "The sample that stands for no value: in the sources, over what they say; with --dtype"
              + " in the result.")
  @Nullable Double nodata;

  @Option(
      names = "--overviews",
      paramLabel = "auto|none|AVERAGE|NEAREST",
      defaultValue = "auto",
      description =
          "Whether overviews are read, and how those of a raster file are made (default:"
              + " ${DEFAULT-VALUE}).")
  String overviews = "auto";

  @Option(
      names = "--on-error",
      paramLabel = "fail|skip",
      defaultValue = "fail",
      description = "What becomes of sources that cannot be read (default: ${DEFAULT-VALUE}).")
  String onError = "fail";

  @Option(
      names = "--parity",
      paramLabel = "stackstac",
      description = "Reproduce a peer where it and we differ.")
  @Nullable String parity;

  GridRequest grid() {
    if (like != null) {
      refuseBesideLike();
    }
    GridRequest request = GridRequest.AUTO;
    if (align != null) {
      request = request.withAlign(GridRequest.Align.parse(align));
    }
    if (resolution != null) {
      double[] size = CommandNumbers.parse("--resolution", resolution, 1, 2);
      request = request.withResolution(size[0], size[size.length - 1]);
    }
    if (isUtm()) {
      request = request.withCrs(new GridRequest.CrsChoice.Utm());
    } else if (!crs.equals("native")) {
      request = request.withCrs(Crs.parse(crs));
    }
    if (bbox != null && bounds != null) {
      throw new InvalidRequest("--bbox and --bounds", "give one of them");
    }
    if (bbox != null) {
      double[] b = CommandNumbers.parse("--bbox", bbox, 4, 4);
      if (b[1] >= b[3]) {
        throw new InvalidRequest("--bbox " + bbox, "south " + b[1] + " is not below north " + b[3]);
      }
      request = request.withBounds(BBox.lonLat(b[0], b[1], b[2], b[3]));
    }
    return request;
  }

  private boolean isUtm() {
    return crs.equalsIgnoreCase("utm");
  }

  private void refuseBesideLike() {
    var given = new ArrayList<String>();
    if (!crs.equals("native")) {
      given.add("--crs");
    }
    if (resolution != null) {
      given.add("--resolution");
    }
    if (bbox != null) {
      given.add("--bbox");
    }
    if (bounds != null) {
      given.add("--bounds");
    }
    if (align != null) {
      given.add("--align");
    }
    if (!given.isEmpty()) {
      throw new InvalidRequest(
          "--like and " + String.join(", ", given), "the file's grid says that already; give one");
    }
  }

  /// The bounds in the CRS of the grid, once that is known.
  GridRequest withBounds(GridRequest request, CrsOfSources sources) throws InterruptedException {
    if (bounds == null) {
      return request;
    }
    if (isUtm()) {
      throw new InvalidRequest(
          "--bounds and --crs utm",
          "bounds are in the grid's CRS, and the zone is that of the area; give --bbox, or the"
              + " zone's code");
    }
    double[] b = CommandNumbers.parse("--bounds", bounds, 4, 4);
    if (b[0] >= b[2] || b[1] >= b[3]) {
      throw new InvalidRequest(
          "--bounds " + bounds, "expected XMIN,YMIN,XMAX,YMAX with minima below maxima");
    }
    return request.withBounds(
        new BBox(
            request.crs() instanceof GridRequest.CrsChoice.Given(Crs asked) ? asked : sources.get(),
            b[0],
            b[1],
            b[2],
            b[3]));
  }

  LoadOptions resampled(LoadOptions options) {
    LoadOptions changed = options.withWarpError(warpError);
    if (resampling == null) {
      return changed;
    }
    for (String part : resampling.split(",", -1)) {
      int equals = part.indexOf('=');
      changed =
          equals < 0
              ? changed.withResampling(Resampling.parse(part))
              : changed.withResampling(
                  part.substring(0, equals).strip(), Resampling.parse(part.substring(equals + 1)));
    }
    return changed;
  }

  /// Says the CRS of the sources, reading a header if need be.
  interface CrsOfSources {
    Crs get() throws InterruptedException;
  }
}
