package dev.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/// Programs of Debian's Python in a test's folder, with all of `given.py` at hand: they write what
/// a test reads, and judge what it wrote. GDAL and numpy are the authorities, never our own code.
public final class Oracle {
  private Oracle() {}

  /// Runs a program to its end; the test fails where an `assert` of it does.
  ///
  /// @param folder where it runs: file names are relative to it
  /// @param program Python; `given.py`, `np` and `gdal` are imported
  /// @return what it printed
  public static String ask(Path folder, String program) {
    Judge.requirePython("numpy", "osgeo.gdal");
    String prelude =
        """
        import os, sys
        sys.dont_write_bytecode = True
        sys.path.insert(0, sys.argv[1])
        os.chdir(sys.argv[2])
        from given import *
        """;
    var verdict =
        Judge.python(
            prelude + program,
            Fixtures.root().resolve("engine/src/test/python").toString(),
            folder.toString());
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    return verdict.output();
  }
}
