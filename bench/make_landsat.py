#!/usr/bin/env python3
"""Makes the scenes of landsat_composite.py: make_landsat.py DIR [--scenes N]

60 Landsat-like scenes of 2000² pixels from 2013 to 2022 as COGs (512² tiles, Deflate, predictor 2), each with blue, green, red,
nir08 and a QA_PIXEL band, on two paths whose footprints jitter, corners at 15 mod 30 m; and landsat.json over them. The same
bytes each time for the same versions of numpy, scipy and GDAL. About three minutes on two cores and 1.3 GB.

Needs Debian's python3-numpy, python3-scipy, python3-pyproj and python3-gdal.
"""
import argparse
import datetime
import json
import math
import os
from multiprocessing import Pool

import numpy as np
from osgeo import gdal, osr
from pyproj import Transformer
from scipy.ndimage import maximum_filter, zoom

gdal.UseExceptions()
gdal.SetConfigOption("GDAL_NUM_THREADS", "1")

SCENES, SIDE, LAND = 60, 2000, 3600
EPSG = 32619
WEST, NORTH = 360015.0, 4675035.0  # of the landscape; every Landsat grid has corners at 15 mod 30
BANDS = {"blue": 0.482, "green": 0.562, "red": 0.655, "nir08": 0.865}  # µm
WATER = {"blue": 0.045, "green": 0.035, "red": 0.02, "nir08": 0.008}
QA_BITS = ["fill", "dilated_cloud", "cirrus", "cloud", "cloud_shadow", "snow", "clear", "water"]
EXTENSIONS = [f"https://stac-extensions.github.io/{e}/schema.json" for e in
              ("eo/v1.1.0", "projection/v1.1.0", "raster/v1.1.0", "view/v1.0.0")]
LANDSAT = "https://landsat.usgs.gov/stac/landsat-extension/v1.1.1/schema.json"
COG = "image/tiff; application=geotiff; profile=cloud-optimized"


def random(seed):
    return np.random.Generator(np.random.Philox(seed))


def fractal(side, seed, cells, persistence=0.55):
    """Lattices of noise, from coarse to fine, added up and squeezed into 0..1."""
    rng, total, amplitude = random(seed), np.zeros((side, side), np.float32), 1.0
    for n in cells:
        lattice = rng.standard_normal((n + 2, n + 2), dtype=np.float32)
        scale = side / (n + 2)
        total += amplitude * zoom(lattice, (scale, scale), order=1, grid_mode=True, mode="nearest")[:side, :side]
        amplitude *= persistence
    total -= total.mean()
    total /= total.std() + 1e-9
    return (1 / (1 + np.exp(-1.3 * total))).astype(np.float32)


def landscape():
    """How green each pixel of the land is, and where there is water."""
    green = fractal(LAND, 101, (4, 11, 29, 83, 241))
    water = fractal(LAND, 202, (3, 7, 17, 43, 131)) < 0.42
    return np.where(water, 0, green).astype(np.float32), water


def write(path, samples, transform, nodata, overviews):
    height, width = samples.shape
    memory = gdal.GetDriverByName("MEM").Create("", width, height, 1, gdal.GDT_UInt16)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(EPSG)
    memory.SetProjection(crs.ExportToWkt())
    memory.SetGeoTransform(transform)
    memory.GetRasterBand(1).WriteArray(samples)
    memory.GetRasterBand(1).SetNoDataValue(nodata)
    gdal.GetDriverByName("COG").CreateCopy(path, memory, options=[
        "COMPRESS=DEFLATE", "PREDICTOR=YES", "LEVEL=6", "BLOCKSIZE=512", f"OVERVIEW_RESAMPLING={overviews}", "NUM_THREADS=1"])


def quality(inside, water, cloud, near, shadow, cirrus, snow):
    """QA_PIXEL of Landsat Collection 2: a bit a class, then confidences of two bits."""
    clear = ~(cloud | near)
    qa = np.zeros(inside.shape, np.uint16)
    for bit, where in ((1, near), (2, cirrus), (3, cloud), (4, shadow), (5, snow), (6, clear), (7, water & clear)):
        qa[where] |= np.uint16(1 << bit)
    for low, where in ((8, cloud), (10, shadow), (12, snow), (14, cirrus)):
        qa |= np.where(where, 3 << low, 1 << low).astype(np.uint16)
    qa[~inside] = 1
    return qa


