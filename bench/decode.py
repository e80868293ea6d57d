#!/usr/bin/env python3
"""Cairn's TIFF decoders beside GDAL's: the same file, in memory, by one thread.

    mvn -P bench -DskipTests package && python3 bench/decode.py [--size 4096] [--runs 7] [--only NAME,…]

Makes images of each compression with GDAL, has both decode them and compares all samples; nothing is timed where they differ
(JPEG and WebP, which lose: where the mean difference is above 1 of 255). Then the time of a pass over the whole image into
arrays: for Cairn by JMH (single shots after warm-up), for GDAL by ReadRaster of the dataset opened anew from memory, so that
its block cache is empty; GDAL before and after Cairn, all passes pooled, medians compared. Then whole processes: start, one
pass from the file, exit. One thread each. The report goes to stdout and, with every figure, to bench/results/.

Needs Debian's python3-numpy and python3-gdal. docs/benchmarks.md says how to read the figures.
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
GOALS = {  # what DESIGN promises: GDAL's time / Cairn's
    "deflate-uint16": 1.1, "deflate-float32": 1.1, "zstd-uint16": 1.3, "zstd-float32": 1.3, "lzw-uint16": 0.7,
    "lerc-float32": 0.6, "lerc-lossy-float32": 0.6, "lerc-uint16": 0.6}
WITHOUT = 0.6  # Deflate by the JDK's inflater

READ = """
import sys, time
from osgeo import gdal
import numpy as np
gdal.UseExceptions(); gdal.SetConfigOption('GDAL_NUM_THREADS', '1')
file, runs, memory = sys.argv[1], int(sys.argv[2]), sys.argv[3] == 'memory'
if memory:
    gdal.FileFromMemBuffer('/vsimem/x.tif', open(file, 'rb').read()); file = '/vsimem/x.tif'
out = None
for _ in range(runs):
    ds = gdal.Open(file)
    if out is None:
        out = np.empty((ds.RasterCount, ds.RasterYSize, ds.RasterXSize), {1: 'u1', 2: 'u2', 6: 'f4'}[ds.GetRasterBand(1).DataType])
        out[:] = 0  # its pages are there before the clock starts
    start = time.perf_counter(); ds.ReadAsArray(buf_obj=out); print(1e3 * (time.perf_counter() - start)); ds = None
