package dev.cairn.store;

import dev.cairn.base.InvalidRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Settings of object stores by the names that environment variables have: AWS's own, and GDAL's
/// where there is none. Immutable. Shows names and never values, which may be keys.
public final class Settings {
  private final Map<String, String> values;

  private Settings(Map<String, String> values) {
    this.values = values;
  }

  /// What the process was started with, and where its user is at home.
  public static Settings ofProcess() {
    var values = new HashMap<>(System.getenv());
    values.putIfAbsent("HOME", System.getProperty("user.home", ""));
    return new Settings(Map.copyOf(values));
  }

  /// These and nothing of the process.
  public static Settings of(Map<String, String> values) {
    return new Settings(Map.copyOf(values));
  }

  /// With one more, in place of one of its name.
  public Settings with(String name, String value) {
    var more = new HashMap<>(values);
    more.put(name, value);
    return new Settings(Map.copyOf(more));
  }

  /// The value of the first of the names that has one that is not blank, stripped.
  public Optional<String> get(String... names) {
    for (String name : names) {
      String value = values.getOrDefault(name, "").strip();
      if (!value.isEmpty()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /// `YES`, `TRUE`, `ON`, `1`, or the opposites.
  ///
  /// @throws InvalidRequest where the value is neither
  public Optional<Boolean> flag(String name) {
    return get(name)
        .map(
            value ->
                switch (value.toUpperCase(Locale.ROOT)) {
                  case "YES", "TRUE", "ON", "1" -> true;
                  case "NO", "FALSE", "OFF", "0" -> false;
                  default -> throw new InvalidRequest(name, "is neither YES nor NO");
                });
  }

  @Override
  public String toString() {
    return "Settings" + new TreeSet<>(values.keySet());
  }
}
