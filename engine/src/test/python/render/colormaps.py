#!/usr/bin/python3
"""Writes matplotlib's colour maps to engine/src/main/resources/dev/cairn/render/colormaps.txt.

Run from the repository's root: /usr/bin/python3 engine/src/test/python/render/colormaps.py
Needs Debian's python3-matplotlib; the file was made with 3.6.3 (Debian 3.6.3-1+b1) and the script prints what it ran.

One line a map: its name, a blank, and its colours (256; 510 for twilight) of six hexadecimal digits each. A channel is matplotlib's float times 255,
truncated, as matplotlib itself does for `bytes=True` and GeoGIF does after the map.
"""

import pathlib

import matplotlib
import numpy

NAMES = """
viridis plasma inferno magma cividis turbo
gray bone pink spring summer autumn winter cool hot afmhot copper
Greys Purples Blues Greens Oranges Reds YlOrBr YlOrRd OrRd PuRd RdPu BuPu GnBu PuBu YlGnBu PuBuGn BuGn YlGn
PiYG PRGn BrBG PuOr RdGy RdBu RdYlBu RdYlGn Spectral coolwarm bwr seismic
twilight twilight_shifted hsv terrain ocean gist_earth cubehelix jet rainbow nipy_spectral
""".split()

lines = [
    "# matplotlib " + matplotlib.__version__ + " by engine/src/test/python/render/colormaps.py; licences in NOTICE"
]
for name in NAMES:
    colormap = matplotlib.colormaps[name]
    colours = colormap(numpy.arange(colormap.N))
    table = (colours[:, :3] * 255).astype("uint8")
    lines.append(name + " " + table.tobytes().hex())

target = pathlib.Path("engine/src/main/resources/dev/cairn/render/colormaps.txt")
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text("\n".join(lines) + "\n")
print(f"matplotlib {matplotlib.__version__}: {len(NAMES)} maps, {target.stat().st_size} bytes")