if len(sys.argv) > 4: out.tofile(sys.argv[4])
"""


def make(folder, size):
    """Terrain and what a satellite could see of it: smooth in the large, noisy in the small."""
    import numpy as np
    from osgeo import gdal
    gdal.UseExceptions()
    random = np.random.default_rng(3)
    f = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None])
    f[0, 0] = 1
    spectrum = np.exp(2j * np.pi * random.random(f.shape)) * f ** -2.1
    terrain = np.fft.irfft2(spectrum, (size, size))
    terrain = (terrain - terrain.min()) / (terrain.max() - terrain.min())
    heights = (2500 * terrain).astype("f4")
    samples = (300 + 6000 * terrain + 60 * random.standard_normal((size, size))).astype("u2")
    picture = np.clip(np.stack([40 + 160 * np.roll(terrain, k, 1) for k in (0, 3, 9)]) + 4 * random.standard_normal((3, size, size)), 0, 255).astype("u1")
    kinds = {"uint16": samples[None], "float32": heights[None], "rgb": picture}
    cases = {
        "none-uint16": ("uint16", {}), "deflate-uint16": ("uint16", dict(COMPRESS="DEFLATE", PREDICTOR=2)),
        "zstd-uint16": ("uint16", dict(COMPRESS="ZSTD", PREDICTOR=2)), "lzw-uint16": ("uint16", dict(COMPRESS="LZW", PREDICTOR=2)),
        "lerc-uint16": ("uint16", dict(COMPRESS="LERC")), "deflate-float32": ("float32", dict(COMPRESS="DEFLATE", PREDICTOR=3)),
        "zstd-float32": ("float32", dict(COMPRESS="ZSTD", PREDICTOR=3)), "lerc-float32": ("float32", dict(COMPRESS="LERC")),
        "lerc-lossy-float32": ("float32", dict(COMPRESS="LERC", MAX_Z_ERROR=0.01)),
        "lerc-zstd-float32": ("float32", dict(COMPRESS="LERC_ZSTD")), "packbits-rgb": ("rgb", dict(COMPRESS="PACKBITS", INTERLEAVE="PIXEL")),
        "jpeg-rgb": ("rgb", dict(COMPRESS="JPEG", PHOTOMETRIC="YCBCR", INTERLEAVE="PIXEL")),
        "webp-rgb": ("rgb", dict(COMPRESS="WEBP", INTERLEAVE="PIXEL"))}
    files = {}
    for name, (kind, options) in cases.items():
        array = kinds[kind]
        files[name] = folder / f"{name}.tif"
        types = {"uint16": gdal.GDT_UInt16, "float32": gdal.GDT_Float32, "rgb": gdal.GDT_Byte}
        ds = gdal.GetDriverByName("GTiff").Create(
            str(files[name]), size, size, len(array), types[kind],
            [f"{k}={v}" for k, v in {"TILED": "YES", "BLOCKXSIZE": 512, "BLOCKYSIZE": 512, **options}.items()])
        ds.SetGeoTransform((500000, 10, 0, 5000000, 0, -10))
        ds.WriteArray(array) if len(array) > 1 else ds.GetRasterBand(1).WriteArray(array[0])
        ds = None
    return files


class Cairn:
    def __init__(self):
        classpath = HERE / "target/classpath"
        if not classpath.exists():
            sys.exit("not built: mvn -P bench -DskipTests package")
        jdks = sorted(pathlib.Path("/usr/lib/jvm").glob("*25*/bin/java")) or [pathlib.Path("java")]
        self.command = [str(jdks[-1]), "--enable-native-access=ALL-UNNAMED", "-Xmx4g", "-XX:+UseSerialGC"]
        self.path = f"{HERE / 'target/classes'}{os.pathsep}{classpath.read_text().strip()}"

    def samples(self, file, out):
        run([*self.command, "-cp", self.path, "dev.cairn.bench.BandDecode", file, out])

    def times(self, file, runs, scratch, libdeflate):
        result = scratch / "jmh.json"
        run([*self.command, "-cp", self.path, "org.openjdk.jmh.Main", "BandDecode.decode", "-p", f"file={file}", "-f", "1",
             "-wi", "30", "-i", str(runs), "-rf", "json", "-rff", result, "-jvmArgsAppend", f"-Dcairn.libdeflate={str(libdeflate).lower()}"])
        return json.load(open(result))[0]["primaryMetric"]["rawData"][0]


def run(command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:] or done.stdout[-2000:])
    return done.stdout


def gdal_times(file, runs, where="memory", *out):
    return [float(x) for x in run(["/usr/bin/python3", "-c", READ, file, runs, where, *out]).split()]


def whole(command, runs):
    walls = []
    for _ in range(runs):
        start = time.perf_counter()
        run(command)
        walls.append(time.perf_counter() - start)
    return walls


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--size", type=int, default=4096)
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    import numpy as np
    from osgeo import gdal
    cairn, lines, report, failures = Cairn(), [], {}, []

    def say(line):
        print(line, flush=True)
        lines.append(line)

    say(f"GDAL {gdal.__version__} and Cairn, one thread, {chosen.size}² pixels in tiles of 512²; medians of {chosen.runs} (GDAL: {2 * chosen.runs}) passes in ms, [min, max]")
    say(f"{datetime.datetime.now():%Y-%m-%d %H:%M}, load of the machine before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for case, file in make(folder, chosen.size).items():
            if chosen.only and case not in chosen.only.split(","):
                continue
            before = gdal_times(file, chosen.runs, "memory", folder / "gdal.raw")
            try:
                cairn.samples(file, folder / "cairn.raw")
            except RuntimeError as e:
                say(f"{case:20} not read: {str(e).splitlines()[0][:160]}")
                continue
            kind = "u2" if "uint16" in case else "f4" if "float32" in case else "u1"
            a, b = np.fromfile(folder / "gdal.raw", kind), np.fromfile(folder / "cairn.raw", kind)
            lossy = case.split("-")[0] in ("jpeg", "webp")
            difference = float(np.abs(a.astype("f8") - b).mean()) if lossy else int((a != b).sum())
            if a.shape != b.shape or difference > (1 if lossy else 0):
                failures.append(case)
                say(f"{case:20} DIFFERS: {difference} {'mean' if lossy else 'samples'}")
                continue
            ours = cairn.times(file, chosen.runs, folder, True)
            jdk = cairn.times(file, chosen.runs, folder, False) if case.startswith("deflate") else []
            theirs = before + gdal_times(file, chosen.runs)
            one = [*cairn.command, "-cp", cairn.path, "dev.cairn.bench.BandDecode", file]
            process = whole(one, 3), whole(["/usr/bin/python3", "-c", READ, str(file), "1", "file"], 3)
            ratio = statistics.median(theirs) / statistics.median(ours)
            report[case] = {"bytes": a.nbytes, "stored": file.stat().st_size, "gdal_ms": theirs, "cairn_ms": ours, "cairn_jdk_ms": jdk,
                            "whole_cairn_s": process[0], "whole_gdal_s": process[1], "difference": difference}
            text = (f"{case:20} GDAL {statistics.median(theirs):7.1f} [{min(theirs):.1f}, {max(theirs):.1f}]  Cairn {statistics.median(ours):7.1f} "
                    f"[{min(ours):.1f}, {max(ours):.1f}]  {a.nbytes / 1e3 / statistics.median(ours):5.0f} MB/s  {ratio:.2f} times as fast")
            if lossy:
                text += f" (mean difference {difference:.3f} of 255)"
            if case in GOALS:
                text += f", to reach {GOALS[case]}: {'reached' if ratio >= GOALS[case] else 'MISSED'}"
                failures += [] if ratio >= GOALS[case] else [case]
            if jdk:
                without = statistics.median(theirs) / statistics.median(jdk)
                text += f"; with the JDK's inflater {without:.2f}, to reach {WITHOUT}: {'reached' if without >= WITHOUT else 'MISSED'}"
                failures += [] if without >= WITHOUT else [case + ", JDK"]
            say(text)
            say(f"{'':20} whole process: {statistics.median(process[1]):.2f} s by GDAL, {statistics.median(process[0]):.2f} s by Cairn")
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / f"decode-{datetime.datetime.now():%Y-%m-%d-%H%M}"
    stem.with_suffix(".txt").write_text("\n".join(lines) + "\n")
    stem.with_suffix(".json").write_text(json.dumps(report, indent=1) + "\n")
    print(f"every figure: {stem}.json")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
