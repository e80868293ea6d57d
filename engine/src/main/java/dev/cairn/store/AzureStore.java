package dev.cairn.store;

import dev.cairn.base.ByteRange;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unavailable;
import dev.cairn.store.Retry.Allowance;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.store.Retry.Outcome.Done;
import dev.cairn.store.Retry.Outcome.MayHeal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Blobs of Azure's storage accounts (Blob Storage REST API, version 2020-10-02): read as
/// [HttpStore] reads, with the service's own words in messages; written by Put Blob, in parts by
/// Put Block and Put Block List. Thread-safe; calls wait, and an interrupt ends the wait and the
/// request.
///
/// Addresses are `az://ACCOUNT/CONTAINER/KEY` and
/// `abfs://CONTAINER@ACCOUNT.dfs.core.windows.net/KEY`. Who asks is told by
/// `AZURE_STORAGE_SAS_TOKEN` or `AZURE_STORAGE_ACCESS_TOKEN`, for the account
/// `AZURE_STORAGE_ACCOUNT` if that is set; without them blobs are asked for as anybody may.
///
/// Blocks of a blob that was given up are the service's to forget: it does so after a week.
public final class AzureStore implements WritableStore, AutoCloseable {
  private static final int LONGEST_PAGE = 32 << 20;
  private static final int LONGEST_DOCUMENT = 64 << 10;
  private static final int PAGE = 5000;
  private static final String MARK = "x-ms-meta-cairnwrite";

  private final HttpSender sender;
  private final HttpStore reads;
  private final UploadOptions uploads;
  private final int page;

  public AzureStore(Settings settings, HttpOptions http, UploadOptions uploads) {
    this(settings, http, uploads, PAGE);
  }

  AzureStore(Settings settings, HttpOptions http, UploadOptions uploads, int page) {
    this.sender = new HttpSender(http, Time.SYSTEM, AzureOrigin.from(settings));
    this.reads = new HttpStore(sender);
    this.uploads = uploads;
    this.page = page;
  }

  /// What was read so far.
  public StoreCounts counts() {
    return reads.counts();
  }

  /// Ends requests under way and closes the connections.
  @Override
  public void close() {
    reads.close();
  }

  // ---- reading

  @Override
  public ObjectHead head(URI uri, int maxBytes) throws InterruptedException {
    requireKey(uri);
    return reads.head(uri, maxBytes);
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
      throws InterruptedException {
    return reads.read(object, ranges);
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) throws InterruptedException {
    requireKey(uri);
    return reads.readAll(uri, maxBytes);
  }

  private static void requireKey(URI uri) {
    AzureOrigin.Blob blob = AzureOrigin.Blob.of(uri);
    if (blob.key().isEmpty()) {
      throw new InvalidRequest(
          uri, "names the container " + blob.container() + " and no object in it");
    }
  }

  // ---- writing

  @Override
  public PutOutcome put(URI uri, byte[] bytes, PutCondition condition) throws InterruptedException {
    return new Writing(uri, condition).whole(bytes, bytes.length);
  }

  @Override
  public ObjectWriter writer(URI uri, PutCondition condition) {
    return new PartedWriter(uri, new Writing(uri, condition), uploads);
  }

  /// One blob on its way.
  private final class Writing implements PartedUpload {
    private final URI uri;
    private final PutCondition condition;

    /// Marks the blob, and its blocks apart from those of others who write it.
    private final String mark = UUID.randomUUID().toString();

    Writing(URI uri, PutCondition condition) {
      requireKey(uri);
      this.uri = uri;
      this.condition = condition;
    }

    @Override
    public int maxParts() {
      return 50_000;
    }

    @Override
    public PutOutcome whole(byte[] bytes, int length) throws InterruptedException {
      return decided("", body(bytes, length).header("x-ms-blob-type", "BlockBlob"));
    }

    @Override
    public void begin() {} // a block may come for a blob that nobody spoke of

    @Override
    public String part(int number, byte[] bytes, int length) throws InterruptedException {
      String name = String.format(Locale.ROOT, "%s-%06d", mark, number);
      String id = Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.US_ASCII));
      return run(
          uri,
          "comp=block&blockid=" + Percent.encoded(id),
          body(bytes, length),
          201,
          LONGEST_DOCUMENT,
          answer ->
              answer.status() == 201
                  ? new Done<>(id)
                  : reads.refused(uri, "a part of an upload", answer));
    }

    @Override
    public PutOutcome complete(List<String> parts, long size) throws InterruptedException {
      var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
      parts.forEach(id -> xml.append("<Latest>").append(id).append("</Latest>"));
      byte[] bytes = xml.append("</BlockList>").toString().getBytes(StandardCharsets.UTF_8);
      return decided("comp=blocklist", body(bytes, bytes.length));
    }

    @Override
    public void abort() {} // blocks without a list end by themselves

    /// Sends what makes the blob appear, or another one keep its place.
    private PutOutcome decided(String query, HttpRequest.Builder request)
        throws InterruptedException {
      request.header(MARK, mark);
      switch (condition) {
        case PutCondition.Always _ -> {}
        case PutCondition.Absent _ -> request.header("If-None-Match", "*");
        case PutCondition.Unchanged(String version) -> request.header("If-Match", version);
      }
      boolean[] mayHaveCome = {false};
      return sender
          .retry()
          .run(
              uri,
              left -> {
                Outcome<HttpAnswer> sent =
                    sender.send(uri, query, request, 201, LONGEST_DOCUMENT, left);
                Outcome<PutOutcome> outcome =
                    sent instanceof Done<HttpAnswer>(var answer) && answer.status() != 201
                        ? refused(answer, mayHaveCome[0], left)
                        : HttpStore.interpreted(
                            sent, a -> new Done<>(new PutOutcome.Stored(a.header("ETag"))));
                mayHaveCome[0] |= outcome instanceof MayHeal;
                return outcome;
              });
    }

