"""Writes LERC blobs of every version, type and way of writing, and the samples that Esri's library reads of them.

    /usr/bin/python3 make_lerc_blobs.py ../resources/lerc/few.bin few

For each blob, big-endian: its name's size in 2 bytes and its name, such as v4_UINT8_21x17x3_noise (version, type,
width, height, samples), its size in 4 bytes and itself, the samples' size in 4 bytes and the samples, interleaved by
pixel, little-endian, as libtiff gives them: NaN where a float pixel has no value, 0 where another one has none. Blobs
are written with, and read by, liblerc 4.0.0 (Debian 12), called through ctypes. It writes no Lerc1; that encoder
is below, and liblerc reads it.
"""

import ctypes
import fnmatch
import itertools
import struct
import sys

import numpy as np

LIBRARY = ctypes.CDLL("libLerc.so.4")
TYPES = ["INT8", "UINT8", "INT16", "UINT16", "INT32", "UINT32", "FLOAT32", "FLOAT64"]
DTYPES = ["i1", "u1", "<i2", "<u2", "<i4", "<u4", "<f4", "<f8"]


def pointer(array, kind):
    return None if array is None else array.ctypes.data_as(ctypes.POINTER(kind))


def encode(values, masks, error, version, nodata=None):
    """values: (bands, height, width, depth); masks: (1 or bands, height, width) of 0 and 1, or None."""
    values = np.ascontiguousarray(values)
    bands, height, width, depth = values.shape
    out = np.zeros(values.nbytes * 2 + 4096, "u1")
    written = ctypes.c_uint(0)
    mask = None if masks is None else np.ascontiguousarray(masks.astype("u1"))
    head = [
        ctypes.c_uint(DTYPES.index(values.dtype.str.replace("|", ""))),
        depth, width, height, bands, 0 if masks is None else len(masks),
        pointer(mask, ctypes.c_ubyte), ctypes.c_double(error),
        pointer(out, ctypes.c_ubyte), ctypes.c_uint(out.nbytes), ctypes.byref(written),
    ]
    data = values.ctypes.data_as(ctypes.c_void_p)
    if nodata is None:
        status = LIBRARY.lerc_encodeForVersion(data, version, *head)
    else:
        used = np.ones(bands, "u1")
        status = LIBRARY.lerc_encode_4D(
            data, *head, pointer(used, ctypes.c_ubyte), pointer(np.full(bands, nodata, "f8"), ctypes.c_double))
    assert status == 0, (status, values.dtype, values.shape, version)
    return out[: written.value].tobytes()


def decode(blob, bands, height, width, depth, dtype):
    """The samples as (height, width, bands * depth), and in how many of them there is no value."""
    values = np.zeros((bands, height, width, depth), dtype)
    masks = np.zeros((bands, height, width), "u1")
    used = np.zeros(bands, "u1")
    nodata = np.zeros(bands, "f8")
    status = LIBRARY.lerc_decode_4D(
        blob, len(blob), bands, pointer(masks, ctypes.c_ubyte), depth, width, height, bands,
        ctypes.c_uint(DTYPES.index(np.dtype(dtype).str.replace("|", ""))), values.ctypes.data_as(ctypes.c_void_p),
        pointer(used, ctypes.c_ubyte), pointer(nodata, ctypes.c_double))
    assert status == 0, status
    values[masks == 0] = np.nan if values.dtype.kind == "f" else 0
    return np.ascontiguousarray(values.transpose(1, 2, 0, 3)).reshape(height, width, bands * depth)


