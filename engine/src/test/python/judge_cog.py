"""Judges Cloud Optimized GeoTIFFs with GDAL: every NAME.tif of a folder against NAME.raw, the samples that its
writer was given, as (band, y, x) little-endian.

Checked: GDAL's COG validator with its full check finds nothing; the pixels; each overview against the level below
by numpy; and where GDAL's own rule is exact (see OURS), the first overview against one that GDAL builds itself.
Prints one line a fault, or "ok N files, M bands as GDAL halves them". Tried with GDAL 3.6.2, numpy 1.24.2.
"""

import pathlib
import sys

import numpy as np
from osgeo import gdal
from osgeo_utils.samples import validate_cloud_optimized_geotiff as validator

gdal.UseExceptions()
faults = []
compared = 0


def halve(plane, nodata, nearest):
    if nearest:
        return plane[::2, ::2]
    h, w = plane.shape
    rows, cols = -(-h // 2), -(-w // 2)
    four = np.full((rows * 2, cols * 2), np.nan)
    values = plane.astype("f8")
    if nodata is not None:
        values[plane == plane.dtype.type(nodata)] = np.nan
    four[:h, :w] = values
    quads = [four[i::2, j::2] for i in (0, 1) for j in (0, 1)]
    total = np.zeros((rows, cols))
    small = np.zeros((rows, cols))
    count = sum(~np.isnan(q) for q in quads)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        for q in quads:
            there = ~np.isnan(q)
            total = total + np.where(there, q, 0)
            small = small + np.where(there, q / count, 0)
        mean = np.where(np.isinf(total), small, total / count)
    integer = plane.dtype.kind in "iu"
    if integer:
        mean = np.copysign(np.floor(np.abs(mean) + 0.5), mean)
    empty = count == 0
    if nodata is None:
        assert not empty.any()
        return to_type(mean, plane.dtype)
    out = to_type(np.where(empty, nodata, mean), plane.dtype)
    hit = ~empty & (out == plane.dtype.type(nodata))
    if integer:
        beside = nodata - 1 if nodata == np.iinfo(plane.dtype).max else nodata + 1
    else:
        beside = np.nextafter(plane.dtype.type(nodata), plane.dtype.type(np.inf))
    out[hit] = plane.dtype.type(beside)
    return out


def to_type(values, dtype):
    """Saturates: the float64 next to the largest 64-bit integer is no such integer."""
    out = np.empty(values.shape, dtype)
    if dtype.itemsize < 8 or dtype.kind == "f":
        return values.astype(dtype)
    high = values >= float(np.iinfo(dtype).max)
    out[high] = np.iinfo(dtype).max
    out[~high] = values[~high].astype(dtype)
    return out


def same(name, found, wanted):
    if found.shape != wanted.shape or found.dtype != wanted.dtype:
        faults.append(f"{name}: {found.dtype}{found.shape}, wanted {wanted.dtype}{wanted.shape}")
    elif not np.array_equal(found, wanted, equal_nan=wanted.dtype.kind == "f"):
        bad = np.argwhere(~((found == wanted) | ((found != found) & (wanted != wanted))))
        at = tuple(bad[0])
        faults.append(f"{name}: {len(bad)} samples differ, first {at}: {found[at]}, wanted {wanted[at]}")


def array(band):
    plane = band.ReadAsArray()
    if band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE":  # GDAL below 3.7
        plane = plane.view("i1")
    return plane


files = sorted(pathlib.Path(sys.argv[1]).glob("*.tif"))
for file in files:
    name = file.name
    warnings, errors, _ = validator.validate(str(file), full_check=True)
    faults += [f"{name}: {w}" for w in warnings] + [f"{name}: {e}" for e in errors]
    ds = gdal.Open(str(file))
    if ds.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") != "COG":
        faults.append(f"{name}: GDAL sees no COG layout")
    nearest = "nearest" in name
    raw = np.fromfile(file.with_suffix(".raw"), array(ds.GetRasterBand(1)).dtype)
    raw = raw.reshape(ds.RasterCount, ds.RasterYSize, ds.RasterXSize)
    for b in range(ds.RasterCount):
        band = ds.GetRasterBand(b + 1)
        below = array(band)
        same(f"{name} band {b + 1}", below, raw[b])
        nodata = band.GetNoDataValue()
        for k in range(band.GetOverviewCount()):
            level = array(band.GetOverview(k))
            same(f"{name} band {b + 1} overview {k}", level, halve(below, nodata, nearest))
            below = level
        # OURS: GDAL 3.6 averages in float32 but for uint8 and uint16, rounds a mean only after it has moved it off the
        # no-data value, takes even the nearest of float64 by way of float32, does not know int8, and stretches its
        # 2 x 2 cells over images of odd sides.
        exact = raw.dtype in (np.uint8, np.uint16) or (raw.dtype == np.int16 and nodata is None)
        if nearest:
            exact = raw.dtype in (np.uint8, np.uint16, np.int16, np.float32)
        if exact and band.GetOverviewCount() and not (ds.RasterXSize % 2 or ds.RasterYSize % 2):
            compared += 1
            copy = gdal.GetDriverByName("MEM").Create("", ds.RasterXSize, ds.RasterYSize, 1, band.DataType)
            copy.GetRasterBand(1).WriteArray(band.ReadAsArray())
            if nodata is not None:
                copy.GetRasterBand(1).SetNoDataValue(nodata)
            copy.BuildOverviews("NEAREST" if nearest else "AVERAGE", [2])
            same(f"{name} band {b + 1} as GDAL", band.GetOverview(0).ReadAsArray(), copy.GetRasterBand(1).GetOverview(0).ReadAsArray())

print("\n".join(faults) if faults else f"ok {len(files)} files, {compared} bands as GDAL halves them")
sys.exit(1 if faults else 0)
