package dev.cairn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.NotFound;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderServerTest {
  private final byte[] content = new byte[300_000];
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path outside;
  private FolderServer server;

  @BeforeEach
  void serve() throws IOException {
    new Random(1).nextBytes(content);
    Path root = Files.createDirectories(outside.resolve("root/deep folder"));
    Files.write(root.resolveSibling("a.tif"), content);
    Files.writeString(root.resolve("b.json"), "{}");
    Files.writeString(root.resolveSibling("empty.txt"), "");
    Files.writeString(outside.resolve("secret.txt"), "secret");
    Files.createDirectories(outside.resolve("root-beside"));
    Files.writeString(outside.resolve("root-beside/secret.txt"), "secret");
    server = FolderServer.open(outside.resolve("root"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aFileIsServedWholeWithItsTypeLengthAndTag() throws Exception {
    var answer = get("a.tif");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(content);
    assertThat(header(answer, "Content-Type")).startsWith("image/tiff");
    assertThat(header(answer, "Content-Length")).isEqualTo("300000");
    assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(header(answer, "ETag"))
        .matches("\"[^\"]+\"")
        .isEqualTo(header(get("a.tif"), "ETag"));
    assertThat(get("deep%20folder/b.json").body()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(header(get("deep%20folder/b.json"), "Content-Type")).isEqualTo("application/json");
    assertThat(get("empty.txt").body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=0-16383, 0, 16384",
    "bytes=100000-299999, 100000, 300000",
    "bytes=299000-, 299000, 300000",
    "bytes=299000-999999999, 299000, 300000",
    "bytes=-7, 299993, 300000",
    "bytes=-999999999, 0, 300000",
  })
  void aRangeIsAnsweredByThoseBytes(String range, int from, int to) throws Exception {
    var answer = get("a.tif", "Range", range);
    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(content, from, to));
    assertThat(header(answer, "Content-Range"))
        .isEqualTo("bytes " + from + "-" + (to - 1) + "/300000");
    assertThat(header(answer, "Content-Length")).isEqualTo(Integer.toString(to - from));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=300000-", "bytes=300000-300001", "bytes=-0"})
  void aRangeBehindTheEndIsNotSatisfiable(String range) throws Exception {
    var answer = get("a.tif", "Range", range);
    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(header(answer, "Content-Range")).isEqualTo("bytes */300000");
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=5-4",
        "bytes=-",
        "bytes=0-1,5-6",
        "lines=0-1",
        "bytes=a-b",
        "bytes=99999999999999999999-"
      })
  void aRangeThatIsNoneIsIgnored(String range) throws Exception {
    var answer = get("a.tif", "Range", range);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).hasSize(300_000);
  }

  @Test
  void tagsDecideWhetherAndWhatIsSent() throws Exception {
    String tag = header(get("a.tif"), "ETag");
    assertThat(get("a.tif", "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(get("a.tif", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    assertThat(get("a.tif", "Range", "bytes=0-9", "If-Range", tag).statusCode()).isEqualTo(206);
    assertThat(get("a.tif", "Range", "bytes=0-9", "If-Range", "\"other\"").statusCode())
        .isEqualTo(200);
    Files.write(outside.resolve("root/a.tif"), new byte[] {1});
    assertThat(header(get("a.tif"), "ETag")).isNotEqualTo(tag);
  }

  @Test
  void headTellsWhatGetWouldSendAndSendsNothing() throws Exception {
    var request = HttpRequest.newBuilder(server.address().resolve("a.tif")).HEAD().build();
    var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Length")).isEqualTo("300000");
    assertThat(answer.body()).isEmpty();
    assertThat(server.bytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/deep%20folder/../../secret.txt",
        "//secret.txt",
        "/../root-beside/secret.txt",
        "/missing.txt",
        "/deep%20folder",
        "/",
        "/a.tif%00.json",
        "/a.tif/b",
      })
  void whatLiesOutsideOrIsNoFileIsNotFound(String path) throws Exception {
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404")
        .doesNotContain("secret");
  }

  @Test
  void aLinkOutOfTheFolderIsNotFollowed() throws Exception {
    Files.createSymbolicLink(outside.resolve("root/link.txt"), outside.resolve("secret.txt"));
    assertThat(get("link.txt").statusCode()).isEqualTo(404);
  }

  @Test
  void otherMethodsAreRefused() throws Exception {
    var request = HttpRequest.newBuilder(server.address().resolve("a.tif")).DELETE().build();
    var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD");
    assertThat(outside.resolve("root/a.tif")).exists();
  }

  @Test
  void requestsAndBytesAreCounted() throws Exception {
    get("a.tif", "Range", "bytes=0-99");
    get("a.tif");
    get("missing");
    assertThat(server.requests()).isEqualTo(3);
    assertThat(server.bytes()).isEqualTo(300_100);
  }

  @Test
  void manyAtOnceGetTheirOwnBytes() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new ArrayList<java.util.concurrent.Future<byte[]>>();
      for (int i = 0; i < 100; i++) {
        int from = i * 2900;
        asked.add(
            threads.submit(
                () -> get("a.tif", "Range", "bytes=" + from + "-" + (from + 9999)).body()));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(asked.get(i).get())
            .isEqualTo(Arrays.copyOfRange(content, i * 2900, i * 2900 + 10_000));
      }
    }
  }

  @Test
  void smallAnswersDoNotWaitForAcknowledgements() throws Exception {
    long[] nanos = new long[60];
    for (int i = 0; i < nanos.length; i++) {
      long t = System.nanoTime();
      get("a.tif", "Range", "bytes=" + i * 1000 + "-" + (i * 1000 + 499));
      nanos[i] = System.nanoTime() - t;
    }
    Arrays.sort(nanos);
    assertThat(nanos[nanos.length / 2] / 1e6).as("median milliseconds of a request").isLessThan(20);
  }

  @Test
  void aClosedServerAnswersNobody() throws Exception {
    URI address = server.address();
    assertThat(address.toString()).matches("http://127\\.0\\.0\\.1:\\d+/");
    server.close();
    assertThatThrownBy(
            () -> new Socket(InetAddress.getLoopbackAddress(), address.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void aFolderThatIsNoneIsNotServed() {
    assertThatThrownBy(() -> FolderServer.open(outside.resolve("nowhere")))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> FolderServer.open(outside.resolve("secret.txt")))
        .isInstanceOf(NotFound.class);
  }

  private HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(server.address().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