def contents(dtype, height, width, depth, random):
    """What makes an encoder take each of its ways; (height, width, depth) each."""
    kind = np.dtype(dtype).kind
    bits = 8 * np.dtype(dtype).itemsize
    y, x, d = np.meshgrid(np.arange(height), np.arange(width), np.arange(depth), indexing="ij")
    lowest = -40 if kind != "u" else 0
    smooth = np.sin(x / 7.0) * 30 + np.cos(y / 5.0) * 20 + d * 3 + 50 + lowest
    few = np.where((x // 3 + y // 2) % 5 == 0, 97, 3) + (x % 11 == 0) * 20
    steps = np.where((x // 16 + y // 16) % 2 == 0, 0, (x // 16 * 3 + y // 16 * 11) % 60 + d)
    made = {
        "smooth": smooth,
        "few": few + d,
        "steps": steps,
        "plain": random.integers(0, 2 ** min(bits, 62), (height, width, depth)).astype("u8"),
        "noise": random.integers(0, 90, (height, width, depth)) + lowest,
        "constant": np.full((height, width, depth), 17) + 0 * x,
        "planes": np.broadcast_to(np.arange(depth) * 5 + 7, (height, width, depth)),
        "spikes": np.where((x * 7 + y * 13 + d) % 97 == 0, 2 ** (bits - 2) - 1, 5),
    }
    if kind == "f":
        made["plain"] = random.standard_normal((height, width, depth)) * 1e6
        made["spikes"] = np.where((x * 7 + y * 13) % 97 == 0, 1e9, -0.25)
        made["rough"] = smooth * 1000 + random.random((height, width, depth))
        made["halves"] = np.round(smooth * 4) / 4
        made["rows"] = random.standard_normal((height, 1, 1)) * 1e5 + x * 0.5 + d
        made["zeros"] = np.where(x % 9 == 0, -0.0, np.where(y % 5 == 0, 0.0, -2.5))
    elif bits > 8:
        made["wide"] = smooth * (2 ** (bits - 9)) + random.integers(0, 9, (height, width, depth))
    with np.errstate(all="ignore"):
        return {name: np.asarray(v).astype(np.int64 if kind != "f" else "f8").astype(dtype) for name, v in made.items()}


def masks(height, width, random):
    y, x = np.mgrid[:height, :width]
    hole = ((x - width / 2) ** 2 + (y - height / 3) ** 2 > (width / 3) ** 2).astype("u1")
    sparse = (random.random((height, width)) < 0.03).astype("u1")
    sparse[0, 0] = 1
    return {"": None, "hole": hole, "sparse": sparse, "rags": (random.random((height, width)) < 0.8).astype("u1")}


def cases():
    random = np.random.default_rng(20)
    sizes = [(21, 17), (64, 48), (9, 70), (1, 1)]
    for width, height in sizes:
        for code, dtype in enumerate(DTYPES):
            for version in range(2, 7):
                for depth in [1] if version < 4 else [1, 3]:
                    for name, values in contents(dtype, height, width, depth, random).items():
                        for mask_name, mask in masks(height, width, random).items():
                            if width > 21 and (mask_name in ("hole", "sparse") or version in (3, 5)):
                                continue
                            for error in [0.0, 0.01, 3.0]:
                                if error == 0.01 and code < 6:
                                    continue
                                label = name + mask_name + {0.0: "", 0.01: "E", 3.0: "EE"}[error]
                                m = None if mask is None else mask[None]
                                yield (f"v{version}_{TYPES[code]}_{width}x{height}x{depth}_{label}", width, height,
                                       1, depth, dtype, encode(values[None], m, error, version))


def skewed():
    """A code of 16 bits: as often as Fibonacci's numbers say, so that each code is one longer."""
    often = [1, 1]
    while len(often) < 17:
        often.append(often[-1] + often[-2])
    values = np.repeat(np.arange(17), often)
    np.random.default_rng(23).shuffle(values)
    values = values[: 68 * 61].reshape(61, 68)
    for version in [4, 5, 6]:
        blob = encode(values.astype("u1")[None, :, :, None], None, 0.0, version)
        yield f"v{version}_UINT8_68x61x1_skewed", 68, 61, 1, 1, "u1", blob


def several():
    """Several blobs one behind the other, with a mask for all or one each; values of no data."""
    random = np.random.default_rng(21)
    width, height, bands = 21, 17, 3
    for code, dtype in enumerate(DTYPES):
        for version in range(2, 7):
            values = np.stack([contents(dtype, height, width, 1, random)[n] for n in ["smooth", "noise", "few"]])
            some = masks(height, width, random)
            for label, m in [("bands", None), ("bandsMask", some["hole"][None]),
                             ("bandsMasks", np.stack([some["hole"], some["hole"], some["rags"]]))]:
                yield (f"v{version}_{TYPES[code]}_{width}x{height}x{bands}_{label}", width, height,
                       bands, 1, dtype, encode(values, m, 0.0, version))
        for depth, error in itertools.product([2, 3], [0.0, 3.0]):
            values = contents(dtype, height, width, depth, random)["smooth"].copy()
            nodata = 99 if code < 6 else -9999.0
            values[random.random(values.shape) < 0.1] = nodata
            yield (f"v6_{TYPES[code]}_{width}x{height}x{depth}_nodata{'E' if error else ''}", width, height,
                   1, depth, dtype, encode(values[None], None, error, 6, nodata))


def old_bits(values, width):
    """Lerc1's array of integers: words filled from the high bit down, what is unused of the last one left out."""
    n = len(values)
    text = "".join(format(int(v), f"0{width}b") for v in values) if width else ""
    words = [int(text[i : i + 32].ljust(32, "0"), 2) for i in range(0, len(text), 32)]
    used = (n * width + 7) // 8
    out = b"".join(struct.pack("<I", w) for w in words[:-1])
    if words:
        left = used - len(out)
        out += struct.pack("<I", words[-1] >> 8 * (4 - left))[:left]
    head = struct.pack("<BB", 128 | width, n) if n < 256 else struct.pack("<BH", 64 | width, n)
    return head + out


def old_mask(mask):
    packed = np.packbits(mask.ravel()).tobytes()
    out, i = b"", 0
    while i < len(packed):
        same = 1
        while i + same < len(packed) and packed[i + same] == packed[i]:
            same += 1
        if same >= 5:
            out += struct.pack("<hB", -same, packed[i])
            i += same
        else:
            n = min(7, len(packed) - i)
            out += struct.pack("<h", n) + packed[i : i + n]
            i += n
    return out + struct.pack("<h", -32768)


def blocks(height, width, down, across):
    def stretch(size, parts):
        edges = [i * (size // parts) for i in range(parts + 1)]
        return list(zip(edges, edges[1:])) + ([(edges[-1], size)] if edges[-1] < size else [])
    return [(a, b, c, d) for a, b in stretch(height, down) for c, d in stretch(width, across)]


def lerc1(planes, mask, error, counts, down, across):
    """counts: how it is said which pixels have values, in the first blob only: constant, runs, or blocks."""
    height, width = planes[0].shape
    out = b""
    for band, plane in enumerate(planes):
        out += b"CntZImage " + struct.pack("<iiiid", 11, 8, height, width, error)
        if band > 0:
            pass
        elif counts == "constant":
            out += struct.pack("<iiif", 0, 0, 0, 1.0)
        elif counts == "runs":
            runs = old_mask(mask)
            out += struct.pack("<iiif", 0, 0, len(runs), 1.0) + runs
        else:
            part = b""
            for i, (a, b, c, d) in enumerate(blocks(height, width, down, across)):
                m = mask[a:b, c:d].ravel()
                if not m.any():
                    part += bytes([2 + i % 2])
                elif m.all():
                    part += bytes([4])
                elif i % 2:
                    part += b"\0" + m.astype("<f4").tobytes()
                else:
                    part += bytes([128 | 1, 0]) + old_bits(m, 1)
            out += struct.pack("<iiif", down, across, len(part), 1.0) + part
        part = b""
        valid = plane[mask > 0]
        for i, (a, b, c, d) in enumerate(blocks(height, width, down, across)):
            v = plane[a:b, c:d][mask[a:b, c:d] > 0]
            if len(v) == 0 or not v.any():
                part += b"\2"
            elif i % 7 == 3:
                part += b"\0" + v.astype("<f4").tobytes()
            elif v.min() == v.max():
                part += b"\3" + struct.pack("<f", v[0])
            else:
                low = np.floor(v.min())
                quantised = np.floor((v - low) / (2 * error) + 0.5).astype("i8")
                bits = int(quantised.max()).bit_length()
                if i % 3 == 0 and -128 <= low < 128:
                    part += struct.pack("<Bb", 128 | 1, int(low))
                elif i % 3 == 1 and -32768 <= low < 32768:
                    part += struct.pack("<Bh", 64 | 1, int(low))
                else:
                    part += struct.pack("<Bf", 1, low)
                part += old_bits(quantised, bits)
        out += struct.pack("<iiif", down, across, len(part), valid.max() if len(valid) else 0) + part
    return out


def old():
    random = np.random.default_rng(22)
    for width, height, down, across in [(21, 17, 2, 3), (21, 17, 17, 21), (40, 33, 7, 6), (11, 10, 6, 7)]:
        for name, values in contents("<f4", height, width, 1, random).items():
            if name in ("spikes", "plain"):
                continue
            for mask_name, mask in masks(height, width, random).items():
                m = np.ones((height, width), "u1") if mask is None else mask
                for counts in ["constant"] if mask is None else ["runs", "blocks"]:
                    plane = values[:, :, 0].astype("f8")
                    for planes in [[plane], [plane, plane * 2 + 3]]:
                        bands = len(planes)
                        yield (f"v0_FLOAT32_{width}x{height}x{bands}_{name}{mask_name}{counts}{down}", width, height,
                               bands, 1, "<f4", lerc1(planes, m, 0.05, counts, down, across))


FEW = """
v0_FLOAT32_21x17x1_roughhole*2 v0_FLOAT32_21x17x2_smoothragsruns17 v0_FLOAT32_21x17x1_smoothconstant2
v2_UINT8_21x17x1_smooth v2_INT8_21x17x1_smoothrags v2_INT16_21x17x1_fewhole v2_FLOAT32_21x17x1_roughragsE
v3_INT32_21x17x1_wide v3_UINT16_21x17x1_fewrags v3_FLOAT64_21x17x1_smoothholeEE
v4_UINT8_21x17x3_smooth v4_UINT8_21x17x3_noise v4_INT8_21x17x3_smoothhole v4_UINT8_21x17x3_smoothhole v4_UINT8_21x17x1_few
v4_FLOAT32_21x17x1_plain v4_FLOAT32_21x17x1_smoothE v4_UINT16_21x17x3_planes v4_INT16_21x17x1_stepshole
v5_INT16_21x17x3_smooth v5_UINT32_21x17x3_widerags v5_FLOAT32_21x17x3_smoothragsE v5_UINT8_21x17x3_steps
v6_FLOAT32_21x17x1_smooth v6_FLOAT32_21x17x3_halves v6_FLOAT64_21x17x1_halves v6_FLOAT64_21x17x3_rough
v6_FLOAT32_21x17x1_fewhole v6_INT16_21x17x3_nodata v6_FLOAT32_21x17x3_nodataE v4_FLOAT32_21x17x1_constantsparse
v4_UINT8_68x61x1_skewed v6_FLOAT32_64x48x3_zerosrags v6_FLOAT64_21x17x1_rows v4_INT8_21x17x1_noiseEE
v5_INT32_21x17x3_noiserags v4_UINT16_21x17x1_noise v4_FLOAT64_21x17x1_smoothsparseE
v4_FLOAT32_21x17x3_bandsMasks v6_UINT8_21x17x3_bandsMask v3_UINT16_21x17x3_bands v4_UINT8_21x17x1_smoothsparse
"""


def write(path, few=False):
    """Returns how many were written."""
    patterns = FEW.split()
    n = 0
    with open(path, "wb") as f:
        for name, width, height, bands, depth, dtype, blob in itertools.chain(cases(), skewed(), several(), old()):
            if few and not any(fnmatch.fnmatchcase(name, p) for p in patterns):
                continue
            raw = decode(blob, bands, height, width, depth, dtype).tobytes()
            f.write(struct.pack(">H", len(name)) + name.encode())
            f.write(struct.pack(">I", len(blob)) + blob)
            f.write(struct.pack(">I", len(raw)) + raw)
            n += 1
    return n


if __name__ == "__main__":
    print(write(sys.argv[1], few="few" in sys.argv[2:]))
