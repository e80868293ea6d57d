package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import java.util.Locale;

/// Whose scale and offset make values of samples; applied once, never to no-data.
public enum ScalePolicy {
  /// The catalogue's, else the file's.
  AUTO,
  /// Nobody's: values are samples.
  NONE,
  /// The catalogue's alone.
  STAC,
  /// The file's alone.
  FILE;

  /// @throws InvalidRequest where the text names no policy
  public static ScalePolicy parse(String text) {
    for (ScalePolicy p : values()) {
      if (p.toString().equals(text.strip().toLowerCase(Locale.ROOT))) {
        return p;
      }
    }
    throw new InvalidRequest("scale " + text, "one of auto, none, stac, file");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
