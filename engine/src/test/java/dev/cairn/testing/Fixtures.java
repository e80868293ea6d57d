package dev.cairn.testing;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// The folder of real imagery and of the peers' results, named by `-Dcairn.fixtures=DIR`. A test
/// that needs it is reported as skipped where it is missing, and fails where the build is strict
/// (CI).
public final class Fixtures {
  private Fixtures() {}

  /// The repository's root.
  public static Path root() {
    String root = System.getProperty("cairn.root", "");
    Path folder = root.isEmpty() ? Path.of("").toAbsolutePath() : Path.of(root);
    while (!Files.exists(folder.resolve("engine/pom.xml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("not inside the repository");
      }
    }
    return folder;
  }

  /// A file or folder of the fixtures, such as `data/stac/catalog.json`; ends the test as skipped
  /// where there are none.
  public static Path require(String relative) {
    String folder = System.getProperty("cairn.fixtures", "");
    if (folder.isBlank()) {
      missing("needs -Dcairn.fixtures=DIR for " + relative);
    }
    Path path = root().resolve(folder).resolve(relative).normalize();
    if (!Files.exists(path)) {
      fail("-Dcairn.fixtures=" + folder + " has no " + relative + " (" + path + ")");
    }
    return path;
  }

  static void missing(String what) {
    if (Boolean.getBoolean("cairn.strict")) {
      fail("strict build: " + what);
    }
    Assumptions.abort(what);
  }
}
