package dev.cairn.cli;

import dev.cairn.Cairn;
import dev.cairn.base.ByteSize;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unavailable;
import dev.cairn.cli.demo.Catalogue;
import dev.cairn.cli.demo.CoastCheck;
import dev.cairn.cli.demo.FolderServer;
import dev.cairn.cli.demo.World;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.exec.Piece;
import dev.cairn.exec.RunReport;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.format.tiff.CogOptions;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Stated;
import dev.cairn.render.Labels;
import dev.cairn.render.Rgb;
import dev.cairn.render.Stretch;
import dev.cairn.render.TimeFormat;
import dev.cairn.sink.Animation;
import dev.cairn.sink.CogSink;
import dev.cairn.sink.GifSink;
import dev.cairn.sink.TeeSink;
import dev.cairn.stac.DatetimeRange;
import dev.cairn.stac.ItemCollection;
import dev.cairn.stac.Search;
import dev.cairn.store.NewFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `cairn demo`: the main job on data made on the spot, and how near its answer is to what is true.
@Command(
    name = "demo",
    description =
        "Shows the main job on data made on the spot: a coast that drifts over ten years, as"
            + " Landsat-like scenes with clouds, served over loopback HTTP, searched, stacked,"
            + " cloud-masked, reduced to half-years, filled, and written as an animation and a COG."
            + " Needs no network.",
    footer = {"", "Example:", "  cairn demo -o out"})
@SuppressWarnings("NullAway.Init") // picocli fills it
final class DemoCommand implements Callable<Integer> {
  private static final String MASK = "qa_pixel:bits=0,1,2,3,4,5";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "cairn-demo",
      description = "Folder for the world and the results (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @ArgGroup(validate = false, heading = "%nRunning:%n")
  private RunOptions run = new RunOptions();

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws InterruptedException {
    Path gif = folder.resolve("coast.gif");
    Path cog = folder.resolve("latest.tif");
    Path summary = folder.resolve("summary.json");
    for (Path output : List.of(gif, cog, summary)) {
      if (run.existing() == NewFile.Existing.REFUSE && Files.exists(output)) {
        throw new InvalidRequest(
            output.toString(), "exists already; give --overwrite or another folder");
      }
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Unavailable(folder.toString(), "cannot be made: " + e.getMessage(), e);
    }
    long start = System.nanoTime();
    World world = World.of(World.SEED);
    Path data = folder.resolve("world");
    Catalogue.write(data, world, new CogTarget(), run.threadCount(), common.progress());
    double making = seconds(start);
    common.say(
        String.format(
            Locale.ROOT,
            "made %d scenes in %.1f s: %s",
            world.acquisitions().size(),
            making,
            data));
    start = System.nanoTime();
    try (FolderServer server = FolderServer.open(data);
        Cairn cairn = run.open()) {
      ItemCollection found = search(cairn, server);
      Cube cube = halfYears(cairn, found, world);
      common.say(cube.toString());
      var check = new Frames(world.ground().width());
      var animation =
          Animation.DEFAULT
              .withFps(4)
              .withStretch(Stretch.parse("p1,p99"))
              .withLabels(
                  new Labels.Dated(
                      new TimeFormat("%b %Y"),
                      Labels.Corner.UL,
                      Rgb.WHITE,
                      new Labels.Backdrop.Solid(Rgb.BLACK),
                      new Labels.Size.Fraction(0.15)));
      Plan plan = cairn.plan(cube.fillForward());
      RunReport report =
          cairn.run(
              plan,
              new TeeSink(List.of(new GifSink(gif, animation, NewFile.Existing.REPLACE), check)),
              common.progress());
      double searchToGif = seconds(start);
      common.say(Reports.line(report, gif.toString()));
      RunReport latest =
          cairn.run(
              cairn.plan(cube.at(-1)),
              new CogSink(cog, CogOptions.DEFAULT.withExisting(NewFile.Existing.REPLACE)),
              common.progress());
      common.say(Reports.line(latest, cog.toString()));
      List<CoastCheck.Verdict> verdicts = check.verdicts(world, plan, found);
      ObjectNode told = summary(world, making, searchToGif, plan, report, latest, server, verdicts);
      save(summary, told);
      if (common.json()) {
        common.out().println(told);
      } else {
        tell(gif, cog, searchToGif, verdicts, server);
      }
      common.out().flush();
    }
    return 0;
  }

  private ItemCollection search(Cairn cairn, FolderServer server) throws InterruptedException {
    ItemCollection catalogue = cairn.items(server.address().resolve("catalog.json").toString());
    return Search.everything()
        .withCollections(List.of(Catalogue.COLLECTION))
        .withDatetime(DatetimeRange.parse("2013/2022"))
        .over(catalogue)
        .items();
  }