    private Outcome<PutOutcome> refused(HttpAnswer answer, boolean mayHaveCome, Allowance left)
        throws InterruptedException {
      String code = S3Error.of(answer).code();
      boolean others = code.equals("InvalidBlockList"); // who wrote the blob, and so ended blocks
      boolean decided = answer.status() == 412 || code.equals("BlobAlreadyExists") || others;
      if (decided && mayHaveCome) {
        String version = versionIfOurs(left);
        if (version != null) {
          return new Done<>(new PutOutcome.Stored(version));
        }
      }
      if (decided && !(condition instanceof PutCondition.Always)) {
        return new Done<>(new PutOutcome.Lost(uri, condition));
      }
      if (others) {
        throw new Unavailable(uri, "was written by others meanwhile: " + answer.said());
      }
      return reads.refused(uri, "a PUT request", answer);
    }

    /// The version of the blob that is there if it came from here; null where it did not.
    private @Nullable String versionIfOurs(Allowance left) throws InterruptedException {
      HttpRequest.Builder request = HttpStore.request().HEAD();
      return sender.send(uri, request, 200, 0, left) instanceof Done<HttpAnswer>(var answer)
              && answer.status() == 200
              && answer.header(MARK).equals(mark)
          ? answer.header("ETag")
          : null;
    }
  }

  private static HttpRequest.Builder body(byte[] bytes, int length) {
    return HttpStore.request().PUT(new Upload(bytes, length));
  }

  // ---- deleting, listing

  @Override
  public void delete(URI uri) throws InterruptedException {
    requireKey(uri);
    boolean _ =
        run(
            uri,
            "",
            HttpStore.request().DELETE(),
            202,
            LONGEST_DOCUMENT,
            answer -> {
              boolean gone =
                  answer.status() == 404 && !S3Error.of(answer).code().equals("ContainerNotFound");
              return answer.status() == 202 || gone
                  ? new Done<>(true)
                  : reads.refused(uri, "a DELETE request", answer);
            });
  }

  @Override
  public void list(URI prefix, ObjectVisitor visitor) throws InterruptedException {
    AzureOrigin.Blob start = AzureOrigin.Blob.of(prefix);
    String text = prefix.toString();
    // Both forms of addresses end in the key; what is before it is the container's.
    URI container = URI.create(text.substring(0, text.length() - rawKeyLength(prefix, start)));
    String first =
        "restype=container&comp=list&maxresults=" + page + "&prefix=" + Percent.again(start.key());
    String query = first;
    while (true) {
      Xml found =
          run(
              container,
              query,
              HttpStore.request().GET(),
              200,
              LONGEST_PAGE,
              answer ->
                  answer.status() == 200
                      ? new Done<>(document(container, answer))
                      : reads.refused(prefix, "a listing", answer));
      List<Xml> blobs = found.child("Blobs").map(b -> b.all("Blob")).orElse(List.of());
      for (Xml blob : blobs) {
        if (!visitor.visit(listed(container, blob))) {
          return;
        }
      }
      String marker = found.textOf("NextMarker");
      if (marker.isEmpty()) {
        return;
      }
      String next = first + "&marker=" + Percent.encoded(marker);
      if (next.equals(query)) {
        throw new Malformed(prefix, "a page of the listing that does not lead on to the next");
      }
      query = next;
    }
  }

  /// Characters of the address that are the key, as it is written there.
  private static int rawKeyLength(URI uri, AzureOrigin.Blob blob) {
    if (blob.key().isEmpty()) {
      return 0;
    }
    String path = uri.getRawPath();
    boolean az = "az".equalsIgnoreCase(uri.getScheme());
    return path.length() - (az ? path.indexOf('/', 1) + 1 : 1);
  }

  private static ListedObject listed(URI container, Xml blob) {
    Xml properties = blob.child("Properties").orElse(blob);
    String size = properties.textOf("Content-Length");
    if (!size.matches("\\d{1,18}")) {
      throw new Malformed(
          container, "a listing with an object of size '" + HttpAnswer.shortened(size) + "'");
    }
    String etag = properties.textOf("Etag");
    String base = container.toString();
    return new ListedObject(
        URI.create((base.endsWith("/") ? base : base + "/") + Percent.path(blob.textOf("Name"))),
        Long.parseLong(size),
        etag.isEmpty() || etag.startsWith("\"") ? etag : "\"" + etag + "\"");
  }

  private static Xml document(URI uri, HttpAnswer answer) {
    return Xml.parse(answer.body().bytes())
        .orElseThrow(() -> new Malformed(uri, "answered with what is no XML"));
  }

  private <T> T run(
      URI uri,
      String query,
      HttpRequest.Builder request,
      int wanted,
      int limit,
      HttpStore.Meaning<T> meaning)
      throws InterruptedException {
    return sender
        .retry()
        .run(
            uri,
            left ->
                HttpStore.interpreted(
                    sender.send(uri, query, request, wanted, limit, left), meaning));
  }
}
