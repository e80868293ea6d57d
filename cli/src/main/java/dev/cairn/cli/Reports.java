package dev.cairn.cli;

import dev.cairn.base.ByteSize;
import dev.cairn.exec.RunReport;
import dev.cairn.plan.Cost;
import dev.cairn.plan.Plan;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Run reports and costs, for people and as JSON.
final class Reports {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Reports() {}

  static String line(RunReport run, String output) {
    return String.format(
        Locale.ROOT,
        "%s: %.2f s; %d scenes (%d wholly masked), %d blocks decoded (%d more masked), %s in %d"
            + " requests",
        output,
        run.wallNanos() / 1e9,
        run.scenes(),
        run.maskedScenes(),
        run.blocks(),
        run.maskedBlocks(),
        new ByteSize(run.readBytes()),
        run.requests());
  }

  static String json(RunReport run) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("wall_seconds", run.wallNanos() / 1e9);
    root.put("chunks", run.chunks());
    root.put("scenes", run.scenes());
    root.put("masked_scenes", run.maskedScenes());
    root.put("blocks", run.blocks());
    root.put("shared_blocks", run.sharedBlocks());
    root.put("masked_blocks", run.maskedBlocks());
    root.put("decoded_bytes", run.decodedBytes());
    root.put("requests", run.requests());
    root.put("read_bytes", run.readBytes());
    root.put("retries", run.retries());
    var stages = root.putArray("stages");
    for (var stage : run.stages()) {
      stages
          .addObject()
          .put("name", stage.name())
          .put("busy_seconds", stage.busyNanos() / 1e9)
          .put("waiting_seconds", stage.waitingNanos() / 1e9);
    }
    var skipped = root.putArray("skipped");
    run.skipped()
        .forEach(
            s ->
                skipped
                    .addObject()
                    .put("item", s.scene())
                    .put("band", s.band())
                    .put("reason", s.reason()));
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  /// A plan's cost, in lines.
  static String explain(Plan plan, Cost cost) {
    String placed =
        cost.placements().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> e.getValue() + " by " + e.getKey().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        """
        Plan:
            chunks:     %d of %d×%d pixels%s, %d at once, %d scenes ahead
            sources:    %d reads; placed %s
            requests:   about %d
            to read:    about %s (%s decoded); masks may make it less
            memory:     %s at the most
            result:     %s\
        """,
        cost.chunks(),
        plan.chunking().width(),
        plan.chunking().height(),
        plan.halo() == 0 ? "" : " and " + plan.halo() + " around each",
        plan.chunking().atOnce(),
        plan.chunking().ahead(),
        cost.sourceReads(),
        placed,
        cost.requests(),
        new ByteSize(cost.readBytes()),
        new ByteSize(cost.decodedBytes()),
        new ByteSize(cost.peakMemory()),
        new ByteSize(cost.outputBytes()));
  }

  static ObjectNode json(Cost cost) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("chunks", cost.chunks());
    root.put("source_reads", cost.sourceReads());
    root.put("requests", cost.requests());
    root.put("bytes_to_read", cost.readBytes());
    root.put("decoded_bytes", cost.decodedBytes());
    root.put("peak_memory", cost.peakMemory());
    root.put("output_bytes", cost.outputBytes());
    ObjectNode placed = root.putObject("placements");
    cost.placements().forEach((kind, n) -> placed.put(kind.name().toLowerCase(Locale.ROOT), n));
    return root;
  }
}
