package dev.cairn.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;

/// Decompresses Zstandard frames (RFC 8878). Stateless and thread-safe.
public final class ZstdDecoder {
  private static final Pool<ZstdDecompressCtx> CONTEXTS =
      new Pool<>(ZstdDecompressCtx::new, ZstdDecompressCtx::close);

  /// A window of 32 MiB is the most that is allocated for a stream that says nothing of its size.
  private static final int LARGEST_WINDOW_LOG = 25;

  private ZstdDecoder() {}

  /// No stream holds more: a block of 4 bytes or more gives at most 128 KiB (RFC 8878 §3.1.1.2).
  public static long mostBytesOf(long compressed) {
    return compressed / 4 * (128 << 10);
  }

  /// Fills `out[at, at + length)` with the first bytes of the content.
  ///
  /// @return how many bytes were written: `length`, or fewer where the content ends before
  /// @throws DataFormatException where the stream is broken
  public static int decode(byte[] in, int from, int inLength, byte[] out, int at, int length)
      throws DataFormatException {
    ZstdDecompressCtx context = CONTEXTS.take();
    try {
      return context.decompressByteArray(out, at, length, in, from, inLength);
    } catch (ZstdException e) {
      if (e.getErrorCode() != Zstd.errDstSizeTooSmall()) {
        throw new DataFormatException("Zstandard stream: " + e.getMessage());
      }
    } finally {
      CONTEXTS.give(context);
    }
    return decodeBeginning(in, from, inLength, out, at, length);
  }

  /// A stream that holds more than is wanted, such as a last strip written at full height.
  private static int decodeBeginning(
      byte[] in, int from, int inLength, byte[] out, int at, int length)
      throws DataFormatException {
    try (var stream =
        new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(in, from, inLength))) {
      stream.setLongMax(LARGEST_WINDOW_LOG);
      return stream.readNBytes(out, at, length);
    } catch (IOException e) {
      throw new DataFormatException("Zstandard stream: " + e.getMessage());
    }
  }
}
