package dev.cairn.store;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unavailable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One profile of AWS's files (AWS SDKs and Tools Reference, "Shared config and credentials
/// files"): `~/.aws/credentials`, and what it is silent of from `~/.aws/config`. Shows no value.
///
/// @param name its name, `default` where none was asked for
record AwsProfile(String name, Map<String, String> values) {
  /// A settings file is no larger; nor is a token's.
  private static final long LARGEST_FILE = 1 << 20;

  /// @throws InvalidRequest where a profile was asked for that no file has
  static AwsProfile read(Settings settings) {
    Optional<String> asked = settings.get("AWS_PROFILE", "AWS_DEFAULT_PROFILE");
    String name = asked.orElse("default");
    var values = new HashMap<String, String>();
    boolean found =
        read(file(settings, "AWS_CONFIG_FILE", "config"), name, true, values)
            | read(
                file(settings, "AWS_SHARED_CREDENTIALS_FILE", "credentials"), name, false, values);
    if (asked.isPresent() && !found) {
      throw new InvalidRequest("AWS_PROFILE", "no file has a profile " + name);
    }
    return new AwsProfile(name, Map.copyOf(values));
  }

  Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key)).filter(v -> !v.isEmpty());
  }

  private static Path file(Settings settings, String variable, String name) {
    String home = settings.get("HOME", "USERPROFILE").orElse("");
    String text = settings.get(variable).orElse(home + "/.aws/" + name);
    try {
      return Path.of(text.startsWith("~/") ? home + text.substring(1) : text);
    } catch (InvalidPathException e) {
      throw new InvalidRequest(variable, "is no path", e);
    }
  }

  /// A small text file; empty where there is none, or none for this user.
  static Optional<String> text(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new InvalidRequest(file.toString(), "is too large for settings");
      }
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException | AccessDeniedException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new Unavailable(file.toString(), "reading failed: " + e.getMessage(), e);
    }
  }

  /// Adds the profile's values of a file to those of the file before.
  ///
  /// @param prefixed whether sections are called `profile NAME`, but `default`
  private static boolean read(
      Path file, String name, boolean prefixed, Map<String, String> values) {
    boolean found = false;
    boolean inside = false;
    for (String line : text(file).orElse("").split("\\R")) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
        continue;
      }
      if (text.startsWith("[")) {
        int end = text.indexOf(']');
        String section = text.substring(1, end < 0 ? text.length() : end).strip();
        inside =
            section.equals(name) && (!prefixed || name.equals("default"))
                || prefixed && section.matches("profile\\s+" + Pattern.quote(name));
        found |= inside;
        continue;
      }
      int at = text.indexOf('=');
      boolean nested = Character.isWhitespace(line.charAt(0));
      if (inside && at > 0 && !nested) {
        values.put(text.substring(0, at).strip(), text.substring(at + 1).strip());
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return "AwsProfile[" + name + "]";
  }
}
