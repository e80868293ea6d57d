#!/usr/bin/python3
"""Writes the golden TIFFs of engine/src/test/resources/tiff and expected.json beside them.

    /usr/bin/python3 engine/src/test/python/make_tiff_fixtures.py

GDAL writes the files and, in a second look, reads what expected.json says of them; its version and
numpy's are recorded there. Every sample type meets every codec and predictor once, while layout,
interleaving and byte order take turns; then come files with one trait each.
"""
import hashlib
import itertools
import json
import pathlib
import struct
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "tiff"
WIDTH, HEIGHT, TILE = 23, 19, 16
TYPES = {
    "uint8": gdal.GDT_Byte,
    "int8": gdal.GDT_Byte,
    "uint16": gdal.GDT_UInt16,
    "int16": gdal.GDT_Int16,
    "uint32": gdal.GDT_UInt32,
    "int32": gdal.GDT_Int32,
    "float32": gdal.GDT_Float32,
    "float64": gdal.GDT_Float64,
    "uint64": gdal.GDT_UInt64,
    "int64": gdal.GDT_Int64,
}


def samples(dtype, band, width=WIDTH, height=HEIGHT):
    """Smooth in most places, with the extremes of the type and, for floats, what is no number."""
    y, x = np.mgrid[0:height, 0:width]
    wave = np.sin(x / 7.0 + band) * np.cos(y / 5.0) * 0.4 + 0.5
    if dtype.startswith("float"):
        a = (np.round(wave * 300) / 4 - 20).astype(dtype)
        a[3, 4], a[3, 5], a[3, 6], a[4, 4] = np.nan, np.inf, -np.inf, -0.0
        a[5, 5], a[5, 6] = np.finfo(dtype).max, np.finfo(dtype).tiny
        return a
    info = np.iinfo(dtype)
    steps = np.round(wave * 250)  # few values, so that files stay small
    if info.bits == 64:
        a = steps.astype(dtype) * ((info.max >> 8) + 1) + info.min
    else:
        a = (info.min + steps / 255 * (float(info.max) - info.min)).astype(dtype)
    a[3, 4], a[3, 5] = info.min, info.max
    return a


def write(name, dtype="uint16", bands=1, epsg=32633, width=WIDTH, height=HEIGHT, change=None, **options):
    if dtype == "int8":
        options["PIXELTYPE"] = "SIGNEDBYTE"
    path = OUT / (name + ".tif")
    path.unlink(missing_ok=True)
    ds = gdal.GetDriverByName("GTiff").Create(
        str(path), width, height, bands, TYPES[dtype], [f"{k}={v}" for k, v in options.items()])
    if epsg:
        srs = osr.SpatialReference()
        srs.ImportFromEPSG(epsg)
        ds.SetProjection(srs.ExportToWkt())
        ds.SetGeoTransform((500_000.0, 10.0, 0.0, 5_200_000.0, 0.0, -10.0))
    if change:
        change(ds)
    else:
        fill(ds, dtype)
    ds = None
    return path


def fill(ds, dtype="uint16"):
    for b in range(ds.RasterCount):
        a = samples(dtype, b, ds.RasterXSize, ds.RasterYSize)
        ds.GetRasterBand(b + 1).WriteArray(a.view(np.uint8) if dtype == "int8" else a)


def product():
    turns = itertools.cycle(itertools.product(("PIXEL", "BAND"), (True, False), ("LITTLE", "BIG")))
    for dtype in TYPES:
        floating = dtype.startswith("float")
        for codec in ("NONE", "DEFLATE", "LZW", "ZSTD"):
            for predictor in (1,) if codec == "NONE" else (1, 2, 3) if floating else (1, 2):
                interleave, tiled, order = next(turns)
                if predictor == 3:
                    order = "LITTLE"  # GDAL 3.6 writes predictor 3 wrongly as big-endian
                options = {"COMPRESS": codec, "INTERLEAVE": interleave, "ENDIANNESS": order}
                if predictor != 1:
                    options["PREDICTOR"] = predictor
                if tiled:
                    options.update(TILED="YES", BLOCKXSIZE=TILE, BLOCKYSIZE=TILE)
                else:
                    options["BLOCKYSIZE"] = 8
                layout = ("tile" if tiled else "strip") + "-" + interleave.lower()
                write(f"{dtype}-{codec.lower()}-p{predictor}-{layout}-{order.lower()}", dtype, 2, **options)


