"""Judges how COGs' overviews are made: every NAME.tif of a folder, whose name is METHOD-anything, against GDAL where it
has the method (BuildOverviews in memory, of the same samples and no-data value), against numpy where it has not. Images
have even sides at each level that is compared, since GDAL stretches its kernels over odd ones.

Integers may differ by 1: GDAL rounds from float32 here and there. Where a pixel under a kernel holds no value the methods
differ by design (ours gives a value where one of the four pixels beneath has one); there only that is compared. Prints
a line a fault, or "ok N files". Tried with GDAL 3.6.2, numpy 1.24.2.
"""

import pathlib
import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
GDAL = {"nearest": "NEAREST", "average": "AVERAGE", "rms": "RMS", "mode": "MODE", "bilinear": "BILINEAR", "cubic": "CUBIC",
        "cubic_spline": "CUBICSPLINE", "lanczos": "LANCZOS"}
REACH = {"bilinear": 2, "cubic": 4, "cubic_spline": 4, "lanczos": 6}
faults = []


def of_four(plane, valid, method):
    h, w = plane.shape
    four = np.where(valid, plane.astype("f8"), np.nan).reshape(h // 2, 2, w // 2, 2).transpose(0, 2, 1, 3).reshape(h // 2, w // 2, 4)
    four = np.sort(four, axis=2)  # NaN last
    n = (~np.isnan(four)).sum(axis=2)
    rank = {"min": n * 0, "max": n - 1, "med": np.ceil(0.5 * n - 1), "q1": np.ceil(0.25 * n - 1), "q3": np.ceil(0.75 * n - 1)}[method]
    return np.take_along_axis(four, np.maximum(rank, 0).astype(int)[..., None], axis=2)[..., 0]


files = sorted(pathlib.Path(sys.argv[1]).glob("*.tif"))
for file in files:
    name, method = file.stem, file.stem.split("-")[0]
    ds = gdal.Open(str(file))
    for b in range(1, ds.RasterCount + 1):
        band = ds.GetRasterBand(b)
        nodata = band.GetNoDataValue()
        below, mask = band, band.GetMaskBand()
        for k in range(band.GetOverviewCount()):
            level = band.GetOverview(k)
            plane, found = below.ReadAsArray(), level.ReadAsArray()
            valid = below.GetMaskBand().ReadAsArray() != 0
            has = level.GetMaskBand().ReadAsArray() != 0
            h, w = plane.shape
            if h % 2 or w % 2:
                break
            any_valid = valid.reshape(h // 2, 2, w // 2, 2).any(axis=(1, 3)) if method != "nearest" else valid[::2, ::2]
            if not np.array_equal(has, any_valid):
                faults.append(f"{name} band {b} level {k}: {(has != any_valid).sum()} pixels valid that are not, or not that are")
            compared = has.copy()
            if method in GDAL:
                copy = gdal.GetDriverByName("MEM").Create("", w, h, 1, band.DataType)
                copy.GetRasterBand(1).WriteArray(plane)
                if nodata is not None:
                    copy.GetRasterBand(1).SetNoDataValue(nodata)
                elif not valid.all():
                    copy.CreateMaskBand(gdal.GMF_PER_DATASET)
                    copy.GetRasterBand(1).GetMaskBand().WriteArray(valid.astype("u1") * 255)
                copy.BuildOverviews(GDAL[method], [2])
                wanted = copy.GetRasterBand(1).GetOverview(0).ReadAsArray().astype("f8")
                if method == "mode" and plane.dtype == np.uint8 and nodata is None:
                    compared &= valid.reshape(h // 2, 2, w // 2, 2).all(axis=(1, 3))  # GDAL counts bytes under a mask too
                if method in REACH:
                    r = REACH[method]
                    padded = np.pad(valid, r - 1, constant_values=True)
                    whole = np.ones_like(has)
                    for y in range(2 * r):
                        for x in range(2 * r):
                            whole &= padded[y:y + h:2, x:x + w:2]
                    compared &= whole
            else:
                wanted = of_four(plane, valid, method)
            d = np.abs(found.astype("f8") - wanted)[compared]
            if plane.dtype.kind == "f":
                limit = 2e-6 * np.abs(plane[valid]).max() * (1 if method in GDAL else 0)
            else:
                limit = 1 if method in GDAL else 0
            if nodata == nodata and nodata is not None:
                d = d[np.abs(wanted[compared] - nodata) > 1]  # kept off it in two ways
            if d.size and d.max() > limit:
                faults.append(f"{name} band {b} level {k}: {(d > limit).sum()} of {d.size} samples differ by up to {d.max()}")
            if k == 0 and d.size < 0.2 * has.size:
                faults.append(f"{name}: only {d.size} of {has.size} compared")
            below = level

print("\n".join(faults) if faults else f"ok {len(files)} files")
