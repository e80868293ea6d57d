package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import java.util.Locale;

/// What becomes of a source that cannot be read.
public enum OnReadError {
  /// The run fails.
  FAIL,
  /// A source that cannot be opened counts as not covering anything, a block of one that cannot be
  /// had as not covered; where a mask's block cannot be had, its pixels are masked. The run's
  /// report lists each.
  SKIP;

  /// @throws InvalidRequest where the text is neither
  public static OnReadError parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "fail" -> FAIL;
      case "skip" -> SKIP;
      default -> throw new InvalidRequest("on-error " + text, "one of fail, skip");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
