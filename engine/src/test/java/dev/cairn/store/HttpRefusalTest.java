package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.CairnException;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.RangeServer.Fault;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of answers that no retry can heal.
class HttpRefusalTest extends HttpReads {
  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void whatIsNotThereIsNotFoundAtOnce(int status) {
    failsAtOnce(NotFound.class, Fault.status(status), "HTTP " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 407})
  void whatIsForbiddenIsAccessDeniedAtOnce(int status) {
    failsAtOnce(AccessDenied.class, Fault.status(status), "HTTP " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 414, 416, 418, 501, 505})
  void otherRefusalsAreUnsupportedAtOnce(int status) {
    failsAtOnce(Unsupported.class, Fault.status(status), "HTTP " + status);
  }

  @Test
  void aServerThatIgnoresRangesIsUnsupportedAtOnce() {
    failsAtOnce(
        Unsupported.class,
        new Fault.WholeObject(),
        "the server ignores Range requests: HTTP 200 with the whole object (300000 bytes of");
  }

  @Test
  void aLoginPageInsteadOfARangeSaysWhatCame() {
    failsAtOnce(Unsupported.class, new Fault.Html(), "bytes of text/html");
  }

  @Test
  void theWholeObjectIsNotDownloadedWhereARangeWasAskedFor() throws Exception {
    URI uri = server.putZeros("large.bin", 1L << 30);
    server.always("large.bin", new Fault.WholeObject());
    assertThatThrownBy(() -> store.head(uri, 1000)).isInstanceOf(Unsupported.class);
    assertThat(server.bytesSent()).isLessThan(100L << 20); // what sockets buffer, not a gigabyte
    assertThat(store.counts().bytesTransferred()).isZero();
  }

  @Test
  void anotherRangeThanAskedForIsUnsupported() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.always("a.bin", new Fault.Shifted(7));
    assertThatThrownBy(() -> store.read(object, List.of(range(100, 10))))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("a request for bytes 100-109 with bytes 107-116/300000");
  }

  @Test
  void aBodyThatIsLongerThanItsOwnRangeIsUnsupported() throws Exception {
    // as long as was asked for: which of its bytes are those of the range, nobody knows
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.always(
        "a.bin", new Fault.WithHeaders(Map.of("Content-Range", "bytes 100-104/" + BYTES.length)));
    assertThatThrownBy(() -> store.read(object, List.of(range(100, 10))))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("a request for bytes 100-109 with bytes 100-104/300000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes 0-9/*",
        "bytes 9-0/300000",
        "bytes 0-9/5",
        "octets 0-9/300000",
        "bytes 0-9999999999999999999/99999999999999999999"
      })
  void aContentRangeThatTellsNoRangeIsUnsupported(String contentRange) {
    failsAtOnce(
        Unsupported.class,
        new Fault.WithHeaders(Map.of("Content-Range", contentRange)),
        "a request for bytes 0-9 with Content-Range '" + contentRange + "'");
  }

  @Test
  void aCompressedRangeIsUnsupported() {
    failsAtOnce(
        Unsupported.class,
        new Fault.WithHeaders(Map.of("Content-Encoding", "gzip")),
        "Content-Encoding 'gzip'");
  }

  @Test
  void aChangedETagIsUnavailableAtOnceEvenWhereTheServerIgnoresTheCondition() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.clear();
    server.always("a.bin", new Fault.OtherETag());
    assertThatThrownBy(() -> store.read(object, List.of(range(0, 10))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("changed while it was read")
        .hasMessageContaining("\"other\"");
    assertThat(server.requests()).hasSize(1);
  }

  private void failsAtOnce(Class<? extends CairnException> kind, Fault fault, String why) {
    URI uri = put("a.bin", BYTES);
    server.always("a.bin", fault);
    assertThatThrownBy(() -> store.head(uri, 10))
        .isInstanceOf(kind)
        .hasMessageContaining(why)
        .hasMessageContaining("/a.bin");
    assertThat(server.requests()).hasSize(1);
    assertThat(store.counts().retries()).isZero();
    assertThat(time.pauses).isEmpty();
  }
}