def traits():
    tile = dict(TILED="YES", BLOCKXSIZE=TILE, BLOCKYSIZE=TILE)
    write("bigtiff", **tile, COMPRESS="DEFLATE", BIGTIFF="YES")
    write("bigtiff-big-endian", **tile, COMPRESS="LZW", BIGTIFF="YES", ENDIANNESS="BIG")
    write("rows-per-strip-1", BLOCKYSIZE=1, COMPRESS="DEFLATE")
    write("one-pixel", width=1, height=1, change=lambda ds: ds.GetRasterBand(1).WriteArray(np.array([[7]])))
    write("no-place", epsg=None)
    write("four-bands", "uint8", 4, **tile, COMPRESS="DEFLATE", PREDICTOR=2, PHOTOMETRIC="RGB", ALPHA="NO")
    write("alpha", "uint8", 4, **tile, PHOTOMETRIC="RGB", ALPHA="YES")

    def sparse(ds):
        ds.GetRasterBand(1).SetNoDataValue(9)
        ds.GetRasterBand(1).WriteArray(samples("uint16", 0)[16:, 16:], 16, 16)

    write("sparse", **tile, COMPRESS="ZSTD", SPARSE_OK="TRUE", change=sparse)

    def words(ds):
        fill(ds, "int16")
        for b, (scale, offset, text) in enumerate(((0.0001, -0.1, "red & near <infrared>"), (2.0, 0.0, "naïve"))):
            band = ds.GetRasterBand(b + 1)
            band.SetScale(scale)
            band.SetOffset(offset)
            band.SetDescription(text)
        ds.GetRasterBand(1).SetNoDataValue(-9999)
        ds.GetRasterBand(1).ComputeStatistics(False)

    write("scale-offset-description", "int16", 2, change=words, **tile)

    def nan(ds):
        fill(ds, "float32")
        ds.GetRasterBand(1).SetNoDataValue(float("nan"))

    write("nodata-nan", "float32", change=nan)

    def point(ds):
        ds.SetMetadataItem("AREA_OR_POINT", "Point")
        fill(ds)

    write("pixel-is-point", change=point)

    def rotated(ds):
        ds.SetGeoTransform((500_000.0, 8.0, 3.0, 5_200_000.0, 2.0, -9.0))
        fill(ds)

    write("rotated", change=rotated)

    def sinusoidal(ds):
        srs = osr.SpatialReference()
        srs.ImportFromProj4("+proj=sinu +R=6371007.181 +units=m +no_defs")
        ds.SetProjection(srs.ExportToWkt())
        fill(ds)

    write("user-defined-crs", change=sinusoidal)

    transparency(tile)
    codecs(tile)
    narrow()

    path = write("overviews-appended", **tile, COMPRESS="DEFLATE", PREDICTOR=2)
    ds = gdal.Open(str(path), gdal.GA_Update)
    ds.BuildOverviews("NEAREST", [4, 2])
    ds = None

    source = write("source", "uint16", width=150, height=130, COMPRESS="DEFLATE")
    gdal.GetDriverByName("COG").CreateCopy(
        str(OUT / "cog.tif"), gdal.Open(str(source)),
        options=["BLOCKSIZE=128", "COMPRESS=DEFLATE", "LEVEL=9", "PREDICTOR=YES"])
    source.unlink()


def holes(width=WIDTH, height=HEIGHT):
    """Where pixels hold a value: a disc with a hole, and single pixels beside it."""
    y, x = np.mgrid[0:height, 0:width]
    r = (x - width / 2.2) ** 2 + (y - height / 2.2) ** 2
    return (r < (min(width, height) / 2.1) ** 2) & (r > 9) | ((x * 7 + y * 3) % 29 == 0)


