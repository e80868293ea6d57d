#!/usr/bin/env python3
"""The half-yearly composite as stackstac, Dask and GeoGIF make it; landsat_composite.py runs it beside Cairn.

    stackstac_composite.py DIR --gif FILE [--npy FILE] [--repeat N] [--threads N]

Prints a JSON line a run and one with the versions. The clock of a run starts after the imports; the items are parsed, the
graph is built and every file is opened anew in each.
"""
import argparse
import json
import time
import warnings

warnings.filterwarnings("ignore")
import_start = time.perf_counter()
import dask
import geogif
import numpy as np
import pandas as pd
import pystac
import rasterio
import stackstac
import xarray as xr

import_seconds = time.perf_counter() - import_start

BBOX = (-70.1305, 41.6270, -69.8050, 41.8320)
BANDS = ["red", "green", "blue"]
QUALITY = "qa_pixel"
MASKED_BITS = sum(1 << bit for bit in (1, 2, 3, 4))  # dilated cloud, cirrus, cloud, cloud shadow
PANDAS = tuple(int(part) for part in pd.__version__.split(".")[:2])
HALF_YEAR = "2Q" if PANDAS < (2, 2) else "2QE"
EPSG = 32619  # said, because pystac from 1.11 on keeps it under a name that stackstac does not look for


def composite(folder):
    items = pystac.ItemCollection.from_file(f"{folder}/landsat.json")
    stack = stackstac.stack(items, assets=BANDS + [QUALITY], bounds_latlon=BBOX, resolution=30, epsg=EPSG)
    quality = stack.sel(band=QUALITY).astype("uint16")
    clear = stack.where((quality & MASKED_BITS) == 0)
    return clear.resample(time=HALF_YEAR).median("time").sel(band=BANDS).ffill("time")[1:]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data")
    arguments.add_argument("--gif", required=True)
    arguments.add_argument("--npy", help="also keep the array, with its grid beside it as .json")
    arguments.add_argument("--repeat", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=2)
    chosen = arguments.parse_args()
    dask.config.set(scheduler="threads", num_workers=chosen.threads)
    for _ in range(chosen.repeat):
        cpu, start = time.process_time(), time.perf_counter()
        lazy = composite(chosen.data)
        graph = time.perf_counter()
        frames = lazy.compute()
        computed = time.perf_counter()
        geogif.gif(frames, to=chosen.gif, fps=5)
        end = time.perf_counter()
        print(json.dumps({
            "wall_seconds": end - start, "cpu_seconds": time.process_time() - cpu, "graph_seconds": graph - start,
            "compute_seconds": computed - graph, "gif_seconds": end - computed}), flush=True)
    if chosen.npy:
        np.save(chosen.npy, frames.transpose("time", "band", "y", "x").values)
        with open(chosen.npy + ".json", "w") as grid:
            json.dump({"corner": [float(frames.x[0]), float(frames.y[0])],
                       "times": [str(t)[:10] for t in frames.time.values]}, grid)
    print(json.dumps({"import_seconds": import_seconds, "tasks": len(dict(lazy.__dask_graph__())), "versions": {
        "stackstac": stackstac.__version__, "geogif": version("geogif"), "pystac": pystac.__version__,
        "dask": dask.__version__, "xarray": xr.__version__, "rasterio": rasterio.__version__,
        "GDAL": rasterio.__gdal_version__, "numpy": np.__version__, "pandas": pd.__version__, "Pillow": version("Pillow"),
        "Python": ".".join(map(str, __import__("sys").version_info[:3]))}}))


def version(package):
    from importlib.metadata import PackageNotFoundError, version as of
    try:
        return of(package)
    except PackageNotFoundError:
        return "unknown"


if __name__ == "__main__":
    main()
