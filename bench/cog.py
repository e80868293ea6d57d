#!/usr/bin/env python3
"""Cairn's COG writer beside GDAL's: one Sentinel-2 band of 10 980² with averaged overviews, from memory, on as many threads.

    mvn -P bench -DskipTests package && python3 bench/cog.py SOURCE.tif [--threads 2] [--runs 3]

Both have the samples decoded in memory before the clock starts. The files are compared first: the full resolution and the
overviews whose parents have even sides (GDAL stretches its cells over odd ones), which may differ by 1. Then Cairn and GDAL take
turns. Needs Debian's python3-gdal and python3-numpy.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
HERE = pathlib.Path(__file__).resolve().parent
CODECS = {"deflate": "6", "zstd": "9", "none": "0"}


def rival(source, target, codec, threads):
    options = [f"COMPRESS={codec.upper()}", "BLOCKSIZE=512", f"NUM_THREADS={threads}", "OVERVIEW_RESAMPLING=AVERAGE", "OVERVIEWS=IGNORE_EXISTING"]
    if codec != "none":
        options += ["PREDICTOR=YES", "LEVEL=" + CODECS[codec]]
    wall, cpu = time.perf_counter(), time.process_time()
    gdal.GetDriverByName("COG").CreateCopy(str(target), source, options=options)
    return {"s": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def same(a, b):
    first, second = gdal.Open(str(a)), gdal.Open(str(b))  # bands live as long as these
    x, y = first.GetRasterBand(1), second.GetRasterBand(1)
    if not np.array_equal(x.ReadAsArray(), y.ReadAsArray()):
        sys.exit(f"{a} and {b} differ")
    below = x
    for k in range(x.GetOverviewCount()):
        if below.XSize % 2 or below.YSize % 2:
            return k
        below = x.GetOverview(k)
        off = np.abs(below.ReadAsArray().astype("i4") - y.GetOverview(k).ReadAsArray()).max()
        if off > 1:
            sys.exit(f"overview {k} differs by {off}")
    return x.GetOverviewCount()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("source")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--runs", type=int, default=3)
    a = p.parse_args()
    gdal.SetConfigOption("GDAL_NUM_THREADS", str(a.threads))
    source = gdal.GetDriverByName("MEM").CreateCopy("", gdal.Open(a.source))
    java = (sorted(map(str, pathlib.Path("/usr/lib/jvm").glob("*25*/bin/java"))) or ["java"])[-1]
    print(f"GDAL {gdal.__version__}, {a.threads} threads, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = pathlib.Path(folder, "ours.tif"), pathlib.Path(folder, "theirs.tif")
        for codec, level in CODECS.items():
            found = {"cairn": [], "gdal": []}
            for turn in range(a.runs):
                # The first of two passes warms the JVM up.
                lines = subprocess.run([java, "-Xmx3g", "--enable-native-access=ALL-UNNAMED", "-cp", (HERE / "target/classpath").read_text().strip(), HERE / "CogWriting.java", a.source,
                                        str(ours), codec, level, "average", "2", str(a.threads)], check=True, capture_output=True, text=True).stdout
                found["cairn"].append(json.loads(lines.splitlines()[-1]))
                found["gdal"].append(rival(source, theirs, codec, a.threads))
                if turn == 0:
                    levels = same(ours, theirs)
            m = {who: {k: statistics.median(r[k] for r in runs) for k in ("s", "cpu")} for who, runs in found.items()}
            print(f"{codec}: Cairn {m['cairn']['s']:.2f} s ({m['cairn']['cpu']:.2f} of the processor), GDAL {m['gdal']['s']:.2f} s "
                  f"({m['gdal']['cpu']:.2f}): {m['gdal']['s'] / m['cairn']['s']:.2f}×, processor {m['gdal']['cpu'] / m['cairn']['cpu']:.2f}×; "
                  f"{ours.stat().st_size / 1e6:.1f} and {theirs.stat().st_size / 1e6:.1f} MB; equal with {levels} overviews; load {os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    main()
