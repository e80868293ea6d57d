package dev.cairn.render;

import dev.cairn.base.InvalidRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Opaque colours for the values of one band, from the low end to the high: matplotlib's maps under
/// matplotlib's names, 256 colours each (`twilight` 510).
///
/// A channel is matplotlib's float times 255, truncated, as `Colormap(…, bytes=True)` gives it. A
/// reversed map has the same colours the other way round; matplotlib computes some anew, with
/// differences of 1. Immutable and thread-safe; equal where the colours are.
public final class ColorMap {
  /// matplotlib's default.
  public static final String DEFAULT = "viridis";

  private static final String RESOURCE = "colormaps.txt";

  private final String name;
  private final int[] argb;

  private ColorMap(String name, int[] argb) {
    this.name = name;
    this.argb = argb;
  }

  /// The map of that name, whatever its case; `_r` at the end turns it round. `grey` and `greys`
  /// are spelled either way.
  ///
  /// @throws InvalidRequest where there is no such map; says which there are
  public static ColorMap of(String name) {
    String asked = name.strip().toLowerCase(Locale.ROOT);
    boolean reversed = asked.endsWith("_r");
    String base = reversed ? asked.substring(0, asked.length() - 2) : asked;
    String spelled =
        switch (base) {
          case "grey" -> "gray";
          case "grays" -> "greys";
          default -> base;
        };
    try (BufferedReader lines = lines()) {
      for (String line; (line = lines.readLine()) != null; ) {
        int blank = line.indexOf(' ');
        if (line.startsWith("#") || !line.substring(0, blank).equalsIgnoreCase(spelled)) {
          continue;
        }
        int[] colors = colors(line, blank + 1);
        String found = line.substring(0, blank);
        return reversed
            ? new ColorMap(found + "_r", reversed(colors))
            : new ColorMap(found, colors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new InvalidRequest(
        "colour map " + name,
        "one of " + String.join(", ", names()) + "; each also with _r, reversed");
  }

  /// The names there are, in the order of matplotlib's own gallery, without the reversed ones.
  public static List<String> names() {
    try (BufferedReader lines = lines()) {
      return lines
          .lines()
          .filter(l -> !l.startsWith("#"))
          .map(l -> l.substring(0, l.indexOf(' ')))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String name() {
    return name;
  }

  /// The colour of a position between 0 and 1, as `0xFFRRGGBB`: entry `position × size` truncated,
  /// and the last one for 1. Positions outside go to the ends, and NaN to the first.
  public int argb(float position) {
    return argb[Math.clamp((int) (position * argb.length), 0, argb.length - 1)];
  }

  /// A copy of the colours, `0xFFRRGGBB`.
  public int[] argb() {
    return argb.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ColorMap m && Arrays.equals(m.argb, argb);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(argb);
  }

  @Override
  public String toString() {
    return name;
  }

  private static BufferedReader lines() {
    InputStream in = ColorMap.class.getResourceAsStream(RESOURCE);
    return new BufferedReader(
        new InputStreamReader(Objects.requireNonNull(in, RESOURCE), StandardCharsets.US_ASCII));
  }

  private static int[] colors(String line, int from) {
    int[] colors = new int[(line.length() - from) / 6];
    for (int i = 0; i < colors.length; i++) {
      int start = from + 6 * i;
      colors[i] = 0xFF00_0000 | HexFormat.fromHexDigits(line, start, start + 6);
    }
    return colors;
  }

  private static int[] reversed(int[] colors) {
    int[] turned = new int[colors.length];
    for (int i = 0; i < colors.length; i++) {
      turned[i] = colors[colors.length - 1 - i];
    }
    return turned;
  }
}
