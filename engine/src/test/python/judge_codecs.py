"""Judges GeoTIFFs of every codec with GDAL: every NAME.tif of a folder against NAME.raw, the samples that its writer
was given as (band, y, x) little-endian, and NAME.mask, a byte a pixel that is 1 where it holds a value.

NAME says what is to be: `cog`, which GDAL's validator must pass with its full check, or a plain layout; `lossy`, where samples
may differ a little; `MASK`, `ALPHA` or `NO_DATA`. Prints a line a fault; then, for each band and level, the MD5 of what GDAL
reads and of its mask, for others to compare with what they read. Tried with GDAL 3.6.2, numpy 1.24.2.
"""

import hashlib
import pathlib
import sys

import numpy as np
from osgeo import gdal
from osgeo_utils.samples import validate_cloud_optimized_geotiff as validator

gdal.UseExceptions()
faults = []


def array(band):
    plane = band.ReadAsArray()
    if band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE":  # GDAL below 3.7
        plane = plane.view("i1")
    return plane


def judge(file):
    name = file.stem
    if "cog" in name:
        warnings, errors, _ = validator.validate(str(file), full_check=True)
        faults.extend(f"{name}: {x}" for x in warnings + errors)
    ds = gdal.Open(str(file))
    if ("cog" in name) != (ds.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") == "COG"):
        faults.append(f"{name}: layout {ds.GetMetadataItem('LAYOUT', 'IMAGE_STRUCTURE')}")
    first = ds.GetRasterBand(1)
    bands = ds.RasterCount - ("ALPHA" in name)
    dtype = array(first).dtype
    raw = np.fromfile(file.with_suffix(".raw"), dtype).reshape(bands, ds.RasterYSize, ds.RasterXSize)
    valid = np.fromfile(file.with_suffix(".mask"), "u1").reshape(ds.RasterYSize, ds.RasterXSize) != 0
    flags = first.GetMaskFlags()
    masked = "MASK" in name or ("NO_DATA" in name and first.GetNoDataValue() is None and not valid.all())
    alpha = "ALPHA" in name and ds.RasterCount in (2, 4)  # GDAL looks for it behind one band and three
    wanted = gdal.GMF_PER_DATASET if masked else gdal.GMF_PER_DATASET | gdal.GMF_ALPHA if alpha else flags
    if flags != wanted:
        faults.append(f"{name}: mask flags {flags}, wanted {wanted}")
    if masked or "ALPHA" in name:
        mask = first.GetMaskBand().ReadAsArray()
        full = 65535 if dtype == np.uint16 and "ALPHA" in name else 255
        if "ALPHA" in name:
            mask = ds.GetRasterBand(ds.RasterCount).ReadAsArray()
        if not np.array_equal(mask, np.where(valid, full, 0)):
            faults.append(f"{name}: mask differs in {(mask != np.where(valid, full, 0)).sum()} pixels")
    for b in range(bands):
        found = array(ds.GetRasterBand(b + 1))
        if "lossy" in name:
            off = np.abs(found.astype("f8") - raw[b])[valid]
            if off.mean() > 12:
                faults.append(f"{name} band {b + 1}: off by {off.mean()} in the mean")
        elif not np.array_equal(found, raw[b], equal_nan=dtype.kind == "f"):
            faults.append(f"{name} band {b + 1}: {(found != raw[b]).sum()} samples differ")
        item = ds.GetRasterBand(b + 1).GetMetadataItem("STATISTICS_MEAN")
        values = raw[b].astype("f8")
        counted = valid & ~np.isnan(values)
        if ds.GetRasterBand(b + 1).GetNoDataValue() is not None:
            counted &= raw[b] != dtype.type(ds.GetRasterBand(b + 1).GetNoDataValue())
        if "lossy" not in name and np.abs(values[counted]).max() < 1e30:
            stats = [float(ds.GetRasterBand(b + 1).GetMetadataItem("STATISTICS_" + k) or "nan") for k in ("MINIMUM", "MAXIMUM", "MEAN", "STDDEV")]
            v = values[counted]
            if not np.allclose(stats, [v.min(), v.max(), v.mean(), v.std()], rtol=1e-9, atol=1e-9 + 1e-14 * np.abs(v).max()):
                faults.append(f"{name} band {b + 1}: statistics {stats}, wanted {[v.min(), v.max(), v.mean(), v.std()]}")
        elif "lossy" in name and item is not None:
            faults.append(f"{name}: statistics of samples that are not stored")
    for b in range(ds.RasterCount):
        band = ds.GetRasterBand(b + 1)
        for k in range(band.GetOverviewCount() + 1):
            level = band if k == 0 else band.GetOverview(k - 1)
            mask = (level.GetMaskBand().ReadAsArray() != 0).astype("u1") if masked else b""
            print(name, b, k, hashlib.md5(array(level).tobytes()).hexdigest(), hashlib.md5(bytes(mask)).hexdigest())


files = sorted(pathlib.Path(sys.argv[1]).glob("*.tif"))
for each in files:
    try:
        judge(each)
    except Exception as e:
        faults.append(f"{each.name}: {e}")
print("\n".join("FAULT " + f for f in faults) if faults else f"ok {len(files)} files")
