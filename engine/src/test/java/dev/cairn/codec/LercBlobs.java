package dev.cairn.codec;

import dev.cairn.codec.LercDecoder.Alpha;
import dev.cairn.codec.LercDecoder.Layout;
import dev.cairn.codec.LercDecoder.Type;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/// The blobs that make_lerc_blobs.py writes, and what Esri's library read of them.
final class LercBlobs {
  private LercBlobs() {}

  /// A blob; the name tells what is in it.
  record Blob(String name, Layout layout, byte[] bytes, byte[] samples) {
    byte[] decode() throws DataFormatException {
      return LercBlobs.decode(bytes, layout);
    }
  }

  /// Takes one blob after the other.
  interface Visitor {
    void visit(Blob blob) throws Exception;
  }

  /// The blob's samples, from memory that held something else before.
  static byte[] decode(byte[] blob, Layout layout) throws DataFormatException {
    byte[] out = new byte[layout.size() + 5];
    Arrays.fill(out, (byte) 0x55);
    byte[] in = new byte[blob.length + 3];
    System.arraycopy(blob, 0, in, 3, blob.length);
    LercDecoder.decode(in, 3, blob.length, layout, out, 5);
    for (int i = 0; i < 5; i++) {
      if (out[i] != 0x55) {
        throw new AssertionError("wrote before the block");
      }
    }
    return Arrays.copyOfRange(out, 5, out.length);
  }

  static int visit(Path file, Visitor visitor) throws Exception {
    int n = 0;
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        visitor.visit(read(in));
        n++;
      }
    } catch (EOFException _) {
      return n;
    }
  }

  private static Blob read(DataInputStream in) throws IOException {
    String name = new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.US_ASCII);
    byte[] bytes = in.readNBytes(in.readInt());
    byte[] samples = in.readNBytes(in.readInt());
    String[] parts = name.split("_", -1);
    String[] size = parts[2].split("x", -1);
    var layout =
        new Layout(
            Integer.parseInt(size[0]),
            Integer.parseInt(size[1]),
            Integer.parseInt(size[2]),
            Type.valueOf(parts[1]),
            Alpha.NONE);
    return new Blob(name, layout, bytes, samples);
  }

  /// Writes the checksum of a blob of version 3 or later that fills the array.
  static void sign(byte[] blob) {
    int a = 0xFFFF;
    int b = 0xFFFF;
    for (int i = 14; i < blob.length; i += 2) {
      a = (a + ((blob[i] & 0xFF) << 8) + (i + 1 < blob.length ? blob[i + 1] & 0xFF : 0)) % 0xFFFF;
      b = (b + a) % 0xFFFF;
    }
    LercBytes.INT.set(blob, 10, (b == 0 ? 0xFFFF : b) << 16 | (a == 0 ? 0xFFFF : a));
  }
}