def transparency(tile):
    def mask(flags="YES"):
        def change(ds):
            fill(ds, "uint8")
            ds.CreateMaskBand(gdal.GMF_PER_DATASET)
            ds.GetRasterBand(1).GetMaskBand().WriteArray(holes(ds.RasterXSize, ds.RasterYSize).astype(np.uint8) * 255)
        return change

    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
    write("internal-mask", "uint8", change=mask(), COMPRESS="DEFLATE")
    write("internal-mask-bands", "uint8", 3, change=mask(), **tile, COMPRESS="DEFLATE", INTERLEAVE="PIXEL")
    write("internal-mask-planar", "uint8", 3, change=mask(), **tile, COMPRESS="LZW", INTERLEAVE="BAND")

    def masked_nodata(ds):
        mask()(ds)
        ds.GetRasterBand(1).SetNoDataValue(int(samples("uint8", 0)[2, 2]))

    write("internal-mask-and-nodata", "uint8", change=masked_nodata, COMPRESS="DEFLATE")

    # The mask's own layout: strips under tiles, and 8 bits, written as a directory of its own.
    other_layout("mask-strips-under-tiles", tiled=True, bits=1, rows=3)
    other_layout("mask-8-bit-tiles-under-strips", tiled=False, bits=8, rows=0)

    source = write("source", "uint8", 3, width=150, height=130, change=mask(), COMPRESS="DEFLATE")
    gdal.GetDriverByName("COG").CreateCopy(
        str(OUT / "cog-mask.tif"), gdal.Open(str(source)),
        options=["BLOCKSIZE=128", "COMPRESS=DEFLATE", "LEVEL=9", "PREDICTOR=YES"])
    gdal.GetDriverByName("COG").CreateCopy(
        str(OUT / "cog-mask-jpeg.tif"), gdal.Open(str(source)),
        options=["BLOCKSIZE=128", "COMPRESS=JPEG", "QUALITY=60"])
    source.unlink()
    # Overviews of the image and none of its mask.
    path = write("mask-without-overviews", "uint8", change=mask(), **tile, COMPRESS="DEFLATE")
    strip_overview_masks(path)

    def alpha(dtype):
        def change(ds):
            fill(ds, dtype)
            top = np.iinfo(dtype).max
            a = np.where(holes(), top, 0).astype(dtype)
            a[5, 5:9] = [1, 2, top // 2, top - 1]
            ds.GetRasterBand(ds.RasterCount).WriteArray(a)
        return change

    for dtype in ("uint8", "uint16"):
        for bands, interleave in ((4, "PIXEL"), (4, "BAND"), (2, "BAND")):
            colors = "RGB" if bands == 4 else "MINISBLACK"
            for kind in ("PREMULTIPLIED", "NON-PREMULTIPLIED") if interleave == "PIXEL" else ("YES",):
                name = f"alpha-{dtype}-{bands}-{interleave.lower()}-{kind.lower()}"
                write(name, dtype, bands, change=alpha(dtype), **tile, COMPRESS="DEFLATE", INTERLEAVE=interleave,
                      PHOTOMETRIC=colors, ALPHA=kind)

    def alpha_and_nodata(ds):
        alpha("uint8")(ds)
        ds.GetRasterBand(1).SetNoDataValue(int(samples("uint8", 0)[2, 2]))

    def values(ds):
        """Pixels at all of their bands' values, at one of them, and an alpha that is not looked at."""
        fill(ds, "uint8")
        for b in range(ds.RasterCount):
            a = samples("uint8", b)
            a[4:9, 3:15] = 10 * b
            a[10, 2 + b] = 10 * b
            ds.GetRasterBand(b + 1).WriteArray(a)
        ds.GetRasterBand(1).SetNoDataValue(int(samples("uint8", 0)[2, 2]))
        ds.SetMetadataItem("NODATA_VALUES", " ".join(str(10 * b) for b in range(ds.RasterCount)))

    for interleave in ("PIXEL", "BAND"):
        path = write(f"nodata-values-{interleave.lower()}", "uint8", 4, change=values, **tile, COMPRESS="DEFLATE",
                     INTERLEAVE=interleave, PHOTOMETRIC="RGB", ALPHA="YES")
        ds = gdal.Open(str(path), gdal.GA_Update)
        ds.BuildOverviews("NEAREST", [2])
        ds = None

    write("alpha-and-nodata", "uint8", 4, change=alpha_and_nodata, **tile, PHOTOMETRIC="RGB", ALPHA="YES")


def other_layout(name, tiled, bits, rows):
    """GDAL gives a mask the layout of its image, so this writes the two directories by hand."""
    image = samples("uint8", 0)
    mask = holes()
    directories, data = [], bytearray()

    def pieces(a, tile, strip, pack):
        if tile:
            padded = np.zeros((-(-HEIGHT // tile) * tile, -(-WIDTH // tile) * tile), a.dtype)
            padded[:HEIGHT, :WIDTH] = a
            return [padded[y:y + tile, x:x + tile] for y in range(0, HEIGHT, tile) for x in range(0, WIDTH, tile)]
        return [a[y:y + strip] for y in range(0, HEIGHT, strip)]

    for a, depth, tile, strip, kind, photometric in (
            (image, 8, 16 if tiled else 0, 5, 0, 1),
            (mask.astype(np.uint8) * (1 if bits == 1 else 255), bits, 0 if rows else 16, rows, 4, 4)):
        offsets, counts = [], []
        for piece in pieces(a, tile, strip, depth):
            raw = (np.packbits(piece, axis=1) if depth == 1 else np.ascontiguousarray(piece)).tobytes()
            offsets.append(8 + len(data))
            counts.append(len(raw))
            data += raw
        tags = [(254, 4, [kind]), (256, 3, [WIDTH]), (257, 3, [HEIGHT]), (258, 3, [depth]), (259, 3, [1]),
                (262, 3, [photometric]), (277, 3, [1])]
        tags += [(322, 3, [tile]), (323, 3, [tile]), (324, 4, offsets), (325, 4, counts)] if tile else \
                [(273, 4, offsets), (278, 3, [strip]), (279, 4, counts)]
        directories.append(sorted(tags))
    out = bytearray(struct.pack("<2sHI", b"II", 42, 8 + len(data))) + data
    for n, tags in enumerate(directories):
        at = len(out)
        extra_at = at + 2 + 12 * len(tags) + 4
        body, extra = struct.pack("<H", len(tags)), b""
        for tag, kind, values in tags:
            raw = struct.pack(f"<{len(values)}{'H' if kind == 3 else 'I'}", *values)
            if len(raw) > 4:
                body += struct.pack("<HHII", tag, kind, len(values), extra_at + len(extra))
                extra += raw
            else:
                body += struct.pack("<HHI4s", tag, kind, len(values), raw)
        last = n == len(directories) - 1
        out += body + struct.pack("<I", 0 if last else extra_at + len(extra)) + extra
    (OUT / (name + ".tif")).write_bytes(bytes(out))


def strip_overview_masks(path):
    """Overviews of image and mask, then the directories of the mask's overviews are unlinked."""
    ds = gdal.Open(str(path), gdal.GA_Update)
    ds.BuildOverviews("NEAREST", [2])
    ds = None
    b = bytearray(path.read_bytes())
    link, at = 4, struct.unpack_from("<I", b, 4)[0]
    while at:
        n = struct.unpack_from("<H", b, at)[0]
        kinds = [struct.unpack_from("<I", b, at + 2 + 12 * i + 8)[0] for i in range(n)
                 if struct.unpack_from("<H", b, at + 2 + 12 * i)[0] == 254]
        following = struct.unpack_from("<I", b, at + 2 + 12 * n)[0]
        if kinds == [5]:
            struct.pack_into("<I", b, link, following)
        else:
            link = at + 2 + 12 * n
        at = following
    path.write_bytes(bytes(b))


def codecs(tile):
    for dtype in ("uint8", "uint16", "float32"):
        write(f"packbits-{dtype}", dtype, 2, **tile, COMPRESS="PACKBITS")
        write(f"lzma-{dtype}", dtype, 2, **tile, COMPRESS="LZMA", LZMA_PRESET=1)
    for bands, photometric, interleave in (
            (1, "MINISBLACK", "PIXEL"), (3, "YCBCR", "PIXEL"), (3, "RGB", "PIXEL"), (3, "RGB", "BAND"),
            (4, "RGB", "PIXEL"), (4, "CMYK", "PIXEL")):
        for quality in (30, 90):
            write(f"jpeg-{bands}-{photometric.lower()}-{interleave.lower()}-q{quality}", "uint8", bands, width=53,
                  height=41, TILED="YES", BLOCKXSIZE=32, BLOCKYSIZE=32, COMPRESS="JPEG", JPEG_QUALITY=quality,
                  PHOTOMETRIC=photometric, INTERLEAVE=interleave, **({"ALPHA": "NO"} if bands == 4 and photometric == "RGB" else {}))
    write("jpeg-strips", "uint8", 3, width=53, height=41, BLOCKYSIZE=16, COMPRESS="JPEG", PHOTOMETRIC="YCBCR",
          INTERLEAVE="PIXEL")
    for bands in (3, 4):
        for options in ({"WEBP_LEVEL": 60}, {"WEBP_LOSSLESS": "YES"}):
            write(f"webp-{bands}-{'lossless' if 'WEBP_LOSSLESS' in options else 'lossy'}", "uint8", bands, **tile,
                  COMPRESS="WEBP", INTERLEAVE="PIXEL", **options)
    for dtype, bands, interleave, codec in (("uint8", 3, "PIXEL", "LERC"), ("int16", 2, "BAND", "LERC"),
                                            ("uint32", 2, "PIXEL", "LERC_DEFLATE"), ("float32", 2, "BAND", "LERC_ZSTD")):
        write(f"{codec.lower().replace('_', '-')}-{dtype}", dtype, bands, **tile, COMPRESS=codec, MAX_Z_ERROR=0,
              INTERLEAVE=interleave)
    for dtype, codec in (("uint16", "LERC"), ("float32", "LERC_DEFLATE"), ("float64", "LERC_ZSTD")):
        write(f"{codec.lower().replace('_', '-')}-{dtype}-big-endian", dtype, 1, **tile, COMPRESS=codec,
              MAX_Z_ERROR=0, ENDIANNESS="BIG")
    write("cmyk", "uint8", 4, **tile, COMPRESS="LZW", PREDICTOR=2, PHOTOMETRIC="CMYK", INTERLEAVE="PIXEL")
    write("cmyk-16", "uint16", 4, **tile, COMPRESS="LZW", PHOTOMETRIC="CMYK", INTERLEAVE="PIXEL")
    write("min-is-white", "uint8", 1, PHOTOMETRIC="MINISWHITE")

    def palette(ds):
        table = gdal.ColorTable()
        for i in range(256):
            table.SetColorEntry(i, (i, 255 - i, i // 2, 255))
        ds.GetRasterBand(1).SetRasterColorTable(table)
        fill(ds, "uint8")

    write("palette", "uint8", change=palette, **tile, COMPRESS="DEFLATE", PHOTOMETRIC="PALETTE")

    def rpc(ds):
        ds.SetMetadata({
            "LINE_OFF": "1", "SAMP_OFF": "2", "LAT_OFF": "3", "LONG_OFF": "4", "HEIGHT_OFF": "5", "LINE_SCALE": "6",
            "SAMP_SCALE": "7", "LAT_SCALE": "8", "LONG_SCALE": "9", "HEIGHT_SCALE": "10",
            **{f"{k}_COEFF": " ".join(["1"] * 20) for k in ("LINE_NUM", "LINE_DEN", "SAMP_NUM", "SAMP_DEN")}}, "RPC")
        fill(ds)

    write("rpc", epsg=None, change=rpc)

    def gcps(ds):
        srs = osr.SpatialReference()
        srs.ImportFromEPSG(4326)
        ds.SetGCPs([gdal.GCP(x, y, 0, x, y) for x, y in ((0, 0), (20, 1), (3, 15))], srs.ExportToWkt())
        fill(ds)

    write("control-points", epsg=None, change=gcps)


def narrow():
    for bits in (1, 2, 4, 7):
        write_bits(f"nbits-{bits}", "uint8", bits, 2, INTERLEAVE="PIXEL", COMPRESS="DEFLATE")
    for bits in (9, 12, 15):
        write_bits(f"nbits-{bits}", "uint16", bits, 3, INTERLEAVE="PIXEL", COMPRESS="LZW")
    for bits in (17, 24, 31):
        write_bits(f"nbits-{bits}", "uint32", bits, 2, INTERLEAVE="BAND", COMPRESS="ZSTD")
    write_bits("nbits-1-alone", "uint8", 1, 1, TILED="YES", BLOCKXSIZE=16, BLOCKYSIZE=16, COMPRESS="DEFLATE")
    write_bits("nbits-12-big-endian", "uint16", 12, 1, ENDIANNESS="BIG")
    for predictor in (1, 2, 3):
        write(f"float16-p{predictor}", "float32", 2, NBITS=16, COMPRESS="DEFLATE", PREDICTOR=predictor, change=halves)
    write("float16-big-endian", "float32", 2, NBITS=16, COMPRESS="LZW", ENDIANNESS="BIG", change=halves)


def write_bits(name, dtype, bits, bands, **options):
    def change(ds):
        for b in range(ds.RasterCount):
            a = samples(dtype, b)
            ds.GetRasterBand(b + 1).WriteArray((a >> (a.dtype.itemsize * 8 - bits)).astype(dtype))
    write(name, dtype, bands, change=change, NBITS=bits, **options)


def halves(ds):
    for b in range(ds.RasterCount):
        a = samples("float32", b)
        a[5, 5], a[5, 6], a[6, 6] = 65504, 6e-8, -6e-5
        ds.GetRasterBand(b + 1).WriteArray(a)


def mask_of(band):
    """Which pixels GDAL takes for valid, for masks and transparency."""
    if not band.GetMaskFlags() & 6:
        return None
    return hashlib.md5((band.GetMaskBand().ReadAsArray() != 0).astype(np.uint8).tobytes()).hexdigest()


def describe(path):
    ds = gdal.Open(str(path))
    gt = ds.GetGeoTransform(can_return_null=True)
    srs = ds.GetSpatialRef()
    bands = []
    for b in range(ds.RasterCount):
        band = ds.GetRasterBand(b + 1)
        levels = [band] + [band.GetOverview(i) for i in range(band.GetOverviewCount())]
        levels.sort(key=lambda o: -o.XSize)
        nodata = band.GetNoDataValue()
        bands.append({
            "levels": [[o.XSize, o.YSize, hashlib.md5(o.ReadAsArray().tobytes()).hexdigest(), mask_of(o)] for o in levels],
            "nodata": "nan" if nodata is not None and np.isnan(nodata) else nodata,
            "color": gdal.GetColorInterpretationName(band.GetColorInterpretation()),
            "colors": band.GetColorTable().GetCount() if band.GetColorTable() else 0,
            "scale": band.GetScale(),
            "offset": band.GetOffset(),
            "description": band.GetDescription(),
        })
    band = ds.GetRasterBand(1)
    signed = band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE"
    epsg = srs.GetAuthorityCode(None) if srs else None
    return {
        "dtype": "int8" if signed else np.dtype(band.ReadAsArray(0, 0, 1, 1).dtype).name,
        "block": band.GetBlockSize(),
        "compression": ds.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") or "NONE",
        "epsg": int(epsg) if epsg else None,
        "transform": [gt[1], gt[2], gt[0], gt[4], gt[5], gt[3]] if gt else None,
        "mask_flags": band.GetMaskFlags(),
        "gcps": ds.GetGCPCount(),
        "rpc": bool(ds.GetMetadata("RPC")),
        "bands": bands,
    }


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.tif"):
        old.unlink()
    product()
    traits()
    expected = {
        "made_by": f"GDAL {gdal.VersionInfo('RELEASE_NAME')}, numpy {np.__version__}, Python {sys.version.split()[0]}",
        "files": {p.name: describe(p) for p in sorted(OUT.glob("*.tif"))},
    }
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in expected["files"].items())
    (OUT / "expected.json").write_text(
        f'{{"made_by": {json.dumps(expected["made_by"])}, "files": {{\n{lines}\n}}}}\n')


if __name__ == "__main__":
    main()
