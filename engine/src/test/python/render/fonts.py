#!/usr/bin/python3
"""Writes the label font to engine/src/main/resources/dev/cairn/render/font-WxH.txt, one file a face.

Run from the repository's root: /usr/bin/python3 engine/src/test/python/render/fonts.py [FOLDER]
FOLDER holds the X Window System's "misc-fixed" fonts as PCF; default /usr/share/fonts/X11/misc of Debian's xfonts-base
(made with 1:1.0.5+nmu1). Those fonts are in the public domain ("Public domain font.  Share and enjoy.").
Needs Debian's python3-pil (made with 9.4.0).

First line: `width height ascent`. Then one line a glyph of Latin-1: code point, blank, and the cell's rows from the
top as hexadecimal numbers, the cell's left-most pixel in the highest of `width` bits.
"""

import gzip
import io
import pathlib
import sys

from PIL import Image, PcfFontFile

FACES = ["5x7", "6x10", "7x13B", "8x13B", "9x15B", "10x20"]
folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/X11/misc")
target = pathlib.Path("engine/src/main/resources/dev/cairn/render")
target.mkdir(parents=True, exist_ok=True)

for face in FACES:
    raw = gzip.decompress((folder / f"{face}-ISO8859-1.pcf.gz").read_bytes())
    if b"Public domain" not in raw:
        sys.exit(f"{face}: not the public domain font")
    font = PcfFontFile.PcfFontFile(io.BytesIO(raw), charset_encoding="iso8859-1")
    width, height = (int(n) for n in face.rstrip("B").split("x"))
    tops = [-font.glyph[c][1][1] for c in range(32, 127)]
    bottoms = [font.glyph[c][1][3] for c in range(32, 127)]
    ascent = max(tops)
    ascent = height - max(bottoms) if ascent + max(bottoms) < height else ascent
    lines = [f"{width} {height} {ascent}"]
    for code in [*range(32, 127), *range(160, 256)]:
        glyph = font.glyph[code]
        if glyph is None:
            sys.exit(f"{face}: no glyph {code}")
        (advance, _), (x0, y0, x1, y1), _, image = glyph
        if advance != width:
            sys.exit(f"{face}: glyph {code} is {advance} wide")
        cell = Image.new("1", (width, height))
        cell.paste(image, (x0, ascent + y0))
        rows = [sum((1 << (width - 1 - x)) * (cell.getpixel((x, y)) != 0) for x in range(width)) for y in range(height)]
        lines.append(f"{code} " + " ".join(f"{row:x}" for row in rows))
    path = target / f"font-{width}x{height}.txt"
    path.write_text("\n".join(lines) + "\n")
    print(path, width, height, ascent, max(tops), max(bottoms), path.stat().st_size)
