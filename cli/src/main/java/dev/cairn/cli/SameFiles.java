package dev.cairn.cli;

import dev.cairn.base.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Files of one request that are one and the same: what is written last would take the place of the
/// others.
final class SameFiles {
  private SameFiles() {}

  /// @param files by the option that names each
  /// @throws InvalidRequest where two are one file
  static void refuse(Map<String, Path> files) {
    var seen = new LinkedHashMap<Path, String>();
    files.forEach(
        (option, file) -> {
          String other = seen.putIfAbsent(place(file), option);
          if (other != null) {
            throw new InvalidRequest(
                other + " and " + option + " " + file, "one file cannot be both; name two files");
          }
        });
  }

  /// The file's place whichever way it is reached: its folder without links, and its name, since a
  /// new file takes the place of a link and not of what that leads to.
  private static Path place(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return absolute;
    }
    try {
      return folder.toRealPath().resolve(absolute.getFileName());
    } catch (IOException _) {
      return absolute;
    }
  }
}
