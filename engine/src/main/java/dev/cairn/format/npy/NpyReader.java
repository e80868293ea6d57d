package dev.cairn.format.npy;

import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.raster.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/// Reads whole array files. Stateless and thread-safe.
///
/// Row-major arrays of either byte order. Types: `f4 f8 u1 i1 u2 i2 u4 i4 u8 i8` as they are; `b1`
/// as uint8 of 0 and 1.
public final class NpyReader {
  private NpyReader() {}

  /// @throws NotFound where there is no such file
  /// @throws Malformed where the bytes are no array file, or not as many as the header says
  /// @throws Unsupported where the array is of another type or order, or has more than 2³¹ − 9
  ///     bytes
  /// @throws Unavailable where the file cannot be read
  public static NpyArray read(Path file) {
    String where = file.toString();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(NpyHeader.MAX_PREFIX);
      int length = NpyHeader.length(where, start);
      byte[] header = Arrays.copyOf(start, length);
      int more = in.readNBytes(header, start.length, length - start.length);
      if (more < length - start.length) {
        throw new Malformed(
            where, "ends after " + (start.length + more) + " bytes, inside its header");
      }
      NpyHeader parsed = NpyHeader.parse(where, header);
      long present = Files.size(file) - length;
      int size = sampleBytes(where, parsed, present);
      byte[] samples = in.readNBytes(size);
      if (samples.length != size) {
        throw new Unavailable(where, "became shorter while it was read");
      }
      return new NpyArray(parsed.shape(), decode(where, parsed, samples));
    } catch (NoSuchFileException e) {
      throw new NotFound(where, "no such file", e);
    } catch (IOException e) {
      throw new Unavailable(where, "cannot be read: " + e.getMessage(), e);
    }
  }

  /// Checks the array's size against the file's before anything is allocated.
  private static int sampleBytes(String where, NpyHeader header, long present) {
    long bytes = itemBytes(where, header);
    for (int axis : header.shape()) {
      if (axis != 0 && bytes > Long.MAX_VALUE / axis) {
        bytes = Long.MAX_VALUE;
        break;
      }
      bytes *= axis;
    }
    if (bytes != present) {
      throw new Malformed(
          where + " at byte " + header.bytes(),
          present
              + " bytes of samples, the header says "
              + header.shape()
              + " of "
              + header.descr());
    }
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new Unsupported(where, "an array of " + bytes + " bytes, at most 2³¹ − 9");
    }
    return (int) bytes;
  }

  private static int itemBytes(String where, NpyHeader header) {
    return switch (type(header)) {
      case "b1", "u1", "i1" -> 1;
      case "u2", "i2" -> 2;
      case "u4", "i4", "f4" -> 4;
      case "u8", "i8", "f8" -> 8;
      default -> throw new Unsupported(where, "samples of type " + header.descr());
    };
  }

  /// The type string without its byte order.
  private static String type(NpyHeader header) {
    String d = header.descr();
    return d.matches("[<>|=].*") ? d.substring(1) : d;
  }

  private static Samples decode(String where, NpyHeader header, byte[] bytes) {
    ByteBuffer b =
        ByteBuffer.wrap(bytes)
            .order(header.descr().startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    String type = type(header);
    return switch (type) {
      case "u1" -> new Samples.UInt8(bytes);
      case "i1" -> new Samples.Int8(bytes);
      case "b1" -> new Samples.UInt8(booleans(where, header, bytes));
      case "u2", "i2" -> {
        short[] v = new short[bytes.length / 2];
        b.asShortBuffer().get(v);
        yield type.equals("u2") ? new Samples.UInt16(v) : new Samples.Int16(v);
      }
      case "u4", "i4" -> {
        int[] v = new int[bytes.length / 4];
        b.asIntBuffer().get(v);
        yield type.equals("u4") ? new Samples.UInt32(v) : new Samples.Int32(v);
      }
      case "f4" -> {
        float[] v = new float[bytes.length / 4];
        b.asFloatBuffer().get(v);
        yield new Samples.Float32(v);
      }
      case "f8" -> {
        double[] v = new double[bytes.length / 8];
        b.asDoubleBuffer().get(v);
        yield new Samples.Float64(v);
      }
      case "u8", "i8" -> {
        long[] v = new long[bytes.length / 8];
        b.asLongBuffer().get(v);
        yield type.equals("u8") ? new Samples.UInt64(v) : new Samples.Int64(v);
      }
      default -> throw new Unsupported(where, "samples of type " + header.descr());
    };
  }

  private static byte[] booleans(String where, NpyHeader header, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if ((bytes[i] & ~1) != 0) {
        throw new Malformed(
            where + " at byte " + (header.bytes() + i), "a boolean of " + bytes[i] + ", 0 or 1");
      }
    }
    return bytes;
  }
}
