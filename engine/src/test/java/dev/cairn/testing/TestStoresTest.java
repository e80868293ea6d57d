package dev.cairn.testing;

import static dev.cairn.testing.RecordingStore.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.store.ObjectHead;
import dev.cairn.testing.FaultyStore.Fault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stores and the server that tests rely on do what they say.
class TestStoresTest {
  private final MemoryStore memory = new MemoryStore();

  private URI put(String name) {
    var bytes = new byte[200_000];
    new Random(1).nextBytes(bytes);
    return memory.put(name, bytes);
  }

  @Test
  void aRecordingStoreTellsCallsAndTheRequestsTheyComeTo() throws Exception {
    var store = new RecordingStore(memory);
    URI a = put("a");
    URI b = put("b");
    ObjectHead head = store.head(a, 16_384);
    store.head(b, 100);
    store.read(head, List.of(range(150_000, 10), range(20_000, 5), range(30_000, 5)));
    store.readAll(b, 1_000_000);
    assertThat(store.requests())
        .containsExactly(
            range(0, 16_384), range(0, 100), range(20_000, 10_005), range(150_000, 10));
    assertThat(store.requests(b)).containsExactly(range(0, 100));
    assertThat(store.calls())
        .hasSize(4)
        .last()
        .isEqualTo(new RecordingStore.Call.ReadAll(b, 1_000_000));
    store.clear();
    assertThat(store.calls()).isEmpty();
  }

  @Test
  void aFaultyStoreFollowsItsScript() throws Exception {
    URI a = put("a");
    URI b = put("b");
    var store =
        new FaultyStore(memory)
            .next(a, Fault.none(), Fault.fails(u -> new Unavailable(u, "HTTP 503")))
            .always(b, Fault.fails(u -> new NotFound(u, "HTTP 404")));
    ObjectHead head = store.head(a, 10);
    assertThatThrownBy(() -> store.read(head, List.of(range(0, 5))))
        .isInstanceOf(Unavailable.class);
    assertThat(store.read(head, List.of(range(0, 5)))).hasSize(1);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> store.readAll(b, 1000)).isInstanceOf(NotFound.class);
    }
  }

  @Test
  void aStalledCallEndsWithAnInterrupt() throws Exception {
    URI a = put("a");
    var store = new FaultyStore(memory).always(a, Fault.stalls());
    Thread reader =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThatThrownBy(() -> store.head(a, 10))
                        .isInstanceOf(InterruptedException.class));
    assertThat(reader.join(Duration.ofMillis(50))).isFalse();
    reader.interrupt();
    assertThat(reader.join(Duration.ofSeconds(5))).isTrue();
  }

  /// Judged by Python's client.
  @Test
  void theRangeServerAnswersRangesAsTheStandardHasIt(@TempDir Path folder) throws Exception {
    Judge.requirePython("urllib.request");
    Files.writeString(folder.resolve("a b.txt"), "0123456789");
    try (var server = RangeServer.serving(folder)) {
      String program =
          """
          import sys, urllib.request, urllib.error
          url = sys.argv[1]
          def get(url=url, method='GET', **headers):
              r = urllib.request.Request(url, method=method, headers={k.replace('_', '-'): v for k, v in headers.items()})
              try:
                  with urllib.request.urlopen(r) as a:
                      print(a.status, a.headers.get('Content-Range'), a.headers.get('Content-Length'), a.read().decode())
                      return a.headers.get('ETag'), a.headers.get('Last-Modified')
              except urllib.error.HTTPError as e:
                  print(e.code, e.headers.get('Content-Range'))
          etag, date = get()
          get(method='HEAD')
          get(Range='bytes=2-4')
          get(Range='bytes=7-')
          get(Range='bytes=-3')
          get(Range='bytes=8-100')
          get(Range='bytes=10-12')
          get(Range='bytes=2-4', If_Match=etag)
          get(Range='bytes=2-4', If_Match='"other"')
          get(Range='bytes=2-4', If_Unmodified_Since=date)
          get(Range='bytes=2-4', If_Unmodified_Since='Thu, 01 Jan 1998 00:00:00 GMT')
          get(url + 'x')
          """;
      var judged = Judge.python(program, server.uri("a b.txt").toASCIIString());
      assertThat(judged.output().lines())
          .containsExactly(
              "200 None 10 0123456789",
              "200 None 10 ",
              "206 bytes 2-4/10 3 234",
              "206 bytes 7-9/10 3 789",
              "206 bytes 7-9/10 3 789",
              "206 bytes 8-9/10 2 89",
              "416 bytes */10",
              "206 bytes 2-4/10 3 234",
              "412 None",
              "206 bytes 2-4/10 3 234",
              "412 None",
              "404 None");
      assertThat(server.requests()).hasSize(12);
      assertThat(server.ranges("a b.txt")).hasSize(11).contains("bytes=-3");
    }
  }
}
