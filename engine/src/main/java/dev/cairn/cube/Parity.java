package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import java.util.Locale;

/// Whose peculiarities are reproduced where a peer and we differ; `docs/parity.md` lists the
/// differences.
public enum Parity {
  /// Nobody's: what we hold to be right.
  NONE,
  /// stackstac 0.5.1: grid on multiples of the resolution, coordinates of pixel corners, float64,
  /// no overviews, no-data from the file and scale from the catalogue alone, bounds reprojected by
  /// their corners.
  STACKSTAC;

  /// @throws InvalidRequest where the text names no peer
  public static Parity parse(String text) {
    if (text.strip().toLowerCase(Locale.ROOT).equals("stackstac")) {
      return STACKSTAC;
    }
    throw new InvalidRequest("--parity " + text, "only stackstac is reproduced yet");
  }
}
