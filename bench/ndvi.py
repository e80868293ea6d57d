#!/usr/bin/env python3
"""NDVI of a pair of Sentinel-2 bands of 10 980², beside rioxarray with Dask's threads.

    mvn -P bench -DskipTests package && ./cairn --version && python3 bench/ndvi.py RED.tif NIR.tif [--threads 2] [--rounds 3]

Two jobs: the mean of all pixels, streamed on both sides (after start-up: several runs in one process, files opened anew), and the
image written as an uncompressed tiled TIFF (whole processes; and the peer's own time without its imports). Means must agree to
1e-6, the counts of valid pixels exactly, and the files' pixels to 1e-6 with the same ones missing, or nothing is told. Then the
contestants take turns; medians. Anonymous memory is sampled every 10 ms. Needs Debian's python3-rioxarray, python3-dask,
python3-numpy and python3-gdal. The report goes to stdout and to bench/results/.
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
import time

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE / "results"
PEER = """
import json, sys, threading, time, warnings
warnings.filterwarnings('ignore')
import dask, dask.array, numpy as np, rioxarray
red, nir, threads, runs, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
dask.config.set(scheduler='threads', num_workers=threads)
for run in range(runs):
    wall, cpu = time.perf_counter(), time.process_time()
    a, b = (rioxarray.open_rasterio(f, masked=True, chunks=(1, 3072, 3072), lock=False, cache=False) for f in (red, nir))
    ndvi = (b - a) / (b + a)
    if out == '-':
        mean, count = dask.compute(ndvi.mean(dtype='f8'), ndvi.count())
        said = {'mean': float(mean), 'pixels': int(count)}
    else:
        ndvi.astype('float32').rio.to_raster(out, tiled=True, driver='GTiff', lock=threading.Lock())
        said = {}
    print(json.dumps({'wall_seconds': time.perf_counter() - wall, 'cpu_seconds': time.process_time() - cpu, **said}), flush=True)
"""


def anonymous(pid):
    try:
        return int(next(l for l in open(f"/proc/{pid}/smaps_rollup") if l.startswith("Anonymous:")).split()[1]) / 1024
    except (OSError, StopIteration):
        return 0


def run(command):
    """Its lines, its wall time and its peak of anonymous memory in MB."""
    start, peak = time.perf_counter(), 0
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen([str(c) for c in command], stdout=out, stderr=errors)
        while process.poll() is None:
            peak = max(peak, anonymous(process.pid))
            time.sleep(0.01)
        wall = time.perf_counter() - start
        out.seek(0), errors.seek(0)
        if process.returncode:
            sys.exit(errors.read()[-2000:])
        return out.read().splitlines(), wall, peak


def compare(a, b):
    from osgeo import gdal
    import numpy as np
    first, second = gdal.Open(str(a)), gdal.Open(str(b))
    x, y = first.ReadAsArray(), second.ReadAsArray()
    if x.shape != y.shape or not np.array_equal(np.isnan(x), np.isnan(y)) or np.nanmax(abs(x - y)) > 1e-6:
        sys.exit("the images differ")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("red")
    options.add_argument("nir")
    options.add_argument("--threads", default="2")
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    classpath = (HERE / "target/classpath").read_text().strip()
    jdks = sorted(pathlib.Path("/usr/lib/jvm").glob("*25*/bin/java")) or [pathlib.Path("java")]
    java = [jdks[-1], "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx448m", "-XX:NewSize=260m", "-cp", classpath, HERE / "NdviImage.java"]
    lines, report, missed = [], {"load": os.getloadavg()}, []

    def say(line):
        print(line, flush=True)
        lines.append(line)

    say(f"{datetime.datetime.now():%Y-%m-%d %H:%M}, {chosen.threads} threads, load of the machine before: {os.getloadavg()[0]:.1f}; medians [min, max]")
    with tempfile.TemporaryDirectory() as name:
        ours, theirs = pathlib.Path(name) / "cairn.tif", pathlib.Path(name) / "peer.tif"
        means = {"peer": [], "cairn": []}
        files = {"peer": [], "cairn": [], "peer without imports": []}
        memory = {"peer": 0, "cairn": 0, "peer file": 0, "cairn file": 0}
        for _ in range(chosen.rounds):
            said, _, peak = run(["/usr/bin/python3", "-c", PEER, chosen.red, chosen.nir, chosen.threads, 2, "-"])
            means["peer"] += [json.loads(l) for l in said]
            memory["peer"] = max(memory["peer"], peak)
            said, _, peak = run([*java, chosen.red, chosen.nir, 8, chosen.threads])
            means["cairn"] += [json.loads(l) for l in said[3:]]  # after three for warming up
            memory["cairn"] = max(memory["cairn"], peak)
            said, wall, peak = run(["/usr/bin/python3", "-c", PEER, chosen.red, chosen.nir, chosen.threads, 1, theirs])
            files["peer"].append(wall)
            files["peer without imports"].append(json.loads(said[-1])["wall_seconds"])
            memory["peer file"] = max(memory["peer file"], peak)
            _, wall, peak = run([HERE.parent / "cairn", "cube", f"red={chosen.red}", f"nir={chosen.nir}", "--scale", "none", "--expression",
                                 "ndvi=(nir-red)/(nir+red)", "--layout", "tiled", "--compress", "none", "--block", "256", "--threads", chosen.threads,
                                 "--max-memory", "512M", "--overwrite", "-q", "-o", ours])
            files["cairn"].append(wall)
            memory["cairn file"] = max(memory["cairn file"], peak)
        a, b = means["peer"][0], means["cairn"][0]
        if abs(a["mean"] - b["mean"]) > 1e-6 or a["pixels"] != b["pixels"]:
            sys.exit(f"the means differ: {a}, {b}")
        compare(ours, theirs)

    def tell(what, peer, cairn, goal):
        ratio = statistics.median(peer) / statistics.median(cairn)
        text = f"{what:34} peer {statistics.median(peer):6.2f} [{min(peer):.2f}, {max(peer):.2f}]  Cairn {statistics.median(cairn):6.2f} [{min(cairn):.2f}, {max(cairn):.2f}]  {ratio:.2f} times"
        if goal:
            text += f", to reach {goal}: {'reached' if ratio >= goal else 'MISSED'}"
            missed.extend([] if ratio >= goal else [what])
        say(text)

    wall, cpu = ([[m[key] for m in means[who]] for who in ("peer", "cairn")] for key in ("wall_seconds", "cpu_seconds"))
    tell("mean, after start-up, s", *wall, 2.0)
    tell("mean, after start-up, CPU s", *cpu, None)
    tell("written, whole process, s", files["peer"], files["cairn"], 1.5)
    tell("written, peer without imports, s", files["peer without imports"], files["cairn"], None)
    bare = statistics.median(m["bare_seconds"] for m in means["cairn"]) / statistics.median(wall[1])
    say(f"{'mean, of bare decode speed':34} {100 * bare:.0f} %, to reach 80: {'reached' if bare >= 0.8 else 'MISSED'}")
    missed.extend([] if bare >= 0.8 else ["bare decode"])
    say("anonymous memory, MB: " + ", ".join(f"{k} {v:.0f}" for k, v in memory.items()))
    report.update(means=means, files=files, memory=memory)
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / f"ndvi-{datetime.datetime.now():%Y-%m-%d-%H%M}"
    stem.with_suffix(".txt").write_text("\n".join(lines) + "\n")
    stem.with_suffix(".json").write_text(json.dumps(report, indent=1) + "\n")
    print(f"every figure: {stem}.json")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
