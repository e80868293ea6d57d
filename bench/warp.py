#!/usr/bin/env python3
"""Cairn's warp beside gdalwarp's: one Sentinel-2 band of 10 980² from UTM to Web Mercator, one thread each.

    mvn -P bench -DskipTests package && python3 bench/warp.py SOURCE.tif [--runs 5]

By nearest, bilinear and cubic, within 1/8 source pixel (GDAL's default): from samples in memory, and from the file, decoding
included. Results first: both are compared with GDAL's exact transformer (-et 0), and nothing is timed where Cairn has more pixels
off it than GDAL has, or one without a value where the other has one. Then seconds of the processor, GDAL before and after Cairn,
medians of all runs; Cairn's first runs, while it is compiled, are told but do not count. The report goes to stdout and, with
every figure, to bench/results/. Needs Debian's python3-gdal and python3-numpy. docs/benchmarks.md says how to read the figures.
"""
import argparse
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE / "results"
GOAL = 2.0
WARM = 3
WARP = """
import sys, time
from osgeo import gdal
gdal.UseExceptions(); gdal.SetConfigOption('GDAL_NUM_THREADS', '1')
file, method, error, where, runs, out = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4], int(sys.argv[5]), sys.argv[6]
left, top, size, width, height = (float(a) for a in sys.argv[7:])
memory = gdal.GetDriverByName('MEM').CreateCopy('', gdal.Open(file)) if where == 'memory' else None
for run in range(runs):
    gdal.SetCacheMax(0); gdal.SetCacheMax(1 << 30)  # forgets blocks
    start = time.process_time()
    warped = gdal.Warp('', memory or gdal.Open(file), format='MEM', dstSRS='EPSG:3857', width=int(width), height=int(height),
        outputBounds=(left, top - size * height, left + size * width, top), resampleAlg={'nearest': 'near'}.get(method, method),
        errorThreshold=error, warpOptions=['NUM_THREADS=1'], multithread=False)
    print(time.process_time() - start)
if out: warped.ReadAsArray().astype('<u2').tofile(out)
"""


def run(command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-2000:] or done.stdout[-2000:])
    return [float(x) for x in done.stdout.split()]


def gdal(file, grid, method, error, where, runs, out=""):
    return run(["/usr/bin/python3", "-c", WARP, file, method, error, where, runs, out, *grid])


def cairn(file, grid, method, where, runs, out):
    classpath = HERE / "target/classpath"
    if not classpath.exists():
        sys.exit("not built: mvn -P bench -DskipTests package")
    jdks = sorted(pathlib.Path("/usr/lib/jvm").glob("*25*/bin/java")) or [pathlib.Path("java")]
    nanos = run([jdks[-1], "--enable-native-access=ALL-UNNAMED", "-Xmx4g", "-XX:+UseSerialGC", "-cp", classpath.read_text().strip(),
                 HERE / "WarpImage.java", file, "EPSG:3857", grid[0], grid[1], grid[2], grid[3], grid[4], method, 0.125, where, runs, out])
    return [n / 1e9 for n in nanos]


def grid_of(file):
    from osgeo import gdal as library
    suggested = library.AutoCreateWarpedVRT(library.Open(str(file)), None, "EPSG:3857")
    t = suggested.GetGeoTransform()
    return [round(t[0]), round(t[3]), round(t[1], 3), suggested.RasterXSize, suggested.RasterYSize]


def off(values, exact):
    """Part of the pixels that are not what the exact transformer gives, and how far in the mean; pixels of another validity."""
    import numpy as np
    a, b = values.astype("i4"), exact.astype("i4")
    both = (a != 0) & (b != 0)
    d = abs(a - b)[both]
    return float((d != 0).mean()), float(d.mean()), int(((a != 0) != (b != 0)).sum())


def main():
    import numpy as np
    options = argparse.ArgumentParser()
    options.add_argument("source", type=pathlib.Path)
    options.add_argument("--runs", type=int, default=5)
    chosen = options.parse_args()
    grid = grid_of(chosen.source)
    pixels = grid[3] * grid[4]
    lines, report, missed = [], {"grid": grid, "load": os.getloadavg()}, []

    def say(line):
        print(line, flush=True)
        lines.append(line)

    say(f"{chosen.source.name} onto {grid[3]} x {grid[4]} pixels of {grid[2]} m of EPSG:3857; ns of one processor a target pixel, medians [min, max]")
    say(f"{datetime.datetime.now():%Y-%m-%d %H:%M}, load of the machine before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for method in ("nearest", "bilinear", "cubic"):
            files = {who: folder / f"{who}.raw" for who in ("exact", "gdal", "cairn", "cube")}
            gdal(chosen.source, grid, method, 0, "memory", 1, files["exact"])
            first = gdal(chosen.source, grid, method, 0.125, "memory", 2, files["gdal"])
            exact = np.fromfile(files["exact"], "<u2")
            theirs = off(np.fromfile(files["gdal"], "<u2"), exact)
            say(f"{method:8}  GDAL: {100 * theirs[0]:.2f} % of the pixels off the exact ones, {theirs[1]:.3f} in the mean, {theirs[2]} of another validity")
            for where, key in (("memory", "cairn"), ("file", "cube")):
                before = first if where == "memory" else gdal(chosen.source, grid, method, 0.125, where, 2)
                ours = cairn(chosen.source, grid, method, where, WARM + chosen.runs, files[key])
                after = gdal(chosen.source, grid, method, 0.125, where, 2)
                mine = off(np.fromfile(files[key], "<u2"), exact)
                if mine[0] > theirs[0] or mine[1] > theirs[1] or mine[2] > theirs[2]:
                    missed.append(f"{method} {where}: farther from exact")
                    say(f"{method:8}  {where:6}  Cairn is farther from the exact ones: {mine}")
                    continue
                a = [1e9 * s / pixels for s in before + after]
                b = [1e9 * s / pixels for s in ours[WARM:]]
                ratio = statistics.median(a) / statistics.median(b)
                report[f"{method} {where}"] = {"gdal_s": before + after, "cairn_s": ours, "off_gdal": theirs, "off_cairn": mine, "ratio": ratio}
                missed += [] if ratio >= GOAL else [f"{method} {where}"]
                say(f"{method:8}  {where:6}  GDAL {statistics.median(a):6.1f} [{min(a):.1f}, {max(a):.1f}]  Cairn {statistics.median(b):6.1f} [{min(b):.1f}, {max(b):.1f}] "
                    f"(first run {1e9 * ours[0] / pixels:.0f}; {100 * mine[0]:.2f} % off, {mine[1]:.3f})  {ratio:.2f} times as fast, to reach {GOAL}: {'reached' if ratio >= GOAL else 'MISSED'}")
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / f"warp-{datetime.datetime.now():%Y-%m-%d-%H%M}"
    stem.with_suffix(".txt").write_text("\n".join(lines) + "\n")
    stem.with_suffix(".json").write_text(json.dumps(report, indent=1) + "\n")
    print(f"every figure: {stem}.json")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
