package dev.cairn.format.tiff;

import dev.cairn.base.Malformed;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.raster.Stated;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Where a TIFF's pixels lie on the ground: the GeoTIFF tags (OGC 19-008r4 §7 and annex B), read as
/// GDAL reads them.
///
/// @param transform from pixels to coordinates, `(0, 0)` at the outer corner of the first pixel
///     whatever the raster type
/// @param crs named by its EPSG code where the keys name one or write out one of the well-known,
///     else user-defined with what the keys define; silent where there are no keys
/// @param controlPoints number of tie points that are no grid
/// @param isPixelIsPoint true where GTRasterTypeGeoKey is RasterPixelIsPoint (2)
record GeoReference(
    Stated<Affine> transform, Stated<Crs> crs, boolean isPixelIsPoint, int controlPoints) {
  private static final int MODEL_TYPE = 1024;
  private static final int RASTER_TYPE = 1025;
  private static final int GEODETIC_CRS = 2048;
  private static final int PROJECTED_CRS = 3072;

  private static final int MODEL_PROJECTED = 1;
  private static final int MODEL_GEOGRAPHIC = 2;
  private static final int RASTER_PIXEL_IS_POINT = 2;

  /// Characters of a definition; keys may share their values, and so name them any number of times.
  private static final int LONGEST_DEFINITION = 1 << 16;

  /// ERDAS Imagine names a code and other units than the code's: coordinates are in feet then.
  private static final Pattern IMAGINE_WITHOUT_METRES =
      Pattern.compile("IMAGINE GeoTIFF Support[^\"]*?\\nUnits = (?!meters)");

  static GeoReference from(Ifd ifd) {
    long[] directory =
        ifd.has(Tag.GEO_KEY_DIRECTORY) ? ifd.integers(Tag.GEO_KEY_DIRECTORY) : new long[0];
    // Keys whose value stands in the directory itself: codes. Header of four: version, revision,
    // minor revision, number of keys.
    Map<Integer, Integer> codes = new TreeMap<>();
    for (int i = 4; i + 3 < directory.length && i / 4 <= directory[3]; i += 4) {
      if (directory[i + 1] == 0) {
        codes.putIfAbsent((int) directory[i], (int) directory[i + 3]);
      }
    }
    boolean point = codes.getOrDefault(RASTER_TYPE, 0) == RASTER_PIXEL_IS_POINT;
    Stated<Affine> transform = transform(ifd, point);
    int ties = ifd.numbers(Tag.MODEL_TIEPOINT).length / 6;
    return new GeoReference(
        transform, crs(ifd, directory, codes), point, transform.isStated() ? 0 : ties);
  }

  private static Stated<Affine> transform(Ifd ifd, boolean point) {
    double[] scale = ifd.numbers(Tag.MODEL_PIXEL_SCALE);
    double[] tie = ifd.numbers(Tag.MODEL_TIEPOINT);
    double[] matrix = ifd.numbers(Tag.MODEL_TRANSFORMATION);
    double[] t;
    if (scale.length >= 2 && scale[0] != 0 && scale[1] != 0) {
      if (tie.length < 6) {
        return Stated.silent();
      }
      // A negative scale of y is a common mistake, and GDAL takes it for its absolute value.
      double a = scale[0];
      double e = -Math.abs(scale[1]);
      t = new double[] {a, 0, tie[3] - tie[0] * a, 0, e, tie[4] - tie[1] * e};
    } else if (matrix.length == 16) {
      t = new double[] {matrix[0], matrix[1], matrix[3], matrix[4], matrix[5], matrix[7]};
    } else {
      return Stated.silent(); // tie points alone are ground control points, which are no grid
    }
    if (point) {
      // The tie point is the centre of its pixel.
      t[2] -= t[0] * 0.5 + t[1] * 0.5;
      t[5] -= t[3] * 0.5 + t[4] * 0.5;
    }
    for (double v : t) {
      if (!Double.isFinite(v)) {
        return Stated.silent();
      }
    }
    double determinant = t[0] * t[4] - t[1] * t[3];
    return determinant != 0 && Double.isFinite(determinant)
        ? Stated.as(Affine.of(t))
        : Stated.silent();
  }

  private static Stated<Crs> crs(Ifd ifd, long[] directory, Map<Integer, Integer> codes) {
    int model = codes.getOrDefault(MODEL_TYPE, 0);
    int projected = codes.getOrDefault(PROJECTED_CRS, 0);
    int geodetic = codes.getOrDefault(GEODETIC_CRS, 0);
    String definition = definition(ifd, directory);
    if (isEpsg(projected)
        && (model == MODEL_PROJECTED || model == 0)
        && !IMAGINE_WITHOUT_METRES.matcher(definition).find()) {
      return Stated.as(Crs.epsg(projected));
    }
    if (isEpsg(geodetic) && (model == MODEL_GEOGRAPHIC || model == 0) && projected == 0) {
      return Stated.as(Crs.epsg(geodetic));
    }
    if (model == 0 && projected == 0 && geodetic == 0) {
      return Stated.silent();
    }
    return Stated.as(Crs.userDefined(definition));
  }

  /// Codes of the registry (annex B.1: 1024 to 32766); 32767 stands for user-defined.
  private static boolean isEpsg(int code) {
    return code >= 1024 && code <= 32_766;
  }

  /// Where a key's values end among all of its kind; 0 where it has none of them.
  private static int end(long at, long count, int all) {
    return at < 0 || at >= all || count <= 0 ? 0 : (int) Math.min(at + count, all);
  }

  /// All keys with their values, so that two files with the same keys have the same CRS.
  private static String definition(Ifd ifd, long[] directory) {
    double[] doubles = ifd.numbers(Tag.GEO_DOUBLE_PARAMS);
    String ascii = ifd.text(Tag.GEO_ASCII_PARAMS).orElse("");
    var text = new StringBuilder("GeoKeys");
    for (int i = 4; i + 3 < directory.length && i / 4 <= directory[3]; i += 4) {
      long key = directory[i];
      long at = directory[i + 3];
      if (key == RASTER_TYPE) {
        continue; // speaks of pixels, not of the CRS
      }
      text.append(' ').append(key).append('=');
      if (directory[i + 1] == 0) {
        text.append(at);
      } else if (directory[i + 1] == Tag.GEO_DOUBLE_PARAMS) {
        int end = end(at, directory[i + 2], doubles.length);
        for (int k = end > 0 ? (int) at : 0; k < end && text.length() < LONGEST_DEFINITION; k++) {
          text.append(k == at ? "" : ",").append(doubles[k]);
        }
      } else if (directory[i + 1] == Tag.GEO_ASCII_PARAMS) {
        int end = end(at, directory[i + 2], ascii.length());
        if (end > 0) {
          text.append('"').append(ascii, (int) at, end).append('"');
        }
      }
      if (text.length() > LONGEST_DEFINITION) {
        throw new Malformed(
            ifd.bytes().uri(),
            ifd.offset(),
            "GeoKeys (tag 34735) of more than " + LONGEST_DEFINITION + " characters");
      }
    }
    return text.toString();
  }
}