  private static Cube halfYears(Cairn cairn, ItemCollection found, World world)
      throws InterruptedException {
    return cairn
        .cube(
            found,
            LoadOptions.of("red", "green", "blue")
                .withQuality("qa_pixel")
                .withGrid(GridRequest.AUTO.withBounds(world.ground().bounds())))
        .mask(MASK)
        .resample("2Q")
        .median();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static ObjectNode summary(
      World world,
      double making,
      double searchToGif,
      Plan plan,
      RunReport report,
      RunReport latest,
      FolderServer server,
      List<CoastCheck.Verdict> verdicts) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("scenes", world.acquisitions().size());
    root.put("frames", plan.output().times().size());
    root.put("making_seconds", making);
    root.put("search_to_gif_seconds", searchToGif);
    root.put("http_requests", server.requests());
    root.put("http_bytes", server.bytes());
    root.set("animation", JsonMapper.shared().readTree(Reports.json(report)));
    root.set("latest", JsonMapper.shared().readTree(Reports.json(latest)));
    var frames = root.putArray("truth");
    for (int t = 0; t < verdicts.size(); t++) {
      CoastCheck.Verdict v = verdicts.get(t);
      frames
          .addObject()
          .put("time", plan.output().times().get(t).map(Instant::toString).orElse(""))
          .put("coast_mean_pixels", v.mean())
          .put("coast_p95_pixels", v.p95())
          .put("coast_max_pixels", v.max())
          .put("cloud_fraction", v.cloud())
          .put("missing_fraction", v.missing());
    }
    return root;
  }

  private void tell(
      Path gif, Path cog, double seconds, List<CoastCheck.Verdict> verdicts, FolderServer server) {
    double worst = verdicts.stream().mapToDouble(CoastCheck.Verdict::max).max().orElse(Double.NaN);
    double mean =
        verdicts.stream().mapToDouble(CoastCheck.Verdict::mean).average().orElse(Double.NaN);
    double cloud =
        verdicts.stream().mapToDouble(CoastCheck.Verdict::cloud).max().orElse(Double.NaN);
    common
        .out()
        .printf(
            Locale.ROOT,
            """
            %d frames from search to GIF in %.1f s, %s in %d requests.
            Against the world's truth the coast is %.2f pixels off on average, %.2f at the most; at the most %.2f %% of a frame's pixels are cloud.
            Look at %s; the last half-year alone is %s.
            """,
            verdicts.size(),
            seconds,
            new ByteSize(server.bytes()),
            server.requests(),
            mean,
            worst,
            cloud * 100,
            gif,
            cog);
  }

  private static void save(Path target, ObjectNode json) {
    try (NewFile file = NewFile.create(target, NewFile.Existing.REPLACE)) {
      file.write(
          ByteBuffer.wrap((json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      file.publish();
    }
  }

  /// Keeps the red and blue of each frame for the comparison with the truth.
  private static final class Frames implements Sink {
    private final int side;
    private final List<float[]> red = new ArrayList<>();
    private final List<float[]> blue = new ArrayList<>();

    Frames(int side) {
      this.side = side;
    }

    @Override
    public void open(Plan plan) {
      for (int t = 0; t < plan.output().times().size(); t++) {
        red.add(new float[side * side]);
        blue.add(new float[side * side]);
      }
    }

    @Override
    public void write(Piece piece) {
      copy(piece, 0, red.get(piece.time()));
      copy(piece, 2, blue.get(piece.time()));
    }

    private void copy(Piece piece, int band, float[] frame) {
      var raster = piece.bands().get(band);
      var window = piece.window();
      for (int i = 0; i < raster.pixels(); i++) {
        int at = (window.row() + i / window.width()) * side + window.col() + i % window.width();
        frame[at] = raster.valid().get(i) ? (float) raster.samples().at(i) : Float.NaN;
      }
    }

    @Override
    public void commit(Workers workers) {}

    @Override
    public void close() {}

    List<CoastCheck.Verdict> verdicts(World world, Plan plan, ItemCollection found) {
      List<Instant> dates =
          plan.scenes().stream().map(s -> s.time().orElse(Instant.EPOCH)).toList();
      var check = new CoastCheck(world, dates);
      var verdicts = new ArrayList<CoastCheck.Verdict>();
      for (int t = 0; t < red.size(); t++) {
        Instant label = ((Stated.As<Instant>) plan.output().times().get(t)).value();
        verdicts.add(check.next(label, blue.get(t), red.get(t)));
      }
      return verdicts;
    }
  }
}
