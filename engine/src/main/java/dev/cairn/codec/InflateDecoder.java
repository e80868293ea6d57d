package dev.cairn.codec;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Decompresses Deflate in its zlib wrapping (RFC 1950, RFC 1951), as TIFF, Zarr and PNG hold it.
/// Stateless and thread-safe.
///
/// libdeflate does it where it is there ([LibDeflate]), the JDK's `Inflater` elsewhere and wherever
/// libdeflate refuses, so results and failures are the same with and without.
public final class InflateDecoder {
  private static final Pool<Inflater> INFLATERS = new Pool<>(Inflater::new, Inflater::end);

  private InflateDecoder() {}

  /// No stream holds more: a byte of Deflate gives at most 1032.
  public static long mostBytesOf(long compressed) {
    return compressed * 1032;
  }

  /// Fills `out[at, at + length)` with the first bytes of the content. What the stream holds beyond
  /// that is not looked at, save for its checksum where the content ends there.
  ///
  /// @return how many bytes were written: `length`, or fewer where the content ends before
  /// @throws DataFormatException where the stream is broken or its checksum is wrong
  public static int decode(byte[] in, int from, int inLength, byte[] out, int at, int length)
      throws DataFormatException {
    return LibDeflate.isAvailable() && LibDeflate.decompress(in, from, inLength, out, at, length)
        ? length
        : decodeByJdk(in, from, inLength, out, at, length);
  }

  static int decodeByJdk(byte[] in, int from, int inLength, byte[] out, int at, int length)
      throws DataFormatException {
    Inflater inflater = INFLATERS.take();
    try {
      inflater.setInput(in, from, inLength);
      int done = 0;
      while (done < length) {
        int n = inflater.inflate(out, at + done, length - done);
        done += n;
        if (n == 0) {
          if (inflater.needsDictionary()) {
            throw new DataFormatException("Deflate stream with a preset dictionary");
          }
          return done; // finished, or the input ended
        }
      }
      // One step more reaches the checksum, where the content ends here; it throws where that is
      // wrong.
      inflater.inflate(new byte[1]);
      return done;
    } catch (DataFormatException e) {
      @Nullable String why = e.getMessage();
      throw new DataFormatException(
          "Deflate stream broken after byte "
              + inflater.getBytesRead()
              + (why == null ? "" : ": " + why));
    } finally {
      inflater.reset();
      INFLATERS.give(inflater);
    }
  }
}
