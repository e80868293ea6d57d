#!/usr/bin/env python3
"""GDAL's curl reader at the job of bench/latency.py: the same window of many COGs, each summed and thrown away.

    python3 bench/gdal_windows.py ITEMS THREADS [--check]

Prints a JSON line: the time after imports, and the sum of each file's samples; with --check, of those that are not no-data.
"""
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

os.environ.update(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR", CPL_VSIL_CURL_ALLOWED_EXTENSIONS=".tif", GDAL_HTTP_MULTIPLEX="YES",
                  GDAL_HTTP_MERGE_CONSECUTIVE_RANGES="YES", GDAL_INGESTED_BYTES_AT_OPEN="32768", VSI_CACHE="YES")
import rasterio
from pyproj import Transformer
from rasterio.windows import from_bounds

BANDS = ["red", "green", "blue", "qa_pixel"]
BAY = (-70.1305, 41.6270, -69.8050, 41.8320)


def main():
    items, threads, check = sys.argv[1], int(sys.argv[2]), "--check" in sys.argv[3:]
    start, cpu = time.perf_counter(), time.process_time()
    with open(items) as text:
        scenes = sorted(json.load(text)["features"], key=lambda item: item["properties"]["datetime"])
    hrefs = ["/vsicurl/" + scene["assets"][band]["href"] for scene in scenes for band in BANDS]
    bounds = Transformer.from_crs(4326, 32619, always_xy=True).transform_bounds(*BAY)

    def read(href):
        with rasterio.open(href) as file:
            window = from_bounds(*bounds, file.transform)
            # Whole pixels that touch the bay, as Cairn has them.
            left, top = int(window.col_off // 1), int(window.row_off // 1)
            right, bottom = -int(-(window.col_off + window.width) // 1), -int(-(window.row_off + window.height) // 1)
            left, top = max(left, 0), max(top, 0)
            right, bottom = min(right, file.width), min(bottom, file.height)
            pixels = file.read(1, window=((top, bottom), (left, right)))
            return int((pixels[pixels != file.nodata] if check else pixels).sum()), pixels.size

    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(read, hrefs))
    print(json.dumps({"wall_seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu,
                      "sum": sum(s for s, _ in done), "pixels": sum(n for _, n in done), "files": [s for s, _ in done],
                      "versions": {"rasterio": rasterio.__version__, "GDAL": rasterio.__gdal_version__,
                                   "Python": sys.version.split()[0]}}))


if __name__ == "__main__":
    main()
