package dev.cairn.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Outside programs that judge what we write. A test that needs one is reported as skipped where it
/// is missing, and fails where the build is strict.
public final class Judge {
  private static final Map<String, Boolean> PRESENT = new ConcurrentHashMap<>();

  private Judge() {}

  /// What a finished judge said.
  public record Verdict(int exitCode, String output) {}

  /// Ends the test as skipped where the program cannot be started.
  public static void require(String program) {
    if (!PRESENT.computeIfAbsent(
        program, p -> run("sh", "-c", "command -v " + p).exitCode() == 0)) {
      Fixtures.missing("needs the program " + program);
    }
  }

  /// Ends the test as skipped where Debian's Python lacks one of the modules.
  public static void requirePython(String... modules) {
    String imports = "import " + String.join(",", modules);
    if (!PRESENT.computeIfAbsent(imports, i -> run("/usr/bin/python3", "-c", i).exitCode() == 0)) {
      Fixtures.missing("needs python3 with " + String.join(", ", modules));
    }
  }

  /// Ends the test as skipped where the system lacks a library that Python is to call.
  public static void requireLibrary(String name) {
    String load = "import ctypes; ctypes.CDLL('" + name + "')";
    if (!PRESENT.computeIfAbsent(load, l -> run("/usr/bin/python3", "-c", l).exitCode() == 0)) {
      Fixtures.missing("needs python3 and the library " + name);
    }
  }

  /// Runs a Python program of Debian's interpreter.
  public static Verdict python(String program, String... arguments) {
    var command = new ArrayList<>(List.of("/usr/bin/python3", "-c", program));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /// Runs a program for at most two minutes; output and errors come together.
  public static Verdict run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("judge did not end: " + String.join(" ", command));
      }
      return new Verdict(process.exitValue(), new String(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      if (command[0].equals("/usr/bin/python3") || command[0].equals("sh")) {
        return new Verdict(127, String.valueOf(e.getMessage()));
      }
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
