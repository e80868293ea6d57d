package dev.cairn.cli;

import dev.cairn.Cairn;
import dev.cairn.base.Href;
import dev.cairn.plan.Plan;
import dev.cairn.plan.PlanJson;
import dev.cairn.plan.Planner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cairn run`: a plan, replayed.
@Command(
    name = "run",
    description =
        "Replays a plan that cairn cube --plan wrote; the same plan makes the same bytes.",
    footer = {"", "Example:", "  cairn run plan.json -o median.tif"})
@SuppressWarnings("NullAway.Init") // picocli fills it
final class RunCommand implements Callable<Integer> {
  private static final long LARGEST_PLAN = 1L << 30;

  @Parameters(paramLabel = "PLAN.json", description = "The plan.")
  private String plan;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description =
          "Compute into this file: .gif, .tif or .npy; or a .tif at s3://…, gs://… or az://….")
  private String output;

  @Option(
      names = "--overviews",
      paramLabel = "auto|none|METHOD",
      defaultValue = "auto",
      description =
          "How overviews of a raster file are made, as --resampling: auto averages for a COG and"
              + " makes none else (default: ${DEFAULT-VALUE}).")
  private String overviews = "auto";

  @ArgGroup(validate = false, heading = "%nRunning:%n")
  private RunOptions run = new RunOptions();

  @ArgGroup(validate = false, heading = "%nPictures and raster files:%n")
  private OutputOptions written = new OutputOptions();

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws InterruptedException {
    try (Cairn cairn = run.open()) {
      URI source = Href.parse(plan);
      run.refuseExisting(
          output,
          "file".equals(source.getScheme()) ? Map.of("the plan", Path.of(source)) : Map.of());
      var sink = cairn.sink(output, written.options(run.existing(), overviews));
      written.refuseForeign(output, common::isGiven);
      written.refuseOverviews(output, overviews);
      String text = new String(cairn.read(source, LARGEST_PLAN), StandardCharsets.UTF_8);
      Plan read =
          Planner.rechunk(PlanJson.read(text, plan), cairn.planOptions().withChunk(run.chunk()));
      run.report(cairn.run(read, sink, common.progress()), output, common);
      return 0;
    }
  }
}
