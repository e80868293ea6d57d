package dev.cairn.render;

import dev.cairn.base.InvalidRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/// A monospaced font of one size, drawn without grey: the printable characters of Latin-1.
///
/// The faces are the X Window System's misc-fixed fonts, which are in the public domain; larger
/// sizes double a face as often as needed by the Scale2x rule, which keeps slopes smooth. Immutable
/// and thread-safe.
final class BitmapFont {
  /// A drawn face: its cell in pixels.
  private enum Face {
    F5X7(5, 7),
    F6X10(6, 10),
    F7X13(7, 13),
    F8X13(8, 13),
    F9X15(9, 15),
    F10X20(10, 20);

    final int width;
    final int height;

    Face(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  /// A face doubled so often.
  private record Size(Face face, int doublings) {
    int width() {
      return face.width << doublings;
    }

    int height() {
      return face.height << doublings;
    }
  }

  /// Cells up to 320 × 640 pixels: a date as wide as a picture of 3200 pixels.
  private static final int MOST_DOUBLINGS = 5;

  private final int cellWidth;
  private final int cellHeight;
  private final int doublings;
  private final Map<Integer, boolean[][]> drawn;
  private final Map<Integer, boolean[][]> doubled = new ConcurrentHashMap<>();

  /// @param drawn by character, the face's cells (row, column)
  private BitmapFont(Size size, Map<Integer, boolean[][]> drawn) {
    this.cellWidth = size.width();
    this.cellHeight = size.height();
    this.doublings = size.doublings;
    this.drawn = drawn;
  }

  /// The font in which so many characters come closest to so many pixels in width; never smaller
  /// than 5 × 7.
  static BitmapFont ofTextWidth(int characters, double widthPx) {
    return closest(s -> Math.abs((double) characters * s.width() - widthPx));
  }

  /// The font whose line comes closest to so many pixels in height.
  static BitmapFont ofHeight(int heightPx) {
    return closest(s -> Math.abs(s.height() - heightPx));
  }

  private static BitmapFont closest(ToDoubleFunction<Size> distance) {
    Size best = new Size(Face.F5X7, 0);
    for (int doublings = 0; doublings <= MOST_DOUBLINGS; doublings++) {
      for (Face face : Face.values()) {
        Size size = new Size(face, doublings);
        if (distance.applyAsDouble(size) < distance.applyAsDouble(best)) {
          best = size;
        }
      }
    }
    return load(best);
  }

  /// Width of a line without the gap after its last character.
  int lineWidth(int characters) {
    return characters * cellWidth - (1 << doublings);
  }

  /// Height of a line.
  int cellHeight() {
    return cellHeight;
  }

  /// @throws InvalidRequest where a character has no glyph
  void check(String text) {
    text.lines()
        .flatMap(l -> l.codePoints().boxed())
        .filter(c -> !drawn.containsKey(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw new InvalidRequest(
                  "label " + text,
                  "the label font has no '%s' (U+%04X), only printable Latin-1"
                      .formatted(Character.toString(c), c));
            });
  }

  /// First and one past the last row of the cell that holds ink in any of the characters; empty
  /// where none does.
  Optional<int[]> inkRows(String line) {
    int[] rows = {cellHeight, 0};
    line.codePoints()
        .forEach(
            c -> {
              boolean[][] glyph = glyph(c);
              for (int y = 0; y < cellHeight; y++) {
                for (boolean ink : glyph[y]) {
                  if (ink) {
                    rows[0] = Math.min(rows[0], y);
                    rows[1] = Math.max(rows[1], y + 1);
                  }
                }
              }
            });
    return rows[0] < rows[1] ? Optional.of(rows) : Optional.empty();
  }

  /// Draws one line; what lies outside the frame is cut off.
  ///
  /// @param x left edge of the first cell
  /// @param y top edge of the cells
  void draw(Frame frame, String line, int x, int y, Rgb color) {
    int left = x;
    for (int c : line.codePoints().toArray()) {
      boolean[][] glyph = glyph(c);
      for (int row = Math.max(0, -y); row < Math.min(cellHeight, frame.height() - y); row++) {
        for (int col = Math.max(0, -left); col < Math.min(cellWidth, frame.width() - left); col++) {
          if (glyph[row][col]) {
            frame.argb()[(y + row) * frame.width() + left + col] = color.argb();
          }
        }
      }
      left += cellWidth;
    }
  }

  private boolean[][] glyph(int character) {
    return doubled.computeIfAbsent(
        character,
        c -> {
          boolean[][] glyph = drawn.get(c);
          if (glyph == null) {
            throw new IllegalArgumentException("no glyph for U+" + Integer.toHexString(c));
          }
          for (int i = 0; i < doublings; i++) {
            glyph = doubled(glyph);
          }
          return glyph;
        });
  }

  /// Scale2x (https://www.scale2x.it/algorithm): a corner takes its two neighbours' colour where
  /// they agree and the other two differ from them.
  private static boolean[][] doubled(boolean[][] glyph) {
    int height = glyph.length;
    int width = glyph[0].length;
    boolean[][] twice = new boolean[2 * height][2 * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean here = glyph[y][x];
        boolean above = y > 0 && glyph[y - 1][x];
        boolean below = y < height - 1 && glyph[y + 1][x];
        boolean left = x > 0 && glyph[y][x - 1];
        boolean right = x < width - 1 && glyph[y][x + 1];
        boolean corners = above != below && left != right;
        twice[2 * y][2 * x] = (corners && left == above) ? above : here;
        twice[2 * y][2 * x + 1] = (corners && right == above) ? above : here;
        twice[2 * y + 1][2 * x] = (corners && left == below) ? below : here;
        twice[2 * y + 1][2 * x + 1] = (corners && right == below) ? below : here;
      }
    }
    return twice;
  }

  private static BitmapFont load(Size size) {
    Face face = size.face;
    String resource = "font-" + face.width + "x" + face.height + ".txt";
    var drawn = new HashMap<Integer, boolean[][]>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(BitmapFont.class.getResourceAsStream(resource), resource),
                StandardCharsets.US_ASCII))) {
      lines.readLine(); // width, height and ascent
      for (String line; (line = lines.readLine()) != null; ) {
        String[] words = line.split(" ", -1);
        boolean[][] glyph = new boolean[face.height][face.width];
        for (int y = 0; y < face.height; y++) {
          int row = Integer.parseInt(words[1 + y], 16);
          for (int x = 0; x < face.width; x++) {
            glyph[y][x] = (row >> (face.width - 1 - x) & 1) != 0;
          }
        }
        drawn.put(Integer.valueOf(words[0]), glyph);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BitmapFont(size, drawn);
  }
}
