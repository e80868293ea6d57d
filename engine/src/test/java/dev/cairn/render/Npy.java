package dev.cairn.render;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An array of numpy's own format (version 1), little-endian, C order; as much of it as these tests
/// need.
record Npy(int[] shape, ByteBuffer data) {
  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]*)\\)");

  static Npy read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int start = 10 + bytes.getShort(8);
    Matcher m = SHAPE.matcher(new String(bytes.array(), 10, start - 10, StandardCharsets.US_ASCII));
    if (!m.find()) {
      throw new AssertionError("no shape in " + file);
    }
    int[] shape =
        Arrays.stream(m.group(1).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    bytes.position(start);
    return new Npy(shape, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  /// Size of an axis; negative ones count from the end.
  int size(int axis) {
    return shape[axis < 0 ? shape.length + axis : axis];
  }
}
