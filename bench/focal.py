#!/usr/bin/env python3
"""Cairn's neighbourhoods beside gdaldem's and scipy's: the same 4096² elevations, in memory, by one thread.

    mvn -P bench -DskipTests package && python3 bench/focal.py

Has both compute each and compares all pixels but the outermost (shades ±1, others 1e-4 relative); nothing is timed where they
differ. Then nanoseconds of the processor a pixel, in the quickest pass: of 20 for Cairn, of the others of three before and three
after it. (`java … org.openjdk.jmh.Main FocalKernels -p file=…` measures Cairn's by the clock.) Needs Debian's python3-numpy, python3-gdal and python3-scipy.
"""
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
from osgeo import gdal
from scipy import ndimage

HERE = pathlib.Path(__file__).resolve().parent
SIDE = 4096
gdal.UseExceptions()


def elevations():
    i = np.arange(SIDE)
    hills = 500 + 300 * np.sin(i[None] / 90) * np.cos(i[:, None] / 70)
    return (hills + np.random.default_rng(1).normal(0, 2, hills.shape)).astype("f4")


def rivals(z):
    ds = gdal.GetDriverByName("MEM").Create("", SIDE, SIDE, 1, gdal.GDT_Float32)
    ds.SetGeoTransform((0, 30, 0, 0, 0, -30))
    ds.GetRasterBand(1).WriteArray(z)

    def dem(mode, **options):
        return lambda: gdal.DEMProcessing("", ds, mode, format="MEM", **options)
    y, x = np.mgrid[-3:4, -3:4]
    return {"hillshade": dem("hillshade"), "compass": dem("hillshade", multiDirectional=True), "slope": dem("slope"),
            "aspect": dem("aspect"), "roughness": dem("roughness"),
            "gaussian3": lambda: ndimage.gaussian_filter(z, 1, truncate=3),
            "disc3": lambda: ndimage.grey_dilation(z, footprint=x * x + y * y <= 9)}


def seconds(run):
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        result = run()
        best = min(best, time.process_time() - start)
        del result
    return best


def main():
    jdks = sorted(pathlib.Path("/usr/lib/jvm").glob("*25*/bin/java")) or [pathlib.Path("java")]
    java = [str(jdks[-1]), "-Xmx2g", "-XX:+UseSerialGC", "-cp", f"{HERE}/target/classes:{(HERE / 'target/classpath').read_text().strip()}"]
    z = elevations()
    print("GDAL", gdal.__version__)
    with tempfile.TemporaryDirectory() as folder:
        heights, result = folder + "/z.raw", folder + "/out.raw"
        z.tofile(heights)
        for name, run in rivals(z).items():
            if len(sys.argv) > 1 and name not in sys.argv[1:]:
                continue
            theirs = run()
            theirs = theirs.ReadAsArray() if isinstance(theirs, gdal.Dataset) else theirs
            before = seconds(run)
            ns = subprocess.run([*java, "dev.cairn.bench.FocalKernels", name, heights, result], check=True, capture_output=True, text=True).stdout
            ours = np.fromfile(result, theirs.dtype).reshape(z.shape)
            a, b = (v[3:-3, 3:-3].astype("f8") for v in (ours, theirs))
            far = abs(a - b) > (1 if theirs.dtype == np.uint8 else 1e-4 * abs(b))
            if far.any():
                print(f"{name:10s} differs in {far.sum()} pixels")
                continue
            rival = min(before, seconds(run)) * 1e9 / SIDE / SIDE
            print(f"{name:10s} {float(ns):6.2f} ns a pixel, theirs {rival:6.2f}: {rival / float(ns):.1f} times", flush=True)


if __name__ == "__main__":
    main()
