package dev.cairn.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// Runs the program inside the test's JVM.
final class Program {
  private Program() {}

  /// What a run left behind.
  record Ended(int exit, String out, String err) {
    /// The last line of stderr that is an error.
    String error() {
      return err.lines().filter(l -> l.startsWith("cairn: ")).reduce((a, b) -> b).orElse("");
    }
  }

  static Ended run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exit = line.execute(args);
    return new Ended(exit, out.toString(), err.toString());
  }
}
