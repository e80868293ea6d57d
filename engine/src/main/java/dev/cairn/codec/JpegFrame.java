package dev.cairn.codec;

import java.util.zip.DataFormatException;

/// What a JPEG stream says of its picture before its first scan (ITU-T T.81 §B.2.2).
///
/// @param process number of the start-of-frame marker: 0 baseline, 1 extended, 2 progressive, above
///     that lossless, hierarchical or arithmetic
/// @param precision bits of a sample
public record JpegFrame(int process, int precision, int width, int height, int components) {
  /// As for libtiff; writers of progressive pictures make ten or so.
  private static final int MOST_SCANS = 100;

  /// @throws DataFormatException where the stream has no frame
  public static JpegFrame find(byte[] in, int from, int length) throws DataFormatException {
    int p = from;
    int end = from + length;
    if (length < 4 || (in[p] & 0xFF) != 0xFF || (in[p + 1] & 0xFF) != 0xD8) {
      throw new DataFormatException("JPEG stream without its start");
    }
    p += 2;
    while (p + 4 <= end) {
      if ((in[p] & 0xFF) != 0xFF) {
        throw new DataFormatException("JPEG stream: no marker at byte " + (p - from));
      }
      int marker = in[p + 1] & 0xFF;
      if (marker == 0xFF) {
        p++; // fill byte
        continue;
      }
      int size = two(in, p + 2);
      boolean isFrame =
          marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
      if (isFrame && p + 10 <= end) {
        requireFewScans(in, p, end);
        return new JpegFrame(
            marker - 0xC0, in[p + 4] & 0xFF, two(in, p + 7), two(in, p + 5), in[p + 9] & 0xFF);
      }
      if (marker == 0xDA || marker == 0xD9 || size < 2) {
        break;
      }
      p += 2 + size;
    }
    throw new DataFormatException("JPEG stream without a frame");
  }

  /// Each scan passes over the whole picture: some bytes of them would take minutes. Within coded
  /// data no byte 0xFF is followed by another than 0.
  private static void requireFewScans(byte[] in, int from, int end) throws DataFormatException {
    int scans = 0;
    for (int i = from; i + 1 < end; i++) {
      if (in[i] == (byte) 0xFF && in[i + 1] == (byte) 0xDA && ++scans > MOST_SCANS) {
        throw new DataFormatException("JPEG stream of more than " + MOST_SCANS + " scans");
      }
    }
  }

  /// True for what [JpegDecoder] reads.
  public boolean isReadable() {
    return process <= 2 && precision == 8;
  }

  private static int two(byte[] in, int at) {
    return (in[at] & 0xFF) << 8 | (in[at + 1] & 0xFF);
  }

  @Override
  public String toString() {
    return "JPEG of process "
        + process
        + ", "
        + width
        + "×"
        + height
        + ", "
        + components
        + " components of "
        + precision
        + " bits";
  }
}
