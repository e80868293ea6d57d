"""What tests read, written by GDAL and described by plain JSON; and what they compare with.

Imported by the programs that dev.cairn.testing.Oracle runs. Written for Debian 12's GDAL 3.6.2, numpy 1.24 and
pandas 1.5.
"""

import json

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()

LEFT, TOP, EPSG = 500000.0, 5000000.0, 32633


def raster(name, *bands, nodata=None, scale=None, offset=None, size=10.0, left=LEFT, top=TOP, overviews=(),
           options=('COMPRESS=DEFLATE',)):
    """A GeoTIFF of arrays (y, x); its overviews hold exactly the arrays given, each half the one before."""
    bands = [np.asarray(b) for b in bands]
    from osgeo import gdal_array
    kind = gdal_array.NumericTypeCodeToGDALTypeCode(bands[0].dtype)
    options = list(options)
    if bands[0].dtype == np.int8:
        kind, options = gdal.GDT_Byte, options + ['PIXELTYPE=SIGNEDBYTE']
    height, width = bands[0].shape
    ds = gdal.GetDriverByName('GTiff').Create(name, width, height, len(bands), kind, options)
    ds.SetGeoTransform((left, size, 0, top, 0, -size))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(EPSG)
    ds.SetProjection(crs.ExportToWkt())
    for i, values in enumerate(bands):
        band = ds.GetRasterBand(i + 1)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if scale is not None:
            band.SetScale(scale)
        if offset is not None:
            band.SetOffset(offset)
        band.WriteArray(values)
    if overviews:
        ds.BuildOverviews('NONE', [2 << k for k in range(len(overviews))])
        for k, values in enumerate(overviews):
            ds.GetRasterBand(1).GetOverview(k).WriteArray(np.asarray(values))
    ds.FlushCache()
    del ds


def asset(href, **fields):
    """A STAC 1.0 asset with those fields of the raster extension."""
    described = {'href': './' + href, 'type': 'image/tiff; application=geotiff', 'roles': ['data']}
    if fields:
        described['raster:bands'] = [fields]
    return described


def scene(name, date, **assets):
    return {'type': 'Feature', 'stac_version': '1.0.0', 'id': name, 'geometry': None, 'links': [],
            'properties': {'datetime': date if 'T' in date else date + 'T10:00:00Z'}, 'assets': assets}


def items(name, *scenes):
    with open(name, 'w') as f:
        json.dump({'type': 'FeatureCollection', 'features': list(scenes)}, f)


def nearest(values, grid, left=LEFT, top=TOP, right=None, bottom=None, none=np.nan):
    """Each pixel of a grid (a dataset) from that of an array (y, x), spread over an extent, in which its centre lies."""
    height, width = values.shape
    x0, dx, _, y0, _, dy = grid.GetGeoTransform()
    col = np.floor((x0 + (np.arange(grid.RasterXSize) + .5) * dx - left) / (right - left) * width + 1e-8).astype(int)
    row = np.floor((top - y0 - (np.arange(grid.RasterYSize) + .5) * dy) / (top - bottom) * height + 1e-8).astype(int)
    out = np.full((len(row), len(col)), none, values.dtype if np.isfinite(none) else float)
    inside = np.ix_((row >= 0) & (row < height), (col >= 0) & (col < width))
    out[inside] = values[np.ix_(row[(row >= 0) & (row < height)], col[(col >= 0) & (col < width)])]
    return out


def same(ours, theirs, tolerance=0, said=''):
    """Ends the program where an array is not the other: its shape, where it has values, and what they are."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape, f'{said} shape {ours.shape}, expected {theirs.shape}'
    a, b = ours.astype(float), theirs.astype(float)
    wrong = np.isnan(a) != np.isnan(b)
    with np.errstate(invalid='ignore'):
        wrong |= (a != b) & ~(np.abs(a - b) <= tolerance * np.abs(b)) & ~np.isnan(b)
    first = [(tuple(int(i) for i in at), ours[tuple(at)], theirs[tuple(at)]) for at in np.argwhere(wrong)[:5]]
    assert not wrong.any(), f'{said} {wrong.sum()} of {wrong.size} differ, first (at, found, expected): {first}'
