package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.Judge;
import dev.cairn.testing.RangeServer.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole documents, redirects, and answers of servers that speak HTTP in their own way.
class HttpDocumentTest extends HttpReads {
  @Test
  void aRedirectIsFollowedWithItsRangeAndCondition() throws Exception {
    URI target = put("b.bin", BYTES);
    server.always("a.bin", Fault.redirect(target + "?sig=secret"));
    ObjectHead object = store.head(uri("a.bin"), 10);
    assertThat(object.uri()).isEqualTo(uri("a.bin"));
    assertThat(store.read(object, List.of(range(5, 5)))).hasSize(1);
    assertThat(server.ranges("b.bin")).containsExactly("bytes=0-9", "bytes=5-9");
    assertThat(server.requests().getLast().header("If-Match")).isEqualTo(object.version());
  }

  @Test
  void redirectsInACircleAndToNowhereAreUnsupportedAndShowNoSecret() {
    server.always("a.bin", Fault.redirect(uri("a.bin") + "?sig=secret"));
    assertThatThrownBy(() -> store.head(uri("a.bin"), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("HTTP 302: a redirect that is not followed");
    server.always("a.bin", Fault.redirect("http://[nowhere?sig=secret"));
    assertThatThrownBy(() -> store.head(uri("a.bin"), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("redirects to what is no address")
        .hasNoCause();
  }

  @Test
  void aZippedDocumentIsUnzippedWithinItsBound() throws Exception {
    byte[] text =
        "{\"type\": \"FeatureCollection\"} ".repeat(1000).getBytes(StandardCharsets.UTF_8);
    URI uri = server.put("a.json", zipped(text), Map.of("Content-Encoding", "gzip"));
    assertThat(store.readAll(uri, text.length)).isEqualTo(text);
    assertThat(store.counts().bytesTransferred()).isLessThan(text.length / 10);
    assertThatThrownBy(() -> store.readAll(uri, text.length - 1))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("unzipped");
  }

  @Test
  void aDocumentThatDoesNotUnzipIsMalformedAndOneOfAnotherCodingUnsupported() throws Exception {
    byte[] half = Arrays.copyOf(zipped(BYTES), 1000);
    URI uri = server.put("a.json", half, Map.of("Content-Encoding", "gzip"));
    assertThatThrownBy(() -> store.readAll(uri, 1 << 20)).isInstanceOf(Malformed.class);
    URI other = server.put("b.json", BYTES, Map.of("Content-Encoding", "br"));
    assertThatThrownBy(() -> store.readAll(other, 1 << 20))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("'br'");
  }

  @Test
  void aDocumentOfUnknownLengthIsBoundedToo() throws Exception {
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    URI uri = oneAnswer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(40));
    assertThatThrownBy(() -> store.readAll(uri, 100_000))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("a document may have 100000 bytes");
    assertThat(store.counts().bytesTransferred()).isLessThan(200_000);
  }

  @Test
  void aRangeOfUnknownLengthIsBoundedByWhatWasAsked() throws Exception {
    URI uri =
        oneAnswer(
            "HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-9/100\r\nConnection: close\r\n\r\n"
                + "0123456789abc");
    assertThatThrownBy(() -> store.head(uri, 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("bytes 0-9/100 and a longer body");
  }

  @Test
  void anAnswerThatIsNoHttpIsUnavailable() throws Exception {
    URI uri = oneAnswer("SSH-2.0-OpenSSH_9.2\r\n");
    assertThatThrownBy(() -> store.head(uri, 10)).isInstanceOf(Unavailable.class);
  }

  @Test
  void aContentLengthThatIsNoNumberIsUnavailable() throws Exception {
    URI uri =
        oneAnswer(
            "HTTP/1.1 206 Partial\r\nContent-Length: ten\r\nContent-Range: bytes 0-9/10\r\n\r\n");
    assertThatThrownBy(() -> store.head(uri, 10)).isInstanceOf(Unavailable.class);
  }

  /// Python's server knows no ranges.
  @Test
  void aServerOfOthersThatIgnoresRangesIsUnsupported(@TempDir Path folder) throws Exception {
    Judge.requirePython("http.server");
    Files.write(folder.resolve("a.tif"), BYTES);
    Process python =
        new ProcessBuilder(
                "/usr/bin/python3",
                "-u",
                "-m",
                "http.server",
                "0",
                "--bind",
                "127.0.0.1",
                "--directory",
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String said = python.inputReader().readLine(); // "Serving HTTP on 127.0.0.1 port 12345 …"
      String address = "http://127.0.0.1:" + said.replaceAll(".* port (\\d+) .*", "$1") + "/a.tif";
      assertThatThrownBy(() -> store.head(URI.create(address), 1000))
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining(
              "the server ignores Range requests: HTTP 200 with the whole object (300000 bytes of"
                  + " image/tiff)");
      assertThat(store.readAll(URI.create(address), 1 << 20)).isEqualTo(BYTES);
      assertThatThrownBy(() -> store.head(URI.create(address + "f"), 1000))
          .isInstanceOf(NotFound.class);
    } finally {
      python.destroy();
    }
  }

  @Test
  void anAddressWithoutAHostIsUnsupported() {
    assertThatThrownBy(() -> store.head(URI.create("http:/a.bin"), 10))
        .isInstanceOf(Unsupported.class);
  }

  /// The address of a server that gives the same answer to every connection and closes it.
  private URI oneAnswer(String answer) throws IOException {
    var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try (socket) {
                while (true) {
                  try (var connection = socket.accept()) {
                    connection.getInputStream().read(new byte[8192]);
                    connection
                        .getOutputStream()
                        .write(answer.getBytes(StandardCharsets.ISO_8859_1));
                  }
                }
              } catch (IOException _) {
                // the client hung up
              }
            });
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/a.bin");
  }

  private static byte[] zipped(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