def scene(task):
    """Writes one scene; its item."""
    folder, i = task
    green, water = LANDSCAPE
    rng = random(1000 + i)
    path = 11 if i % 2 == 0 else 12
    when = (datetime.datetime(2013, 4, 14, 15, 27, 12, 345000) + datetime.timedelta(days=round(i * 3540 / (SCENES - 1)))
            + datetime.timedelta(seconds=int(rng.integers(0, 90))))
    satellite = 8 if when.year < 2022 or i % 3 else 9
    left = (560 if path == 11 else 60) + int(rng.integers(-20, 21))
    top = 800 + int(rng.integers(-60, 61)) + (0 if path == 11 else 40)
    transform = (WEST + left * 30, 30.0, 0.0, NORTH - top * 30, 0.0, -30.0)
    green, water = (a[top:top + SIDE, left:left + SIDE] for a in (green, water))
    day = when.timetuple().tm_yday
    season = 0.55 + 0.45 * math.sin((day - 105) / 365 * 2 * math.pi)
    vegetation = green * (0.35 + 0.65 * season)

    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    slant = 0.16 * SIDE  # of the swath
    inside = ((x > 20 + slant * (1 - y / SIDE) * 0.6) & (x < SIDE - 20 - slant * (y / SIDE) * 0.6)
              & (y > 15 + 0.05 * x * 0.4) & (y < SIDE - 15 - 0.02 * (SIDE - x)))
    thickness = fractal(SIDE, 5000 + i, (5, 13, 37, 101), 0.6)
    cover = float(rng.beta(0.9, 1.6))
    edge = np.quantile(thickness[::8, ::8], 1 - cover) if cover > 0.01 else 2
    cloud = thickness > edge
    near = maximum_filter(cloud, 7) & ~cloud
    shadow = np.zeros_like(cloud)
    shadow[25:, :-18] = cloud[:-25, 18:]
    shadow &= ~cloud & ~near
    cirrus = (fractal(SIDE, 7000 + i, (3, 9), 0.4) > 0.93) & ~cloud
    snow = (day < 60 or day > 350) & (green > 0.8)

    reflectance = {"blue": 0.03 + 0.05 * (1 - vegetation), "green": 0.05 + 0.06 * (1 - vegetation),
                   "red": 0.03 + 0.13 * (1 - vegetation), "nir08": 0.10 + 0.32 * vegetation}
    name = f"LC0{satellite}_L2SP_{path:03d}031_{when:%Y%m%d}_02_T1"
    os.makedirs(f"{folder}/landsat/{name}", exist_ok=True)
    place = {"proj:shape": [SIDE, SIDE], "proj:transform": [30.0, 0.0, transform[0], 0.0, -30.0, transform[3]]}
    assets = {}
    for band, wavelength in BANDS.items():
        r = np.where(water, np.float32(WATER[band]), reflectance[band].astype(np.float32))
        r = np.where(cloud, 0.35 + 0.5 * (thickness - edge) / max(1e-3, 1 - edge), r)
        r = np.where(shadow, r * 0.45, r)
        r = np.where(snow, 0.7, r)
        r = np.where(cirrus, r + 0.05, r)
        r = r + rng.standard_normal((SIDE, SIDE), dtype=np.float32) * np.float32(0.0025)
        samples = np.clip(np.rint((r + 0.2) / 2.75e-5), 1, 65455).astype(np.uint16)
        samples[~inside] = 0
        href = f"landsat/{name}/{name}_SR_{band}.tif"
        write(f"{folder}/{href}", samples, transform, 0, "AVERAGE")
        assets[band] = {"href": f"{folder}/{href}", "type": COG, "title": band, "roles": ["data", "reflectance"],
                        "eo:bands": [{"name": band, "common_name": band, "center_wavelength": wavelength}],
                        "raster:bands": [{"data_type": "uint16", "nodata": 0, "scale": 2.75e-05, "offset": -0.2,
                                          "spatial_resolution": 30}], **place}
    href = f"landsat/{name}/{name}_QA_PIXEL.tif"
    write(f"{folder}/{href}", quality(inside, water, cloud, near, shadow, cirrus, snow), transform, 1, "NEAREST")
    assets["qa_pixel"] = {"href": f"{folder}/{href}", "type": COG, "roles": ["cloud", "cloud-shadow", "snow-ice", "water-mask"],
                          "raster:bands": [{"data_type": "uint16", "nodata": 1, "unit": "bit index", "spatial_resolution": 30}],
                          "classification:bitfields": [{"name": n, "offset": o, "length": 1, "classes": []}
                                                       for o, n in enumerate(QA_BITS)], **place}

    to_degrees = Transformer.from_crs(EPSG, 4326, always_xy=True)

    def degrees(pixels):
        return [[round(v, 7) for v in to_degrees.transform(transform[0] + c * 30, transform[3] - r * 30)] for c, r in pixels]

    k, tilt, half = 0.6 * slant, 0.02 * SIDE, SIDE / 2
    ring = degrees([(20 + k, 15), (SIDE - 20, 15 + tilt), (SIDE - 20 - k, SIDE - 15), (20, SIDE - 15 - tilt)])
    outline = degrees([(0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE), (half, 0), (half, SIDE), (0, half), (SIDE, half)])
    lon, lat = zip(*outline)
    return {"type": "Feature", "stac_version": "1.0.0", "stac_extensions": EXTENSIONS + [LANDSAT], "id": name,
            "collection": "landsat-c2-l2", "geometry": {"type": "Polygon", "coordinates": [ring + ring[:1]]},
            "bbox": [min(lon), min(lat), max(lon), max(lat)],
            "properties": {"datetime": when.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "created": "2023-01-01T00:00:00Z",
                           "platform": f"landsat-{satellite}", "instruments": ["oli", "tirs"], "gsd": 30,
                           "eo:cloud_cover": round(100 * float((cloud & inside).sum() / inside.sum()), 2),
                           "proj:epsg": EPSG, "proj:code": f"EPSG:{EPSG}", **place,
                           "landsat:wrs_type": "2", "landsat:wrs_path": f"{path:03d}", "landsat:wrs_row": "031",
                           "landsat:collection_category": "T1", "landsat:correction": "L2SP", "view:sun_azimuth": 150.0,
                           "view:sun_elevation": round(40 + 20 * season, 2)},
            "links": [], "assets": assets}


def prepare():
    global LANDSCAPE
    LANDSCAPE = landscape()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", metavar="DIR")
    arguments.add_argument("--scenes", type=int, default=SCENES, help="only the first N, for a look (default: all)")
    chosen = arguments.parse_args()
    folder = os.path.abspath(chosen.folder)
    with Pool(2, prepare) as pool:
        items = pool.map(scene, [(folder, i) for i in range(chosen.scenes)], chunksize=1)
    items.sort(key=lambda item: item["properties"]["datetime"])
    with open(f"{folder}/landsat.json", "w") as out:
        json.dump({"type": "FeatureCollection", "features": items}, out)


if __name__ == "__main__":
    main()
