package dev.cairn.format.tiff;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.Crs;

/// The values of tag 34735, GeoKeyDirectory (OGC 19-008r4 §7), for a CRS of the EPSG register.
final class CogGeoKeys {
  private static final int GT_MODEL_TYPE = 1024;
  private static final int GT_RASTER_TYPE = 1025;
  private static final int GEODETIC_CRS = 2048;
  private static final int PROJECTED_CRS = 3072;
  private static final int PROJECTED = 1;
  private static final int GEOGRAPHIC_2D = 2;
  private static final int PIXEL_IS_AREA = 1;

  private CogGeoKeys() {}

  /// Four numbers a key, the header first.
  ///
  /// @throws Unsupported where the CRS has no code that a key can hold, or is not known
  static int[] directory(Crs crs) {
    // 32767 says "user-defined"; larger codes do not fit a key's 16 bits (OGC 19-008r4 §7).
    if (!crs.isEpsg() || crs.epsgCode() < 1024 || crs.epsgCode() >= 32_767) {
      throw new Unsupported(
          crs.toString(), "a GeoTIFF is written with an EPSG code from 1024 to 32766 only");
    }
    boolean geographic = crs.isGeographic();
    return new int[] {
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
    };
  }
}
