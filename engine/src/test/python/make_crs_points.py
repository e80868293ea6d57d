#!/usr/bin/python3
"""Writes engine/src/test/resources/crs/points.txt: a few points of each CRS as PROJ places them.

    /usr/bin/python3 engine/src/test/python/make_crs_points.py

A line is a CRS, longitude and latitude on WGS 84, and x and y by cs2cs (of proj-bin), whose version
stands in the first line. CrsPointsTest draws its thousand points from the same boxes.
"""
import pathlib
import random
import subprocess

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "crs"
POINTS = 10
SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"
# CRS, west, south, east, north, whether cs2cs writes northings first.
BOXES = [
    ("EPSG:4326", -180, -90, 180, 90, True),
    ("OGC:CRS84", -180, -90, 180, 90, False),
    ("EPSG:3857", -180, -85.06, 180, 85.06, False),
    ("EPSG:32633", 12, 0, 18, 84, False),
    ("EPSG:32718", -78, -80, -72, 0, False),
    ("EPSG:32601", -180, 0, -174, 84, False),
    ("EPSG:32660", 174, 0, 180, 84, False),
    ("EPSG:3413", -180, 60, 180, 90, False),
    ("EPSG:3031", -180, -90, 180, -60, False),
    ("EPSG:3035", -35.58, 24.6, 44.83, 84.73, True),
    ("EPSG:5070", -124.79, 24.41, -66.91, 49.38, False),
    ("EPSG:6933", -180, -86, 180, 86, False),
    ("EPSG:2193", 166.37, -47.33, 178.63, -34.1, True),
    ("EPSG:7844", 93.41, -60.55, 173.34, -8.47, True),
    ("EPSG:27700", -3, 52, -1, 54, False),
    (SINUSOIDAL, -180, -90, 180, 90, False),
    ("EPSG:5041", -180, 60, 180, 90, False),
    ("EPSG:3978", -141.01, 40.04, -47.74, 86.46, False),
    ("EPSG:3395", -180, -80, 180, 84, False),
    ("EPSG:26918", -78, 28.28, -72, 84, False),
    ("EPSG:28355", 144, -50.89, 150, -1.37, False),
    ("EPSG:2154", -9.86, 41.15, 10.38, 51.56, False),
    ("EPSG:3577", 112.85, -43.7, 153.69, -9.86, False),
    ("EPSG:6931", -180, 0, 180, 90, False),
    ("EPSG:6932", -180, -90, 180, 0, False),
    ("EPSG:25832", 6, 38.76, 12, 84.33, False),
    ("EPSG:3067", 19.08, 58.84, 31.59, 70.09, False),
    ("EPSG:5482", 160, -90, 200, -76, True),
    ("EPSG:8857", -180, -90, 180, 90, False),
]


def main():
    random.seed(4)
    version = subprocess.run(["cs2cs"], capture_output=True, text=True).stderr.split("\n")[0]
    lines = ["# " + version]
    for crs, west, south, east, north, north_first in BOXES:
        points = [
            (random.uniform(west, east), random.uniform(max(south, -89.99), min(north, 89.99)))
            for _ in range(POINTS)
        ]
        wgs84 = ["EPSG:4326", crs]
        if crs == SINUSOIDAL:
            # WKT 2 and PROJ strings of MODIS have a sphere without a datum: angles are kept.
            wgs84 = ["+proj=longlat", "+R=6371007.181", "+no_defs", "+to", *crs.split()]
        said = subprocess.run(
            ["cs2cs", "-f", "%.10f", *wgs84],
            input="".join(
                "%.10f %.10f\n" % ((lon, lat) if crs == SINUSOIDAL else (lat, lon))
                for lon, lat in points
            ),
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\n")
        for (lon, lat), line in zip(points, said):
            x, y = line.split()[:2]
            if north_first:
                x, y = y, x
            lines.append("%s\t%.10f\t%.10f\t%s\t%s" % (crs, lon, lat, x, y))
    OUT.mkdir(exist_ok=True)
    (OUT / "points.txt").write_text("\n".join(lines) + "\n")


main()
