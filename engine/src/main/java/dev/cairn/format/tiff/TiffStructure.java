package dev.cairn.format.tiff;

import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.raster.Stated;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/// What a TIFF says beyond a [dev.cairn.raster.RasterHeader]: how it is laid out, and what is
/// stored beside the pixels.
///
/// @param isBigTiff true where offsets have 64 bits
/// @param sizeBytes bytes of the whole object
/// @param isTiled false for strips
/// @param transform from pixels to coordinates, where the file has one, with or without a CRS
/// @param crs by its EPSG code, or user-defined
/// @param isPixelIsPoint true where the file calls its coordinates centres of pixels; the transform
///     is of corners all the same
/// @param controlPoints number of ground control points, which are no grid; 0 for none
/// @param hasRationalPolynomials true where the file has RPCs, which are not used
/// @param hasAlpha true where a band is transparency (ExtraSamples 1 or 2)
/// @param masks number of transparency masks, those of overviews included
/// @param pages further images that are no overviews and no masks; not read
/// @param structuralMetadata what GDAL writes between a COG's header and its first directory, such
///     as `BLOCK_ORDER=ROW_MAJOR`; empty where there is no such thing
/// @param metadata GDAL's items, statistics among them
/// @param obstacle why the pixels cannot be read; silent where they can
public record TiffStructure(
    boolean isBigTiff,
    ByteOrder byteOrder,
    long sizeBytes,
    boolean isTiled,
    Stated<Affine> transform,
    Stated<Crs> crs,
    boolean isPixelIsPoint,
    int controlPoints,
    boolean hasRationalPolynomials,
    boolean hasAlpha,
    int masks,
    int pages,
    Map<String, String> structuralMetadata,
    List<MetadataItem> metadata,
    Stated<String> obstacle) {
  public TiffStructure {
    structuralMetadata = Map.copyOf(structuralMetadata);
    metadata = List.copyOf(metadata);
  }
}
