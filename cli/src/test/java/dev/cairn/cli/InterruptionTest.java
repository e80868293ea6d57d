package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.testing.Judge;
import dev.cairn.testing.RangeServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run leaves behind that is ended from outside: by Ctrl-C, by a disk that is full, or by an
/// answer that nobody takes.
class InterruptionTest {
  @TempDir Path folder;

  private static List<String> program(String... args) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx300m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cairn.cli.Main"));
    command.addAll(List.of(args));
    return command;
  }

  private List<String> left() throws IOException {
    try (var files = Files.list(folder.resolve("out"))) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  @Test
  void anInterruptStopsTheRunAndLeavesNothing() throws IOException, InterruptedException {
    Judge.require("sh");
    Files.createDirectory(folder.resolve("out"));
    Path scenes = Files.createDirectory(folder.resolve("scenes"));
    String text = Files.readString(WarmUpCommand.scenes(scenes, 3, 200));
    try (RangeServer server = RangeServer.start()) {
      try (var files = Files.list(scenes)) {
        for (Path file : files.toList()) {
          server.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
      server.always("s1_red.tif", new RangeServer.Fault.Stall());
      Path items = folder.resolve("items.json");
      Files.writeString(items, text.replace("\"./", "\"" + server.uri("")));
      Process run =
          new ProcessBuilder(
                  program(
                      "cube",
                      items.toString(),
                      "--bands",
                      "red,green,blue",
                      "-o",
                      folder.resolve("out/a.gif").toString()))
              .redirectErrorStream(true)
              .start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (left().isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(20); // until the output has begun
      }
      assertThat(left()).as("scratch files while it runs").isNotEmpty();
      Judge.run("sh", "-c", "kill -INT " + run.pid());
      assertThat(run.waitFor(15, TimeUnit.SECONDS)).isTrue();
      String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(run.exitValue()).as(said).isEqualTo(130);
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void aFullDiskIsUnavailableAndLeavesNothing() throws IOException, InterruptedException {
    Judge.require("sh");
    Files.createDirectory(folder.resolve("out"));
    Path items = WarmUpCommand.scenes(Files.createDirectory(folder.resolve("scenes")), 3, 400);
    for (String output : List.of("a.gif", "a.npy", "a.tif")) {
      var arguments =
          new ArrayList<>(
              List.of(
                  "cube",
                  items.toString(),
                  "--bands",
                  "red,green,blue",
                  "-o",
                  folder.resolve("out/" + output).toString()));
      if (output.endsWith(".tif")) {
        arguments.addAll(List.of("--reduce", "median", "--compress", "none"));
      }
      String line =
          String.join(
              " ",
              program(arguments.toArray(String[]::new)).stream().map(a -> "'" + a + "'").toList());
      // a file may have 256 blocks of 512 bytes (dash) or 1024 (bash): less than any of the outputs
      Process run =
          new ProcessBuilder("sh", "-c", "ulimit -f 256; exec " + line)
              .redirectErrorStream(true)
              .start();
      String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(run.exitValue()).as(output + ": " + said).isEqualTo(5);
      assertThat(said).contains("cairn: unavailable: ", "out/" + output);
      assertThat(left()).as(output).isEmpty();
    }
  }

  @Test
  void anAnswerThatCannotBeWrittenIsUnavailable() throws IOException, InterruptedException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no " + full);
    Path items = WarmUpCommand.scenes(folder, 1, 60);
    for (List<String> asked :
        List.of(
            List.of("search", items.toString()),
            List.of("search", items.toString(), "--matched", "--json"),
            List.of("info", folder.resolve("s0_red.tif").toString()),
            List.of("cube", items.toString()),
            List.of("cube", items.toString(), "--json", "-o", folder.resolve("a.npy").toString()),
            List.of("cube", "--help"))) {
      Process run =
          new ProcessBuilder(program(asked.toArray(String[]::new)))
              .redirectOutput(full.toFile())
              .start();
      String said = new String(run.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(run.waitFor()).as(asked + ": " + said).isEqualTo(5);
      assertThat(said.lines().filter(l -> l.startsWith("cairn: ")))
          .as(String.valueOf(asked))
          .singleElement()
          .satisfies(l -> assertThat(l).startsWith("cairn: unavailable: stdout: No space left"));
    }
  }
}
