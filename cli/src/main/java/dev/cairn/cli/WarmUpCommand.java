package dev.cairn.cli;

import dev.cairn.cli.demo.FolderServer;
import dev.cairn.cli.demo.RasterTarget;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `cairn warm-up`: a small run of the main job, from which the JVM learns what later starts need.
/// Not for users.
@Command(name = "warm-up", hidden = true, description = "Trains the cache of loaded classes.")
final class WarmUpCommand implements Callable<Integer> {
  private static final int SIDE = 1024;
  private static final int SCENES = 6;

  @Override
  public Integer call() throws InterruptedException, IOException {
    Path folder = Files.createTempDirectory("cairn-warm-up");
    try {
      Path items = scenes(folder, SCENES, SIDE);
      run("search", items.toString(), "--summary");
      run("info", folder.resolve("s0_red.tif").toString());
      job(items.toString(), folder.resolve("a"));
      try (FolderServer server = FolderServer.open(folder)) {
        job(server.address().resolve("items.json").toString(), folder.resolve("b"));
      }
      return 0;
    } finally {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void job(String items, Path output) {
    run(
        "cube",
        items,
        "--bands",
        "red,green,blue",
        "--mask",
        "qa:bits=3",
        "--bbox",
        "-70.19,41.3,-69.9,41.54",
        "--every",
        "2Q",
        "--reduce",
        "median",
        "--fill",
        "forward",
        "-q",
        "-o",
        output + ".gif");
    run(
        "cube",
        items,
        "--expression",
        "d=(red-blue)/(red+blue)",
        "--mask",
        "qa:values=8",
        "--reduce",
        "mean",
        "-q",
        "-o",
        output + ".tif");
    run("cube", items, "--bands", "red,green,blue", "-q");
    run("cube", items, "--bands", "red", "-q", "-o", output + ".npy");
  }

  private static void run(String... args) {
    Main.commandLine().execute(args);
  }

  /// Scenes of smooth noise under square clouds, with their items: bands red, green, blue and qa,
  /// each shifted a little against the one before.
  ///
  /// @return the ItemCollection
  static Path scenes(Path folder, int count, int side) throws IOException, InterruptedException {
    var target = new CogTarget();
    var features = new ArrayList<String>();
    for (int s = 0; s < count; s++) {
      var grid =
          new GeoBox(
              side,
              side,
              Affine.northUp(400_005 + 30.0 * s * 7, 4_600_005 - 30.0 * s * 5, 30, 30),
              Crs.epsg(32619));
      var assets = new ArrayList<String>();
      for (String band : List.of("red", "green", "blue", "qa")) {
        String name = "s" + s + "_" + band + ".tif";
        RasterTarget.Content content =
            band.equals("qa") ? RasterTarget.Content.CODES : RasterTarget.Content.MEASURES;
        target.write(
            new RasterTarget.Layer(
                folder.resolve(name),
                grid,
                samples(s, band.hashCode() & 0xFF, band.equals("qa"), side),
                0,
                content));
        assets.add(
            "\"%s\":{\"href\":\"./%s\",\"type\":\"image/tiff\",\"roles\":[\"data\"],\"raster:bands\":[{\"data_type\":\"uint16\",\"nodata\":0,\"scale\":2.75e-05,\"offset\":-0.2}]}"
                .formatted(band, name));
      }
      double[] t = grid.transform().toArray();
      features.add(
          "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"s%d\",\"geometry\":null,\"links\":[],\"properties\":{\"datetime\":\"20%d-0%d-15T15:00:00Z\",\"proj:epsg\":32619,\"proj:shape\":[%d,%d],\"proj:transform\":[%s,%s,%s,%s,%s,%s]},\"assets\":{%s}}"
              .formatted(
                  s,
                  20 + s / 2,
                  1 + s % 2 * 7,
                  side,
                  side,
                  t[0],
                  t[1],
                  t[2],
                  t[3],
                  t[4],
                  t[5],
                  String.join(",", assets)));
    }
    Path items = folder.resolve("items.json");
    Files.writeString(
        items,
        "{\"type\":\"FeatureCollection\",\"features\":[" + String.join(",", features) + "]}");
    return items;
  }

  private static Samples.UInt16 samples(int scene, int band, boolean quality, int side) {
    var v = new short[side * side];
    int state = scene * 7919 + band + 1;
    for (int i = 0; i < v.length; i++) {
      state = state * 1_103_515_245 + 12_345;
      int x = i % side;
      int y = i / side;
      boolean cloud = ((x >> 6) * 31 + (y >> 6) * 17 + scene * 13) % 5 == 0;
      v[i] =
          (short)
              (quality
                  ? cloud ? 8 : 64
                  : 8000 + band * 20 + (x + y) / 2 + (state >>> 24) + (cloud ? 9000 : 0));
    }
    return new Samples.UInt16(v);
  }
}
