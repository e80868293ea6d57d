package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testing.RangeServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each way in which a request can be wrong, with its exit code, its one line, and nothing left
/// behind.
@SuppressWarnings("NullAway.Init")
class BadInputTest {
  @TempDir static Path shared;
  private static String document;

  @TempDir Path folder;
  private RangeServer server;

  @BeforeAll
  static void scenes() throws IOException {
    document = Files.readString(WarmUpCommand.scenes(shared, 3, 200));
  }

  @BeforeEach
  void serve() throws IOException {
    server = RangeServer.start();
    for (Path file : files(shared)) {
      server.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    server.close();
    assertThat(files(folder))
        .allMatch(f -> f.toString().endsWith(".json") || f.toString().endsWith(".keep"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  /// The items with another text, beside the rasters' folder.
  private String items(UnaryOperator<String> change) throws IOException {
    String changed = change.apply(document.replace("\"./", "\"" + shared.toUri()));
    Path file = folder.resolve("items.json");
    Files.writeString(file, changed);
    return file.toString();
  }

  private String served() throws IOException {
    return items(t -> t.replace(shared.toUri().toString(), server.uri("").toString()));
  }

  private Program.Ended cube(String source, String... more) {
    var args =
        new ArrayList<String>(List.of("cube", source, "-o", folder.resolve("out.tif").toString()));
    args.addAll(more.length == 0 ? List.of("--bands", "red", "--reduce", "median") : List.of(more));
    return Program.run(args.toArray(String[]::new));
  }

  private void assertFails(Program.Ended ended, int exit, String... said) {
    assertThat(ended.exit()).as(ended.err()).isEqualTo(exit);
    assertThat(ended.error()).contains(said);
    assertThat(ended.error().split(": ")).hasSizeGreaterThanOrEqualTo(4);
    assertThat(ended.err().lines().filter(l -> l.startsWith("cairn: ")).count()).isEqualTo(1);
    assertThat(ended.err()).doesNotContain("\tat ");
    assertThat(folder.resolve("out.tif")).doesNotExist();
  }

  @Test
  void aMissingFileIsNotFound() throws IOException {
    assertFails(cube(items(t -> t.replace("s1_red", "gone"))), 3, "not found", "gone.tif");
    assertFails(cube(folder.resolve("none.json").toString()), 3, "not found", "none.json");
  }

  @Test
  void aTruncatedCogIsMalformed() throws IOException {
    byte[] whole = Files.readAllBytes(shared.resolve("s0_red.tif"));
    server.put("s0_red.tif", java.util.Arrays.copyOf(whole, whole.length / 2));
    assertFails(cube(served()), 4, "malformed", "s0_red.tif");
  }

  @Test
  void htmlInPlaceOfATiffIsMalformed() throws IOException {
    server.put(
        "s0_red.tif",
        "<!DOCTYPE html><html><body>Log in</body></html>"
            .repeat(40)
            .getBytes(StandardCharsets.UTF_8));
    assertFails(cube(served()), 4, "malformed", "s0_red.tif", "not a TIFF");
  }

  @Test
  void aServerThatIgnoresRangesIsUnsupported() throws IOException {
    server.always("s0_red.tif", new RangeServer.Fault.WholeObject());
    assertFails(cube(served()), 4, "unsupported", "s0_red.tif", "Range");
  }

  @Test
  void whatTheServerDoesNotHaveIsNotFound() throws IOException {
    server.remove("s2_red.tif");
    assertFails(cube(served()), 3, "not found", "s2_red.tif", "404");
  }

  @Test
  void aServerThatIsBusyOnceIsAskedAgain() throws IOException {
    server.next("s0_red.tif", RangeServer.Fault.status(503));
    var ended = cube(served());
    assertThat(ended.err()).doesNotContain("cairn: ");
    assertThat(ended.exit()).isZero();
    assertThat(folder.resolve("out.tif")).exists();
    Files.delete(folder.resolve("out.tif"));
    assertThat(server.ranges("s0_red.tif").size()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void anUnknownBandIsAnInvalidRequestThatListsThoseThereAre() throws IOException {
    assertFails(cube(items(t -> t), "--bands", "redd"), 2, "redd", "red", "green", "blue", "qa");
  }

  @Test
  void noItemsIsAnInvalidRequest() throws IOException {
    assertFails(
        cube(items(_ -> "{\"type\":\"FeatureCollection\",\"features\":[]}")), 2, "no items");
    assertFails(cube(items(t -> t), "--bands", "red", "--datetime", "1999"), 2, "--datetime");
  }

  @Test
  void aBoxOutsideEverythingIsAnInvalidRequest() throws IOException {
    assertFails(
        cube(items(t -> t), "--bands", "red", "--reduce", "median", "--bbox", "10,10,11,11"),
        2,
        "outside");
  }

  @Test
  void itemsInTwoCrssAreAnInvalidRequestThatListsThem() throws IOException {
    assertFails(
        cube(items(t -> t.replaceFirst("\"proj:epsg\":32619", "\"proj:epsg\":32618"))),
        2,
        "EPSG:32618",
        "EPSG:32619",
        "s0",
        "s1");
  }

  @Test
  void anItemWithoutProjectionIsReadFromItsHeader() throws IOException {
    var ended =
        cube(
            items(
                t ->
                    t.replaceAll("\"proj:[a-z]+\":(\\[[^\\]]*\\]|\\d+),?", "").replace(",}", "}")));
    assertThat(ended.err()).doesNotContain("cairn: ");
    assertThat(ended.exit()).isZero();
    Files.delete(folder.resolve("out.tif"));
  }

  @Test
  void aMaskBandThatOneItemLacksIsSaid() throws IOException {
    assertFails(
        cube(
            items(t -> t.replaceFirst("\"qa\":\\{", "\"other\":{")),
            "--bands",
            "red",
            "--mask",
            "qa:bits=3",
            "--reduce",
            "median"),
        4,
        "s0",
        "qa");
  }

  @Test
  void anOutputThatExistsIsRefused() throws IOException {
    Path kept = folder.resolve("out.npy.keep");
    Files.writeString(kept, "mine");
    Path output = folder.resolve("out.gif");
    Files.writeString(output, "mine");
    var ended = Program.run("cube", items(t -> t), "--bands", "red", "-o", output.toString());
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.error()).contains("out.gif", "exists");
    assertThat(Files.readString(output)).isEqualTo("mine");
    Files.delete(output);
  }

  @Test
  void tooLittleMemoryIsRefusedBeforeAPixelIsRead() throws IOException {
    server.clear();
    var ended =
        cube(served(), "--bands", "red,green,blue", "--reduce", "median", "--max-memory", "16M");
    assertFails(ended, 2, "would need", "MiB");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsRefusedBeforeAnythingIsRead() throws IOException {
    server.clear();
    var ended =
        Program.run(
            "cube", served(), "--bands", "red", "-o", folder.resolve("out.docx").toString());
    assertThat(ended.exit()).isEqualTo(4);
    assertThat(ended.error()).contains("out.docx", ".gif");
    ended =
        Program.run(
            "cube", served(), "--bands", "red", "-o", folder.resolve("nowhere/out.tif").toString());
    assertThat(ended.exit()).isEqualTo(2);
    ended =
        Program.run("cube", served(), "--bands", "red", "-o", folder.resolve("out.tif").toString());
    assertThat(ended.exit()).as("several time steps in a GeoTIFF").isEqualTo(2);
    assertThat(ended.error()).contains("time step");
  }

  @Test
  void misspeltOptionsSuggestTheNearest() {
    var ended = Program.run("cube", "x.json", "--reduse", "median");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).contains("--reduce");
  }

  @Test
  void aMisusedCommandIsToldInOneLine() {
    for (List<String> args :
        List.of(
            List.of("cube"),
            List.of("cube", "x.json", "--bands"),
            List.of("cube", "x.json", "--threads", "many"),
            List.of("cube", "x.json", "--reduse", "median"),
            List.of("search", "x.json", "--max-items", "1.5"),
            List.of("paint"))) {
      var ended = Program.run(args.toArray(String[]::new));
      assertThat(ended.exit()).as(String.valueOf(args)).isEqualTo(2);
      assertThat(ended.err().lines())
          .as(String.valueOf(args))
          .singleElement()
          .satisfies(l -> assertThat(l).startsWith("cairn: invalid request: ").contains("--help"));
    }
  }

  @Test
  void twoOutputsOfOneNameAreRefusedBeforeAnythingIsRead() throws IOException {
    server.clear();
    Path here = Path.of("").toAbsolutePath();
    String output = folder.resolve("out.tif").toString();
    String same = here.relativize(folder).resolve("./out.tif").toString();
    String plan = folder.resolve("out.json").toString();
    String source = served();
    for (List<String> args :
        List.of(
            List.of("cube", source, "--reduce", "median", "-o", output, "--report", same),
            List.of("cube", source, "--reduce", "median", "-o", same, "--report", output),
            List.of("cube", source, "-o", output, "--plan", plan, "--report", plan),
            List.of("run", source, "-o", output, "--report", same),
            List.of("search", source, "--save", plan, "--footprints", plan, "--overwrite"))) {
      var ended = Program.run(args.toArray(String[]::new));
      assertThat(ended.exit()).as(args + ended.err()).isEqualTo(2);
      assertThat(ended.error()).as(String.valueOf(args)).contains("two files").contains("out.");
      assertThat(Path.of(output)).doesNotExist();
      assertThat(Path.of(plan)).doesNotExist();
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void anOutputThatIsReachedByALinkIsTheSameOutput() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real.keep"));
    Path link = Files.createSymbolicLink(folder.resolve("link.keep"), real);
    assertFails(
        Program.run(
            "cube",
            items(t -> t),
            "--reduce",
            "median",
            "-o",
            real.resolve("out.tif").toString(),
            "--report",
            link.resolve("out.tif").toString()),
        2,
        "two files");
    assertThat(files(real)).isEmpty();
  }

  @Test
  void optionsThatAnOutputHasNoUseForAreRefused() throws IOException {
    server.clear();
    String source = served();
    List<List<String>> picture =
        List.of(
            List.of("--fps", "5"),
            List.of("--loop", "1"),
            List.of("--stretch", "minmax"),
            List.of("--cmap", "viridis"),
            List.of("--date-format", "%Y"),
            List.of("--date-position", "none"),
            List.of("--date-color", "1,2,3"),
            List.of("--date-bg", "none"),
            List.of("--date-size", "9"),
            List.of("--size", "50"));
    List<List<String>> raster =
        List.of(
            List.of("--compress", "zstd"),
            List.of("--predictor", "1"),
            List.of("--level", "3"),
            List.of("--block", "256"),
            List.of("--overviews", "AVERAGE"),
            List.of("--overviews", "nearest"));
    for (String command : List.of("cube", "run")) {
      for (String ending : List.of("tif", "npy", "gif")) {
        var foreign = new ArrayList<List<String>>();
        foreign.addAll(ending.equals("gif") ? List.of() : picture);
        foreign.addAll(ending.equals("tif") ? List.of() : raster);
        for (List<String> option : foreign) {
          String output = folder.resolve("out." + ending).toString();
          var args = new ArrayList<>(List.of(command, source, "-o", output));
          args.addAll(option);
          var ended = Program.run(args.toArray(String[]::new));
          assertThat(ended.exit()).as(args + ended.err()).isEqualTo(2);
          assertThat(ended.error())
              .as(String.valueOf(args))
              .contains(option.getFirst(), picture.contains(option) ? ".gif" : ".tif");
        }
      }
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void whatOverviewsAreReadIsForEveryOutput() throws IOException {
    for (String overviews : List.of("auto", "none")) {
      Path output = folder.resolve("out.npy");
      var ended =
          Program.run(
              "cube", items(t -> t), "--overviews", overviews, "-o", output.toString(), "-q");
      assertThat(ended.exit()).as(ended.err()).isZero();
      Files.delete(output);
    }
  }

  @Test
  void aColourMapThatDoesNotExistIsRefusedWhateverIsWritten() throws IOException {
    String source = items(t -> t);
    for (List<String> output :
        List.of(
            List.<String>of(),
            List.of("-o", folder.resolve("out.gif").toString()),
            List.of("-o", folder.resolve("out.tif").toString()))) {
      var args = new ArrayList<>(List.of("cube", source, "--bands", "red", "--cmap", "nosuch"));
      args.addAll(output);
      assertFails(Program.run(args.toArray(String[]::new)), 2, "nosuch", "viridis");
    }
  }

  @Test
  void aResamplingOfABandThatDoesNotExistListsThoseThereAre() throws IOException {
    String source = items(t -> t);
    assertFails(
        cube(source, "--bands", "red,green", "--resampling", "vv=bilinear", "--reduce", "median"),
        2,
        "vv",
        "red, green");
    assertFails(
        cube(source, "--bands", "red", "--resampling", "nearest,green=bilinear"),
        2,
        "green",
        "red");
    var ended =
        cube(
            source,
            "--expression",
            "x=green/red",
            "--mask",
            "qa:bits=3",
            "--resampling",
            "green=bilinear,qa=nearest",
            "--reduce",
            "median");
    assertThat(ended.exit()).as(ended.err()).isZero();
    Files.delete(folder.resolve("out.tif"));
  }

  @Test
  void theMemoryIsToldAsItWasGiven() throws IOException {
    String source = items(t -> t);
    assertFails(cube(source, "--max-memory", "0"), 2, "--max-memory 0", "at least");
    assertFails(cube(source, "--max-memory", "0.0K"), 2, "--max-memory 0.0K", "at least");
  }

  @Test
  void badWordsNameTheirOptionAndWhatIsAllowed() throws IOException {
    String source = items(t -> t);
    assertFails(cube(source, "--bands", "red", "--reduce", "medium"), 2, "medium", "median");
    assertFails(cube(source, "--bands", "red", "--every", "2X", "--reduce", "median"), 2, "2X");
    assertFails(cube(source, "--bands", "red", "--bbox", "1,2,3"), 2, "--bbox", "4");
    assertFails(cube(source, "--bands", "red", "--mask", "qa:bit=3"), 2, "qa:bit=3");
    assertFails(cube(source, "--expression", "x=(red"), 2, "(red");
    assertFails(cube(source, "--bands", "red", "--resampling", "cubik"), 2, "cubik", "nearest");
    assertFails(cube(source, "--bands", "red", "--every", "2Q"), 2, "--reduce");
    assertFails(cube(source, "--bands", "red", "--crs", "utm", "--bounds", "1,2,3,4"), 2, "--bbox");
    assertFails(
        cube(source, "--like", "x.tif", "--crs", "utm", "--resolution", "10", "--bbox", "1,2,3,4"),
        2,
        "--like and --crs, --resolution, --bbox");
    assertFails(cube(source, "--bands", "red", "--like", "none.tif"), 3, "none.tif");
    assertFails(cube(source, "--bands", "red", "--warp-error", "-1"), 2, "warp error");
  }

  @Test
  void aSkippedSourceIsReportedAndTheRestIsComputed() throws IOException {
    server.remove("s2_red.tif");
    Path report = folder.resolve("report.json");
    var ended =
        cube(
            served(),
            "--bands",
            "red",
            "--reduce",
            "median",
            "--on-error",
            "skip",
            "--report",
            report.toString());
    assertThat(ended.exit()).isZero();
    assertThat(ended.err()).contains("skipped s2 red");
    assertThat(Files.readString(report)).contains("\"skipped\"", "s2", "404");
    Files.delete(folder.resolve("out.tif"));
  }

  @Test
  void aQuietRunTellsItsReportAloneWhatItSkipped() throws IOException {
    server.remove("s2_red.tif");
    Path report = folder.resolve("report.json");
    var ended =
        cube(
            served(),
            "--bands",
            "red",
            "--reduce",
            "median",
            "--on-error",
            "skip",
            "-q",
            "--report",
            report.toString());
    assertThat(ended.exit()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(Files.readString(report)).contains("\"skipped\"", "s2", "404");
    Files.delete(folder.resolve("out.tif"));
  }

  @Test
  void aDocumentFromStdinIsCalledSo() {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream("{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
      var ended = Program.run("cube", "-");
      assertThat(ended.exit()).as(ended.err()).isEqualTo(4);
      assertThat(ended.error()).startsWith("cairn: malformed: stdin: ");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aReadThatFailsIsNotAskedForAgainBlockByBlock(@TempDir Path large) throws IOException {
    String text = Files.readString(WarmUpCommand.scenes(large, 1, 600)); // four blocks a band
    server.put("s0_red.tif", Files.readAllBytes(large.resolve("s0_red.tif")));
    server.clear();
    server.next("s0_red.tif", new RangeServer.Fault.None(), RangeServer.Fault.status(403));
    String source = items(_ -> text.replace("\"./", "\"" + server.uri("")));
    assertFails(cube(source), 3, "access denied", "s0_red.tif", "403");
    assertThat(server.ranges("s0_red.tif")).hasSize(2);
  }
}
