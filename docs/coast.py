"""Makes docs/coast.png of the demonstration's animation: python3 docs/coast.py out/coast.gif docs/coast.png (Pillow 9.4)."""
import sys
from PIL import Image

FRAMES = (1, 7, 13, 19)  # the second half of every third year
PART = (300, 0, 700, 400)
LABEL = (0, 0, 132, 40)
SIDE = 300
GAP = 4

gif = Image.open(sys.argv[1])
sheet = Image.new("RGB", (len(FRAMES) * (SIDE + GAP) - GAP, SIDE), "white")
for column, number in enumerate(FRAMES):
    gif.seek(number)
    frame = gif.convert("RGB")
    left = column * (SIDE + GAP)
    sheet.paste(frame.crop(PART).resize((SIDE, SIDE), Image.LANCZOS), (left, 0))
    sheet.paste(frame.crop(LABEL), (left, 0))
sheet.quantize(128, dither=Image.Dither.NONE).save(sys.argv[2], optimize=True)
