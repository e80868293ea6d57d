package dev.cairn.cli;

import dev.cairn.Cairn;
import dev.cairn.CairnOptions;
import dev.cairn.base.ByteSize;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.exec.RunReport;
import dev.cairn.plan.PlanOptions;
import dev.cairn.store.NewFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How the work is done: threads, memory, pieces, and what is told of it.
final class RunOptions {
  @Option(
      names = "--engine",
      paramLabel = "local",
      defaultValue = "local",
      description = "Where it runs (default: ${DEFAULT-VALUE}).")
  private String engine = "local";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Computing threads (default: the machine's cores).")
  private @Nullable Integer threads;

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      description = "Memory of the whole program, such as 512M (default: half of the machine's).")
  private @Nullable String maxMemory;

  @Option(
      names = "--chunk",
      paramLabel = "auto|N|H,W",
      defaultValue = "auto",
      description = "Pixels of a piece of work (default: ${DEFAULT-VALUE}, from the memory).")
  private String chunk = "auto";

  @Option(names = "--overwrite", description = "Replace an output that exists.")
  private boolean overwrite;

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description =
          "Write what the run did: per stage busy and waiting time, requests, bytes, retries,"
              + " skipped sources.")
  private @Nullable Path report;

  Cairn open() {
    if (!engine.equals("local")) {
      throw new Unsupported("--engine " + engine, "only local is there yet");
    }
    return Cairn.open(CairnOptions.standard().withThreads(threadCount()).withMemory(memory()));
  }

  int threadCount() {
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (count < 1) {
      throw new InvalidRequest("--threads " + count, "at least 1");
    }
    return count;
  }

  /// What the user allows, as far as the JVM has it.
  private long memory() {
    long heap = Runtime.getRuntime().maxMemory();
    if (maxMemory == null) {
      return heap;
    }
    long bytes = ByteSize.parse(maxMemory).bytes();
    if (bytes == 0) {
      throw new InvalidRequest("--max-memory " + maxMemory, "at least some megabytes, such as 64M");
    }
    return Math.min(heap, bytes);
  }

  /// Refuses, before any work, what could not be written after it.
  ///
  /// @param others further files that will be written or read, by the word for them
  /// @throws InvalidRequest where there is a file of that name and it may not be replaced, the
  /// report has no folder, or one file has two uses
  void refuseExisting(String output, Map<String, Path> others) {
    var all = new LinkedHashMap<>(others);
    if (Cairn.isFile(output)) {
      all.put("-o", Path.of(output));
    }
    if (report != null) {
      all.put("--report", report);
    }
    SameFiles.refuse(all);
    Path folder = report == null ? null : report.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new InvalidRequest("--report " + report, "there is no folder " + folder);
    }
    if (!overwrite && Cairn.isFile(output) && Files.exists(Path.of(output))) {
      throw new InvalidRequest(output, "exists already; give --overwrite or another name");
    }
  }

  PlanOptions.Chunk chunk() {
    return PlanOptions.Chunk.parse(chunk);
  }

  NewFile.Existing existing() {
    return overwrite ? NewFile.Existing.REPLACE : NewFile.Existing.REFUSE;
  }

  /// Tells what a run did: a line to people, all of it to the report's file.
  void report(RunReport run, String output, CommonOptions common) {
    if (report != null) {
      try (NewFile file = NewFile.create(report, NewFile.Existing.REPLACE)) {
        file.write(java.nio.ByteBuffer.wrap(Reports.json(run).getBytes(StandardCharsets.UTF_8)), 0);
        file.publish();
      }
    }
    if (common.json()) {
      common.out().print(Reports.json(run));
      common.out().flush();
    }
    common.say(Reports.line(run, output));
    run.skipped()
        .forEach(s -> common.say("skipped " + s.scene() + " " + s.band() + ": " + s.reason()));
  }
}
