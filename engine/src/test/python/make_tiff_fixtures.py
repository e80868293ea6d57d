#!/usr/bin/python3
"""Writes the golden TIFFs of engine/src/test/resources/tiff and expected.json beside them.

    /usr/bin/python3 engine/src/test/python/make_tiff_fixtures.py

GDAL writes the files and, in a second look, reads what expected.json says of them; its version and
numpy's are recorded there. Every sample type meets every codec and predictor once, while layout,
interleaving and byte order take turns; then come files with one trait each.
"""
import hashlib
import itertools
import json
import pathlib
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "tiff"
WIDTH, HEIGHT, TILE = 23, 19, 16
TYPES = {
    "uint8": gdal.GDT_Byte,
    "int8": gdal.GDT_Byte,
    "uint16": gdal.GDT_UInt16,
    "int16": gdal.GDT_Int16,
    "uint32": gdal.GDT_UInt32,
    "int32": gdal.GDT_Int32,
    "float32": gdal.GDT_Float32,
    "float64": gdal.GDT_Float64,
}


def samples(dtype, band, width=WIDTH, height=HEIGHT):
    """Smooth in most places, with the extremes of the type and, for floats, what is no number."""
    y, x = np.mgrid[0:height, 0:width]
    wave = np.sin(x / 7.0 + band) * np.cos(y / 5.0) * 0.4 + 0.5
    if dtype.startswith("float"):
        a = (np.round(wave * 300) / 4 - 20).astype(dtype)
        a[3, 4], a[3, 5], a[3, 6], a[4, 4] = np.nan, np.inf, -np.inf, -0.0
        a[5, 5], a[5, 6] = np.finfo(dtype).max, np.finfo(dtype).tiny
        return a
    info = np.iinfo(dtype)
    steps = np.round(wave * 250)  # few values, so that files stay small
    a = (info.min + steps / 255 * (float(info.max) - info.min)).astype(dtype)
    a[3, 4], a[3, 5] = info.min, info.max
    return a


def write(name, dtype="uint16", bands=1, epsg=32633, width=WIDTH, height=HEIGHT, change=None, **options):
    if dtype == "int8":
        options["PIXELTYPE"] = "SIGNEDBYTE"
    path = OUT / (name + ".tif")
    path.unlink(missing_ok=True)
    ds = gdal.GetDriverByName("GTiff").Create(
        str(path), width, height, bands, TYPES[dtype], [f"{k}={v}" for k, v in options.items()])
    if epsg:
        srs = osr.SpatialReference()
        srs.ImportFromEPSG(epsg)
        ds.SetProjection(srs.ExportToWkt())
        ds.SetGeoTransform((500_000.0, 10.0, 0.0, 5_200_000.0, 0.0, -10.0))
    if change:
        change(ds)
    else:
        fill(ds, dtype)
    ds = None
    return path


def fill(ds, dtype="uint16"):
    for b in range(ds.RasterCount):
        a = samples(dtype, b, ds.RasterXSize, ds.RasterYSize)
        ds.GetRasterBand(b + 1).WriteArray(a.view(np.uint8) if dtype == "int8" else a)


def product():
    turns = itertools.cycle(itertools.product(("PIXEL", "BAND"), (True, False), ("LITTLE", "BIG")))
    for dtype in TYPES:
        floating = dtype.startswith("float")
        for codec in ("NONE", "DEFLATE", "LZW", "ZSTD"):
            for predictor in (1,) if codec == "NONE" else (1, 2, 3) if floating else (1, 2):
                interleave, tiled, order = next(turns)
                if predictor == 3:
                    order = "LITTLE"  # GDAL 3.6 writes predictor 3 wrongly as big-endian
                options = {"COMPRESS": codec, "INTERLEAVE": interleave, "ENDIANNESS": order}
                if predictor != 1:
                    options["PREDICTOR"] = predictor
                if tiled:
                    options.update(TILED="YES", BLOCKXSIZE=TILE, BLOCKYSIZE=TILE)
                else:
                    options["BLOCKYSIZE"] = 8
                layout = ("tile" if tiled else "strip") + "-" + interleave.lower()
                write(f"{dtype}-{codec.lower()}-p{predictor}-{layout}-{order.lower()}", dtype, 2, **options)


