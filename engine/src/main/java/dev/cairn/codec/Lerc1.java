package dev.cairn.codec;

import dev.cairn.codec.LercDecoder.Layout;
import dev.cairn.codec.LercDecoder.Target;
import dev.cairn.codec.LercDecoder.Type;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/// Lerc1, which was LERC until 2014: a "count" of each pixel, which says whether it has a value,
/// then 32-bit floats in blocks. No text has it; Esri's library reads it.
final class Lerc1 {
  private static final byte[] KEY = "CntZImage ".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 11;
  private static final int COUNTS_AND_VALUES = 8;

  private final LercBytes in;
  private final Target target;
  private final int width;
  private final int height;
  private final LercBits bits = new LercBits(true);
  private int[] quantised = new int[0];

  private Lerc1(LercBytes in, Target target) {
    this.in = in;
    this.target = target;
    width = target.layout().width();
    height = target.layout().height();
  }

  static boolean isNext(LercBytes in) {
    return in.startsWith(KEY);
  }

  /// Writes the values of one blob, and what stands for a missing one where a pixel has none.
  ///
  /// @param before the mask of the blob before: the blobs that follow the first have none
  static LercMask decode(LercBytes in, @Nullable LercMask before, Target target)
      throws DataFormatException {
    return new Lerc1(in, target).decode(before);
  }

  private LercMask decode(@Nullable LercMask before) throws DataFormatException {
    if (!isNext(in)) {
      throw new DataFormatException("LERC: no other blob");
    }
    in.skip(KEY.length);
    int version = in.int32();
    int kind = in.int32();
    int statedHeight = in.int32();
    int statedWidth = in.int32();
    double maxError = in.float64();
    Layout layout = target.layout();
    if (version != VERSION || kind != COUNTS_AND_VALUES) {
      throw new DataFormatException("LERC: CntZImage " + version + " of kind " + kind);
    }
    if (statedWidth != width || statedHeight != height || layout.type() != Type.FLOAT32) {
      throw new DataFormatException(
          "LERC: %d×%d of FLOAT32, expected %d×%d of %s"
              .formatted(statedWidth, statedHeight, width, height, layout.type()));
    }
    LercMask mask = before == null ? readCounts() : before;
    if (!mask.isAllValid()) {
      LercDecoder.fillMissing(target, 1);
    }
    int blocksDown = in.int32();
    int blocksAcross = in.int32();
    int size = in.int32();
    float max = in.float32();
    var part = new Lerc1(in.next(size), target);
    part.eachBlock(
        blocksDown,
        blocksAcross,
        (top, left, rows, columns) ->
            part.readValues(top, left, rows, columns, mask, maxError, max));
    return mask;
  }

  private interface Block {
    void read(int top, int left, int rows, int columns) throws DataFormatException;
  }

  /// The blocks, row after row; what they do not divide evenly is one more row and column.
  private void eachBlock(int down, int across, Block block) throws DataFormatException {
    if (down <= 0 || across <= 0 || down > height || across > width) {
      throw new DataFormatException("LERC: " + down + " by " + across + " blocks");
    }
    int rows = height / down;
    int columns = width / across;
    for (int top = 0; top < height; top += rows) {
      int h = top < rows * down ? rows : height - top;
      for (int left = 0; left < width; left += columns) {
        int w = left < columns * across ? columns : width - left;
        block.read(top, left, h, w);
        if (w > columns) {
          break;
        }
      }
      if (h > rows) {
        break;
      }
    }
  }

  private LercMask readCounts() throws DataFormatException {
    int down = in.int32();
    int across = in.int32();
    int size = in.int32();
    float constant = in.float32();
    LercBytes part = in.next(size);
    int pixels = width * height;
    if (down == 0 && across == 0) {
      if (size > 0) {
        return LercMask.read(part, pixels);
      }
      return constant > 0 ? LercMask.all(pixels) : LercMask.none(pixels);
    }
    byte[] valid = new byte[(int) (((long) pixels + 7) / 8) + 8];
    var counts = new Lerc1(part, target);
    counts.eachBlock(
        down,
        across,
        (top, left, rows, columns) -> counts.readCounts(top, left, rows, columns, valid));
    return LercMask.of(pixels, valid);
  }

  private void readCounts(int top, int left, int rows, int columns, byte[] valid)
      throws DataFormatException {
    int head = in.uint8();
    if (head == 2 || head == 3) {
      return; // no pixel has a value
    }
    if ((head & 63) > 4) {
      throw new DataFormatException("LERC: counts of kind " + head);
    }
    int count = rows * columns;
    boolean isPlain = head == 0;
    float offset = 1;
    if (isPlain) {
      if (in.remaining() < 4L * count) {
        throw new DataFormatException("LERC: counts end early");
      }
    } else if (head != 4) {
      offset = offset(head >> 6);
      readQuantised(count);
    }
    int n = 0;
    for (int row = top; row < top + rows; row++) {
      for (int k = row * width + left; k < row * width + left + columns; k++, n++) {
        float value = isPlain ? in.float32() : head == 4 ? 1 : offset + quantised[n];
        if (value > 0) {
          valid[k >> 3] |= (byte) (0x80 >> (k & 7));
        }
      }
    }
  }

  private void readValues(
      int top, int left, int rows, int columns, LercMask mask, double maxError, float max)
      throws DataFormatException {
    int head = in.uint8();
    int kind = head & 63;
    if (kind > 3) {
      throw new DataFormatException("LERC: a block of kind " + kind);
    }
    int valid = 0;
    for (int row = top; row < top + rows; row++) {
      for (int k = row * width + left; k < row * width + left + columns; k++) {
        valid += mask.isValid(k) ? 1 : 0;
      }
    }
    float offset = kind == 1 || kind == 3 ? offset(head >> 6) : 0;
    if (kind == 1) {
      readQuantised(valid);
    }
    double scale = 2 * maxError;
    int n = 0;
    for (int row = top; row < top + rows; row++) {
      for (int k = row * width + left; k < row * width + left + columns; k++) {
        if (mask.isValid(k)) {
          float value =
              switch (kind) {
                case 0 -> in.float32();
                case 2, 3 -> offset;
                default -> {
                  float z = (float) (offset + quantised[n++] * scale);
                  yield max < z ? max : z;
                }
              };
          LercBytes.FLOAT.set(target.out(), target.first() + k * target.step(), value);
        }
      }
    }
  }

  private void readQuantised(int count) throws DataFormatException {
    if (quantised.length < count) {
      quantised = new int[count];
    }
    int head = in.uint8();
    int stated = in.count(head >> 6);
    if (stated != count || (head & 63) > 31) {
      throw new DataFormatException(
          "LERC: " + stated + " values of " + (head & 63) + " bits, expected " + count);
    }
    bits.unstuff(in, head & 63, count, quantised);
  }

  private float offset(int code) throws DataFormatException {
    return switch (code) {
      case 0 -> in.float32();
      case 1 -> in.int16();
      case 2 -> (byte) in.uint8();
      default -> throw new DataFormatException("LERC: an offset of unknown size");
    };
  }
}
