package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.testing.RangeServer;
import dev.cairn.testing.RangeServer.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who signs which request, and what is asked of a signer when the server refuses.
class SignerTest {
  private final RangeServer server = RangeServer.start();
  private final List<HttpStore> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(HttpStore::close);
    server.close();
  }

  private HttpStore store(Signer signer) {
    return store(Signers.none().with("http://" + server.uri("").getAuthority(), signer));
  }

  private HttpStore store(Signers signers) {
    var store = new HttpStore(HttpOptions.standard().withRetries(3, Duration.ofMillis(1)), signers);
    opened.add(store);
    return store;
  }

  private List<String> authorizations() {
    return server.requests().stream().map(r -> r.header("Authorization")).toList();
  }

  @Test
  void eachRequestIsSignedWithTheTokenOfItsTime() throws Exception {
    var tokens = new ArrayDeque<>(List.of("one", "two", " three\n"));
    HttpStore store = store(Signer.bearer("test", tokens::remove));
    URI uri = server.put("a.bin", StoreContract.BYTES);
    server.next("a.bin", Fault.none(), Fault.status(503));
    ObjectHead object = store.head(uri, 10);
    store.read(object, List.of(StoreContract.range(5, 5)));
    assertThat(authorizations()).containsExactly("Bearer one", "Bearer two", "Bearer three");
    assertThat(object.uri()).isEqualTo(uri);
  }

  @Test
  void aSignedQueryIsSentAndTheObjectKeepsItsAddress() throws Exception {
    HttpStore store = store(Signer.query("sas", () -> "?sv=2022&sig=a%2Bb"));
    URI uri = server.put("a.bin", StoreContract.BYTES);
    assertThat(store.head(uri, 10).uri()).isEqualTo(uri);
    assertThat(TokenSigner.withQuery(URI.create("https://h/a?x=1"), "sig=b").uri())
        .hasToString("https://h/a?x=1&sig=b");
    assertThatThrownBy(() -> store(Signer.query("sas", () -> "sig=a b")).head(uri, 10))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aRefusedRequestIsSignedAgainOnce() throws Exception {
    for (int status : new int[] {401, 403}) {
      server.clear();
      var tokens = new ArrayDeque<>(List.of("old", "new"));
      HttpStore store = store(Signer.bearer("test", tokens::remove));
      server.put("a.bin", StoreContract.BYTES);
      server.next("a.bin", Fault.status(status));
      store.head(server.uri("a.bin"), 10);
      assertThat(authorizations()).containsExactly("Bearer old", "Bearer new");
      assertThat(store.counts().retries()).isZero();
    }
  }

  @Test
  void theSecondRefusalIsAccessDenied() {
    var tokens = new ArrayDeque<>(List.of("old", "new", "never asked for"));
    server.put("a.bin", StoreContract.BYTES);
    server.always("a.bin", Fault.status(403));
    assertThatThrownBy(
            () -> store(Signer.bearer("t", tokens::remove)).head(server.uri("a.bin"), 10))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("HTTP 403");
    assertThat(server.requests()).hasSize(2);
    assertThat(tokens).hasSize(1);
  }

  @Test
  void aTokenThatStaysTheSameIsNotTriedAgain() {
    server.put("a.bin", StoreContract.BYTES);
    server.always("a.bin", Fault.status(401));
    assertThatThrownBy(() -> store(Signer.bearer("t", () -> "same")).head(server.uri("a.bin"), 10))
        .isInstanceOf(AccessDenied.class);
    assertThat(server.requests()).hasSize(1);
  }

  /// As a signer would that asks a server for tokens, one for each folder.
  @Test
  void aSignerSeesAddressMethodAndHeadersAndWhatWasRefused() throws Exception {
    var seen = new ArrayList<String>();
    Signer signer =
        new Signer() {
          @Override
          public String name() {
            return "folders";
          }

          @Override
          public Signed sign(Request request) {
            seen.add(request.method() + " " + request.uri().getPath());
            assertThat(request.headers()).containsKey("Range");
            return new Signed(URI.create(request.uri() + "?sig=1"), Map.of());
          }

          @Override
          public Optional<Signed> signAgain(Request request, Signed refused, int status) {
            seen.add(status + " " + refused.uri().getQuery());
            return Optional.of(new Signed(URI.create(request.uri() + "?sig=2"), Map.of()));
          }
        };
    server.put("a b.bin", StoreContract.BYTES);
    server.next("a b.bin", Fault.status(403));
    store(signer).head(server.uri("a b.bin"), 10);
    assertThat(seen).containsExactly("GET /a b.bin", "403 sig=1");
  }

  @Test
  void aTokenIsNotSentToAnotherHost() throws Exception {
    try (var other = RangeServer.start()) {
      URI elsewhere =
          URI.create(
              other.put("b.bin", StoreContract.BYTES).toString().replace("127.0.0.1", "localhost"));
      server.always("a.bin", Fault.redirect(elsewhere.toString()));
      ObjectHead object =
          store(Signer.bearer("test", () -> "secret")).head(server.uri("a.bin"), 10);
      assertThat(object.size()).isEqualTo(StoreContract.BYTES.length);
      assertThat(authorizations()).containsExactly("Bearer secret");
      assertThat(other.requests().getFirst().header("Authorization")).isEmpty();
      assertThat(other.requests().getFirst().header("Range")).isEqualTo("bytes=0-9");
    }
  }

  @Test
  void signersAreChosenByHostAndNotForOpenLines() {
    Signer one = Signer.bearer("one", () -> "1");
    Signer two = Signer.bearer("two", () -> "2");
    Signers signers = Signers.none().with("Data.Example.org", one).with("*.example.org", two);
    assertThat(signers.of(URI.create("https://data.example.ORG/a"))).contains(one);
    assertThat(signers.of(URI.create("https://data.example.org:443/a"))).contains(one);
    assertThat(signers.of(URI.create("https://a.b.example.org/a"))).contains(two);
    assertThat(signers.of(URI.create("https://example.org/a"))).isEmpty();
    assertThat(signers.of(URI.create("https://badexample.org/a"))).isEmpty();
    assertThat(signers.of(URI.create("http://data.example.org/a"))).isEmpty();
    assertThat(signers.of(URI.create("file:///a"))).isEmpty();
    assertThat(signers)
        .hasToString("Signers[https://data.example.org one, https://*.example.org two]");
  }

  @Test
  void anotherPortIsAnotherHostUnlessItIsNamed() {
    Signer one = Signer.bearer("one", () -> "1");
    Signer two = Signer.bearer("two", () -> "2");
    Signers signers =
        Signers.none()
            .with("data.example.org", one)
            .with("data.example.org:9000", two)
            .with("*.example.org:444", two)
            .with("http://data.example.org:8080", one)
            .with("[::1]:8443", two);
    assertThat(signers.of(URI.create("https://data.example.org/a"))).contains(one);
    assertThat(signers.of(URI.create("https://data.example.org:9000/a"))).contains(two);
    assertThat(signers.of(URI.create("https://a.example.org:444/a"))).contains(two);
    assertThat(signers.of(URI.create("http://data.example.org:8080/a"))).contains(one);
    assertThat(signers.of(URI.create("https://[::1]:8443/a"))).contains(two);
    for (String others :
        List.of(
            "https://data.example.org:9001/a",
            "https://a.example.org/a",
            "http://data.example.org/a",
            "https://data.example.org:8080/a",
            "https://[::1]/a")) {
      assertThat(signers.of(URI.create(others))).as(others).isEmpty();
    }
  }

  @Test
  void nothingSecretIsShown() {
    var shown = new StringBuilder();
    try (var logged = new Logged()) {
      showAll(shown);
      shown.append(logged);
    }
    assertThat(shown.toString())
        .contains("access denied", "unavailable", "redirects to what is no address")
        .contains("next attempt")
        .contains("what c signs it with is not fit for HTTP")
        .doesNotContain("secret");
  }

  private void showAll(StringBuilder shown) {
    server.put("a.bin", StoreContract.BYTES);
    for (Fault fault :
        List.of(
            Fault.status(403),
            new Fault.HangUp(),
            Fault.status(500),
            Fault.redirect("http://[no?sig=secret"),
            Fault.redirect("ftp://x/?sig=secret"))) {
      server.always("a.bin", fault);
      for (Signer signer :
          List.of(
              Signer.bearer("b", () -> "secret"),
              Signer.query("q", () -> "sig=secret"),
              Signer.bearer("c", () -> "secret\r\nX: 1"))) {
        try {
          store(signer).head(server.uri("a.bin"), 10);
        } catch (CairnException e) {
          for (Throwable t = e; t != null; t = t.getCause()) {
            shown.append(t).append('\n');
          }
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        shown.append(signer).append(Signers.none().with("h", signer));
      }
    }
  }
}
