package dev.cairn.format.tiff;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoKeySet;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/// The tags by which a GeoTIFF names its CRS (OGC 19-008r4 §7): a code of the EPSG register, or,
/// where there is none that a key can hold, what the CRS is made of.
///
/// @param directory tag 34735: four numbers a key, the header first
/// @param numbers tag 34736
/// @param texts tag 34737, each ended by `|`
record CogGeoKeys(int[] directory, double[] numbers, String texts) {
  private static final int GT_MODEL_TYPE = 1024;
  private static final int GT_RASTER_TYPE = 1025;
  private static final int GEODETIC_CRS = 2048;
  private static final int PROJECTED_CRS = 3072;
  private static final int PROJECTED = 1;
  private static final int GEOGRAPHIC_2D = 2;
  private static final int PIXEL_IS_AREA = 1;

  /// @throws Unsupported where the CRS is not known, or has what no key says
  static CogGeoKeys of(Crs crs) {
    // 32767 says "user-defined"; larger codes do not fit a key's 16 bits (OGC 19-008r4 §7).
    if (!crs.isEpsg() || crs.epsgCode() < 1024 || crs.epsgCode() >= 32_767) {
      return of(GeoKeySet.of(crs));
    }
    boolean geographic = crs.isGeographic();
    return new CogGeoKeys(
        new int[] {
          1,
          1,
          0,
          3, // version 1, revision 1.0, three keys
          GT_MODEL_TYPE,
          0,
          1,
          geographic ? GEOGRAPHIC_2D : PROJECTED,
          GT_RASTER_TYPE,
          0,
          1,
          PIXEL_IS_AREA,
          geographic ? GEODETIC_CRS : PROJECTED_CRS,
          0,
          1,
          crs.epsgCode()
        },
        new double[0],
        "");
  }

  private static CogGeoKeys of(GeoKeySet keys) {
    var all = new TreeMap<>(keys.values());
    all.put(GT_RASTER_TYPE, new GeoKeySet.Code(PIXEL_IS_AREA));
    int[] directory = new int[4 + 4 * all.size()];
    directory[0] = 1;
    directory[1] = 1;
    directory[3] = all.size();
    double[] numbers = new double[0];
    var texts = new StringBuilder();
    int at = 4;
    for (var e : all.entrySet()) {
      directory[at] = e.getKey();
      switch (e.getValue()) {
        case GeoKeySet.Code(int code) -> {
          directory[at + 2] = 1;
          directory[at + 3] = code;
        }
        case GeoKeySet.Numbers n -> {
          directory[at + 1] = Tag.GEO_DOUBLE_PARAMS;
          directory[at + 2] = n.list().size();
          directory[at + 3] = numbers.length;
          numbers =
              DoubleStream.concat(
                      Arrays.stream(numbers), n.list().stream().mapToDouble(Double::doubleValue))
                  .toArray();
        }
        case GeoKeySet.Text(String text) -> {
          directory[at + 1] = Tag.GEO_ASCII_PARAMS;
          directory[at + 2] = text.length() + 1;
          directory[at + 3] = texts.length();
          texts.append(text).append('|');
        }
      }
      at += 4;
    }
    return new CogGeoKeys(directory, numbers, texts.toString());
  }
}
