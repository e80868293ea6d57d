package dev.cairn.store;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unavailable;
import dev.cairn.store.MarkedPut.Earlier;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.store.Retry.Outcome.Done;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// How Azure's Blob Storage takes objects (Blob Storage REST API, version 2020-10-02): by Put Blob,
/// in parts by Put Block and Put Block List. Blocks of a blob that was given up are the service's
/// to forget: it does so after a week.
///
/// @param page objects of a page of a listing at most
record AzureService(HttpSender sender, HttpStore reads, int page) implements BucketService {
  private static final int LONGEST_PAGE = 32 << 20;
  private static final String MARK = "x-ms-meta-cairnwrite";

  @Override
  public void requireKey(URI uri) {
    AzureOrigin.Blob blob = AzureOrigin.Blob.of(uri);
    if (blob.key().isEmpty()) {
      throw new InvalidRequest(
          uri, "names the container " + blob.container() + " and no object in it");
    }
  }

  // ---- writing

  @Override
  public PartedUpload upload(URI uri, PutCondition condition) {
    return new Writing(uri, condition);
  }

  /// One blob on its way.
  private final class Writing implements PartedUpload {
    private final URI uri;
    private final PutCondition condition;
    private final MarkedPut put;

    Writing(URI uri, PutCondition condition) {
      this.uri = uri;
      this.condition = condition;
      this.put = new MarkedPut(sender, uri, MARK);
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
      // The mark keeps the blocks apart from those of others who write the blob.
      String name = String.format(Locale.ROOT, "%s-%06d", put.mark(), number);
      String id = Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.US_ASCII));
      return sender.run(
          uri,
          "comp=block&blockid=" + Percent.encoded(id),
          body(bytes, length),
          201,
          MarkedPut.LONGEST_DOCUMENT,
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

    private PutOutcome decided(String query, HttpRequest.Builder request)
        throws InterruptedException {
      request.header(put.header(), put.mark());
      switch (condition) {
        case PutCondition.Always _ -> {}
        case PutCondition.Absent _ -> request.header("If-None-Match", "*");
        case PutCondition.Unchanged(String version) -> request.header("If-Match", version);
      }
      return put.decided(
          query,
          request,
          201,
          (answer, _) -> new Done<>(new PutOutcome.Stored(answer.header("ETag"))),
          this::refused);
    }

    private Outcome<PutOutcome> refused(HttpAnswer answer, Earlier earlier)
        throws InterruptedException {
      String code = S3Error.of(answer).code();
      boolean others = code.equals("InvalidBlockList"); // who wrote the blob, and so ended blocks
      boolean decided = answer.status() == 412 || code.equals("BlobAlreadyExists") || others;
      Supplier<Outcome<PutOutcome>> otherwise =
          () -> {
            if (decided && !(condition instanceof PutCondition.Always)) {
              return new Done<>(new PutOutcome.Lost(uri, condition));
            }
            if (others) {
              throw new Unavailable(uri, "was written by others meanwhile: " + answer.said());
            }
            return reads.refused(uri, "a PUT request", answer);
          };
      return decided ? earlier.storedOr(otherwise) : otherwise.get();
    }
  }

  private static HttpRequest.Builder body(byte[] bytes, int length) {
    return HttpStore.request().PUT(new Upload(bytes, length));
  }

  // ---- deleting, listing

  @Override
  public void delete(URI uri) throws InterruptedException {
    boolean _ =
        sender.run(
            uri,
            "",
            HttpStore.request().DELETE(),
            202,
            MarkedPut.LONGEST_DOCUMENT,
            answer -> {
              boolean gone =
                  answer.status() == 404 && !S3Error.of(answer).code().equals("ContainerNotFound");
              return answer.status() == 202 || gone
                  ? new Done<>(true)
                  : reads.refused(uri, "a DELETE request", answer);
            });
  }

  @Override
  public Page page(URI prefix, String marker) throws InterruptedException {
    AzureOrigin.Blob start = AzureOrigin.Blob.of(prefix);
    URI container = container(prefix, start);
    String query =
        "restype=container&comp=list&maxresults=" + page + "&prefix=" + Percent.again(start.key());
    Xml found =
        sender.run(
            container,
            marker.isEmpty() ? query : query + "&marker=" + Percent.encoded(marker),
            HttpStore.request().GET(),
            200,
            LONGEST_PAGE,
            answer ->
                answer.status() == 200
                    ? new Done<>(answer.xml(container))
                    : reads.refused(prefix, "a listing", answer));
    List<Xml> blobs = found.child("Blobs").map(b -> b.all("Blob")).orElse(List.of());
    return new Page(
        blobs.stream().map(b -> listed(container, b)).toList(), found.textOf("NextMarker"));
  }

  /// Both forms of addresses end in the key; what is before it is the container's.
  private static URI container(URI prefix, AzureOrigin.Blob start) {
    String text = prefix.toString();
    String path = prefix.getRawPath();
    boolean az = "az".equalsIgnoreCase(prefix.getScheme());
    int key = start.key().isEmpty() ? 0 : path.length() - (az ? path.indexOf('/', 1) + 1 : 1);
    String container = text.substring(0, text.length() - key);
    return URI.create(container.endsWith("/") ? container : container + "/");
  }

  private static ListedObject listed(URI container, Xml blob) {
    Xml properties = blob.child("Properties").orElse(blob);
    String etag = properties.textOf("Etag");
    return ListedObject.of(
        container,
        blob.textOf("Name"),
        properties.textOf("Content-Length"),
        etag.isEmpty() || etag.startsWith("\"") ? etag : "\"" + etag + "\"");
  }
}
