package dev.cairn.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import org.tukaani.xz.SingleXZInputStream;

/// Decompresses LZMA2 in its .xz wrapping (The .xz File Format 1.2.1), as libtiff holds it in
/// TIFF's compression 34925. Stateless and thread-safe.
///
/// An encoder states the dictionary of its preset, 8 to 64 MiB, for a tile of some KiB too. No
/// distance reaches beyond the content, so the dictionary is taken as no larger than what is
/// wanted.
public final class LzmaDecoder {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int STREAM_HEADER = 12;
  private static final int LZMA2 = 0x21;

  /// What may be allocated for a stream beyond what is wanted of it: blocks after the first one
  /// keep the dictionary that they state.
  private static final int MEMORY_KIB = 20 << 10;

  private LzmaDecoder() {}

  /// No stream holds more: a chunk of LZMA2 takes 10 bytes or more and gives at most 2 MiB.
  public static long mostBytesOf(long compressed) {
    return (compressed / 10) * (2 << 20);
  }

  /// Fills `out[at, at + length)` with the first bytes of the content.
  ///
  /// @return how many bytes were written: `length`, or fewer where the content ends before
  /// @throws DataFormatException where the stream is broken, ends before its content does, is of a
  ///     check or filter that is not known, or needs more than 20 MiB beside its content
  public static int decode(byte[] in, int from, int inLength, byte[] out, int at, int length)
      throws DataFormatException {
    byte[] stream = withSmallDictionary(in, from, inLength, length);
    int limitKiB = MEMORY_KIB + (length >>> 10);
    try (var xz = new SingleXZInputStream(new ByteArrayInputStream(stream), limitKiB)) {
      int n = xz.readNBytes(out, at, length);
      if (n == length) {
        // Where the content ends here, its checksum is looked at; it throws where that is wrong.
        xz.read();
      }
      return n;
    } catch (IOException e) {
      String why = e.getMessage();
      throw new DataFormatException(
          "LZMA stream: " + (why == null ? e.getClass().getSimpleName() : why));
    }
  }

  /// A copy whose first block states a dictionary of no more than what is wanted of it; the same
  /// bytes where the block's header is not as §3.1 has it.
  private static byte[] withSmallDictionary(byte[] in, int from, int inLength, int wanted) {
    byte[] stream = new byte[inLength];
    System.arraycopy(in, from, stream, 0, inLength);
    if (inLength <= STREAM_HEADER || stream[STREAM_HEADER] == 0) {
      return stream;
    }
    int crcAt = STREAM_HEADER + 4 * (stream[STREAM_HEADER] & 0xFF);
    if (crcAt + 4 > inLength || (int) INT.get(stream, crcAt) != crc(stream, crcAt)) {
      return stream;
    }
    // LZMA2 is the last filter (§5.3.1): its code, the size of its properties, the dictionary's
    // size; then zeros up to the checksum.
    int last = crcAt - 1;
    while (last > STREAM_HEADER + 3 && stream[last] == 0) {
      last--;
    }
    if (stream[last - 2] == LZMA2 && stream[last - 1] == 1) {
      int code = 0;
      while (code < stream[last] && (2L | (code & 1)) << (code / 2 + 11) < wanted) {
        code++;
      }
      stream[last] = (byte) code;
      INT.set(stream, crcAt, crc(stream, crcAt));
    }
    return stream;
  }

  private static int crc(byte[] stream, int to) {
    var crc = new CRC32();
    crc.update(stream, STREAM_HEADER, to - STREAM_HEADER);
    return (int) crc.getValue();
  }
}
