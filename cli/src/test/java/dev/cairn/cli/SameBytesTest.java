package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cli.demo.FolderServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same question gives the same bytes, however it is computed.
@SuppressWarnings("NullAway.Init")
class SameBytesTest {
  @TempDir static Path folder;
  private static Path items;

  private static final List<String> ANIMATION =
      List.of(
          "--bands",
          "red,green,blue",
          "--mask",
          "qa:bits=3",
          "--every",
          "2Q",
          "--reduce",
          "median",
          "--fill",
          "forward");
  private static final List<String> IMAGE =
      List.of(
          "--expression",
          "d=(red-blue)/(red+blue)",
          "--mask",
          "qa:values=8",
          "--reduce",
          "mean",
          "--resolution",
          "45",
          "--resampling",
          "bilinear",
          "--block",
          "128");
  private static final List<String> AROUND =
      List.of(
          "--expression",
          "d=red+blue",
          "--mask",
          "qa:values=8,dilate=3",
          "--focal",
          "gaussian:sigma=1.5",
          "--focal",
          "steep=slope:edges=computed;shade=hillshade",
          "--reduce",
          "mean",
          "--crs",
          "EPSG:3857",
          "--resolution",
          "50",
          "--resampling",
          "bilinear",
          "--block",
          "128");
  private static final List<String> RAW =
      List.of("--bands", "red,green", "--mask", "qa:keep=64", "--scale", "none");

  @BeforeAll
  static void scenes() throws IOException, InterruptedException {
    items = WarmUpCommand.scenes(Files.createDirectory(folder.resolve("scenes")), 6, 360);
  }

  private static byte[] compute(String source, List<String> what, String ending, String... how)
      throws IOException {
    Path output = Files.createTempFile(folder, "out", ending);
    Files.delete(output);
    var args = new ArrayList<String>(List.of("cube", source, "-q", "-o", output.toString()));
    args.addAll(what);
    args.addAll(List.of(how));
    var ended = Program.run(args.toArray(String[]::new));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isZero();
    return Files.readAllBytes(output);
  }

  private void assertSame(List<String> what, String ending) throws IOException {
    byte[] first = compute(items.toString(), what, ending, "--threads", "1");
    assertThat(first.length).isGreaterThan(1000);
    for (String threads : List.of("2", "7")) {
      assertThat(compute(items.toString(), what, ending, "--threads", threads))
          .as(threads + " threads")
          .isEqualTo(first);
    }
    for (String chunk : List.of("64", "200,333", "100")) {
      assertThat(compute(items.toString(), what, ending, "--chunk", chunk))
          .as("chunks of " + chunk)
          .isEqualTo(first);
    }
    for (String memory : List.of("80M", "900M")) {
      assertThat(compute(items.toString(), what, ending, "--max-memory", memory))
          .as(memory)
          .isEqualTo(first);
    }
    try (FolderServer server = FolderServer.open(folder.resolve("scenes"))) {
      String http = server.address().resolve("items.json").toString();
      assertThat(compute(http, what, ending, "--chunk", "150")).as("over HTTP").isEqualTo(first);
      assertThat(server.requests()).isGreaterThan(20);
    }
  }

  @Test
  void animationsDoNotDependOnThreadsChunksMemoryOrStore() throws IOException {
    assertSame(ANIMATION, ".gif");
  }

  @Test
  void imagesDoNotDependOnThreadsChunksMemoryOrStore() throws IOException {
    assertSame(IMAGE, ".tif");
  }

  @Test
  void neighbourhoodsDoNotDependOnThreadsChunksMemoryOrStore() throws IOException {
    assertSame(AROUND, ".tif");
  }

  @Test
  void arraysDoNotDependOnThreadsChunksMemoryOrStore() throws IOException {
    assertSame(RAW, ".npy");
  }

  @Test
  void aPlanReplayedInAFreshJvmMakesTheSameBytes() throws IOException, InterruptedException {
    Path plan = folder.resolve("plan.json");
    byte[] first = compute(items.toString(), IMAGE, ".tif", "--plan", plan.toString());
    Path replayed = folder.resolve("replayed.tif");
    Process fresh =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx400m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cairn.cli.Main",
                "run",
                plan.toString(),
                "-q",
                "--block",
                "128",
                "--threads",
                "3",
                "-o",
                replayed.toString())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(fresh.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(fresh.waitFor()).as(said).isZero();
    assertThat(Files.readAllBytes(replayed)).isEqualTo(first);
  }

  @Test
  void aPlanHoldsNoSecrets() throws IOException {
    Path signed = folder.resolve("signed.json");
    String text = Files.readString(items);
    String secret =
        text.replaceAll(
            "\"href\":\"\\./(s\\d_[a-z]+\\.tif)\"",
            "\"href\":\"http://127.0.0.1:9/$1?sig=abcSECRETdef&se=2030\"");
    assertThat(secret).contains("SECRET");
    Files.writeString(signed, secret);
    Path plan = folder.resolve("secret-plan.json");
    var ended =
        Program.run(
            "cube",
            signed.toString(),
            "--bands",
            "red",
            "--reduce",
            "median",
            "--plan",
            plan.toString(),
            "-o",
            folder.resolve("never.tif").toString());
    assertThat(ended.exit()).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(Files.readString(plan))
        .contains("s0_red.tif")
        .doesNotContain("SECRET")
        .doesNotContain("sig=");
    assertThat(ended.err()).doesNotContain("SECRET");
    assertThat(folder.resolve("never.tif")).doesNotExist();
  }
}