def traits():
    tile = dict(TILED="YES", BLOCKXSIZE=TILE, BLOCKYSIZE=TILE)
    write("bigtiff", **tile, COMPRESS="DEFLATE", BIGTIFF="YES")
    write("bigtiff-big-endian", **tile, COMPRESS="LZW", BIGTIFF="YES", ENDIANNESS="BIG")
    write("rows-per-strip-1", BLOCKYSIZE=1, COMPRESS="DEFLATE")
    write("one-pixel", width=1, height=1, change=lambda ds: ds.GetRasterBand(1).WriteArray(np.array([[7]])))
    write("no-place", epsg=None)
    write("four-bands", "uint8", 4, **tile, COMPRESS="DEFLATE", PREDICTOR=2, PHOTOMETRIC="RGB", ALPHA="NO")
    write("alpha", "uint8", 4, **tile, PHOTOMETRIC="RGB", ALPHA="YES")

    def sparse(ds):
        ds.GetRasterBand(1).SetNoDataValue(9)
        ds.GetRasterBand(1).WriteArray(samples("uint16", 0)[16:, 16:], 16, 16)

    write("sparse", **tile, COMPRESS="ZSTD", SPARSE_OK="TRUE", change=sparse)

    def words(ds):
        fill(ds, "int16")
        for b, (scale, offset, text) in enumerate(((0.0001, -0.1, "red & near <infrared>"), (2.0, 0.0, "naïve"))):
            band = ds.GetRasterBand(b + 1)
            band.SetScale(scale)
            band.SetOffset(offset)
            band.SetDescription(text)
        ds.GetRasterBand(1).SetNoDataValue(-9999)
        ds.GetRasterBand(1).ComputeStatistics(False)

    write("scale-offset-description", "int16", 2, change=words, **tile)

    def nan(ds):
        fill(ds, "float32")
        ds.GetRasterBand(1).SetNoDataValue(float("nan"))

    write("nodata-nan", "float32", change=nan)

    def point(ds):
        ds.SetMetadataItem("AREA_OR_POINT", "Point")
        fill(ds)

    write("pixel-is-point", change=point)

    def rotated(ds):
        ds.SetGeoTransform((500_000.0, 8.0, 3.0, 5_200_000.0, 2.0, -9.0))
        fill(ds)

    write("rotated", change=rotated)

    def sinusoidal(ds):
        srs = osr.SpatialReference()
        srs.ImportFromProj4("+proj=sinu +R=6371007.181 +units=m +no_defs")
        ds.SetProjection(srs.ExportToWkt())
        fill(ds)

    write("user-defined-crs", change=sinusoidal)

    def mask(ds):
        gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
        fill(ds)
        ds.CreateMaskBand(gdal.GMF_PER_DATASET)
        ds.GetRasterBand(1).GetMaskBand().WriteArray(np.full((HEIGHT, WIDTH), 255, np.uint8))

    write("internal-mask", change=mask, COMPRESS="DEFLATE")

    path = write("overviews-appended", **tile, COMPRESS="DEFLATE", PREDICTOR=2)
    ds = gdal.Open(str(path), gdal.GA_Update)
    ds.BuildOverviews("NEAREST", [4, 2])
    ds = None

    source = write("source", "uint16", width=150, height=130, COMPRESS="DEFLATE")
    gdal.GetDriverByName("COG").CreateCopy(
        str(OUT / "cog.tif"), gdal.Open(str(source)),
        options=["BLOCKSIZE=128", "COMPRESS=DEFLATE", "LEVEL=9", "PREDICTOR=YES"])
    source.unlink()


def describe(path):
    ds = gdal.Open(str(path))
    gt = ds.GetGeoTransform(can_return_null=True)
    srs = ds.GetSpatialRef()
    bands = []
    for b in range(ds.RasterCount):
        band = ds.GetRasterBand(b + 1)
        levels = [band] + [band.GetOverview(i) for i in range(band.GetOverviewCount())]
        levels.sort(key=lambda o: -o.XSize)
        nodata = band.GetNoDataValue()
        bands.append({
            "levels": [[o.XSize, o.YSize, hashlib.md5(o.ReadAsArray().tobytes()).hexdigest()] for o in levels],
            "nodata": "nan" if nodata is not None and np.isnan(nodata) else nodata,
            "scale": band.GetScale(),
            "offset": band.GetOffset(),
            "description": band.GetDescription(),
        })
    band = ds.GetRasterBand(1)
    signed = band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE"
    epsg = srs.GetAuthorityCode(None) if srs else None
    return {
        "dtype": "int8" if signed else np.dtype(band.ReadAsArray(0, 0, 1, 1).dtype).name,
        "block": band.GetBlockSize(),
        "compression": ds.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") or "NONE",
        "epsg": int(epsg) if epsg else None,
        "transform": [gt[1], gt[2], gt[0], gt[4], gt[5], gt[3]] if gt else None,
        "mask_flags": band.GetMaskFlags(),
        "bands": bands,
    }


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.tif"):
        old.unlink()
    product()
    traits()
    expected = {
        "made_by": f"GDAL {gdal.VersionInfo('RELEASE_NAME')}, numpy {np.__version__}, Python {sys.version.split()[0]}",
        "files": {p.name: describe(p) for p in sorted(OUT.glob("*.tif"))},
    }
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in expected["files"].items())
    (OUT / "expected.json").write_text(
        f'{{"made_by": {json.dumps(expected["made_by"])}, "files": {{\n{lines}\n}}}}\n')


if __name__ == "__main__":
    main()
