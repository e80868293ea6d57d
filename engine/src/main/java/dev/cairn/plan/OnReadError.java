package dev.cairn.plan;

import dev.cairn.base.InvalidRequest;
import java.util.Locale;

/// What becomes of a source that cannot be read.
public enum OnReadError {
  /// The run fails.
  FAIL,
  /// The source counts as not covering anything, and the run's report lists it.
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
