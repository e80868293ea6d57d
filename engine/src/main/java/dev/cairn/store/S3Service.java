package dev.cairn.store;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.store.MarkedPut.Earlier;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.store.Retry.Outcome.Done;
import dev.cairn.store.Retry.Outcome.MayHeal;
import dev.cairn.store.Retry.Sign;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// How S3 and services that speak like it take objects (Amazon S3 API Reference, version
/// 2006-03-01): by PutObject, in parts by CreateMultipartUpload and what belongs to it. Writes
/// under a condition or in parts carry a mark ([MarkedPut]).
///
/// @param page objects of a page of a listing at most
record S3Service(Dialect dialect, HttpSender sender, HttpStore reads, int page)
    implements BucketService {
  /// A page of a listing: 1000 keys of up to 1024 bytes, and what is said of them.
  private static final int LONGEST_PAGE = 16 << 20;

  /// In which words a service takes what S3's protocol leaves to it.
  enum Dialect {
    AMAZON("s3", "x-amz-meta-cairn-write"),
    GOOGLE("gs", "x-goog-meta-cairn-write");

    final String scheme;
    final String mark;

    Dialect(String scheme, String mark) {
      this.scheme = scheme;
      this.mark = mark;
    }
  }

  @Override
  public void requireKey(URI uri) {
    String bucket = S3Origin.bucket(uri);
    if (uri.getRawPath() == null || uri.getRawPath().length() < 2) {
      throw new InvalidRequest(uri, "names the bucket " + bucket + " and no object in it");
    }
  }

  // ---- writing

  @Override
  public PartedUpload upload(URI uri, PutCondition condition) {
    if (dialect == Dialect.GOOGLE && condition instanceof PutCondition.Unchanged) {
      throw new Unsupported(uri, "putting an object where it is unchanged, at " + dialect.scheme);
    }
    return new Writing(uri, condition);
  }

  /// One object on its way.
  private final class Writing implements PartedUpload {
    private final URI uri;
    private final PutCondition condition;
    private final MarkedPut put;

    /// What the service calls the upload in parts; empty before there is one.
    private String id = "";

    Writing(URI uri, PutCondition condition) {
      this.uri = uri;
      this.condition = condition;
      this.put = new MarkedPut(sender, uri, dialect.mark);
    }

    @Override
    public int maxParts() {
      return 10_000;
    }

    @Override
    public PutOutcome whole(byte[] bytes, int length) throws InterruptedException {
      HttpRequest.Builder request = conditional(body("PUT", bytes, length));
      if (!(condition instanceof PutCondition.Always)) {
        request.header(put.header(), put.mark());
      }
      return put.decided(
          "",
          request,
          200,
          (answer, _) -> new Done<>(new PutOutcome.Stored(answer.header("ETag"))),
          (answer, earlier) -> refused(false, answer, earlier));
    }

    @Override
    public void begin() throws InterruptedException {
      if (dialect == Dialect.GOOGLE && !(condition instanceof PutCondition.Always)) {
        throw new Unsupported(uri, "an object in parts under a condition, at " + dialect.scheme);
      }
      HttpRequest.Builder request = body("POST", new byte[0], 0).header(put.header(), put.mark());
      id =
          sent(
              "uploads=",
              request,
              answer -> {
                String found = answer.xml(uri).textOf("UploadId");
                if (found.isEmpty()) {
                  throw new Malformed(uri, "an upload was begun that has no name");
                }
                return new Done<>(found);
              });
    }

    @Override
    public String part(int number, byte[] bytes, int length) throws InterruptedException {
      return sent(
          "partNumber=" + number + "&uploadId=" + Percent.encoded(id),
          body("PUT", bytes, length),
          answer -> {
            String tag = answer.header("ETag");
            return tag.isEmpty()
                ? new MayHeal<>("part " + number + " was taken without an ETag", Sign.NONE)
                : new Done<>(tag);
          });
    }

    @Override
    public PutOutcome complete(List<String> parts, long size) throws InterruptedException {
      var xml = new StringBuilder("<CompleteMultipartUpload>");
      for (int i = 0; i < parts.size(); i++) {
        xml.append("<Part><PartNumber>").append(i + 1).append("</PartNumber><ETag>");
        xml.append(Xml.escaped(parts.get(i))).append("</ETag></Part>");
      }
      byte[] bytes =
          xml.append("</CompleteMultipartUpload>").toString().getBytes(StandardCharsets.UTF_8);
      return put.decided(
          "uploadId=" + Percent.encoded(id),
          conditional(body("POST", bytes, bytes.length)),
          200,
          this::completed,
          (answer, earlier) -> refused(true, answer, earlier));
    }

    /// The status is sent before the parts are put together, so a failure may follow it.
    private Outcome<PutOutcome> completed(HttpAnswer answer, Earlier earlier)
        throws InterruptedException {
      Xml document = answer.xml(uri);
      if (document.name().equals("Error")) {
        S3Error error = S3Error.of(answer);
        return switch (error.code()) {
          case "PreconditionFailed", "ConditionalRequestConflict" -> earlier.storedOr(this::lost);
          default -> new MayHeal<>(error.in(answer, 500).said(), Sign.NONE);
        };
      }
      return new Done<>(new PutOutcome.Stored(document.textOf("ETag")));
    }

    @Override
    public void abort() throws InterruptedException {
      deleted(uri, "uploadId=" + Percent.encoded(id));
    }

    private Outcome<PutOutcome> lost() {
      return new Done<>(new PutOutcome.Lost(uri, condition));
    }

    private HttpRequest.Builder conditional(HttpRequest.Builder request) {
      return switch (condition) {
        case PutCondition.Always _ -> request;
        case PutCondition.Absent _ when dialect == Dialect.GOOGLE ->
            request.header("x-goog-if-generation-match", "0");
        case PutCondition.Absent _ -> request.header("If-None-Match", "*");
        case PutCondition.Unchanged(String version) -> request.header("If-Match", version);
      };
    }

    private Outcome<PutOutcome> refused(boolean inParts, HttpAnswer answer, Earlier earlier)
        throws InterruptedException {
      String code = S3Error.of(answer).code();
      boolean gone = answer.status() == 404 && !code.equals("NoSuchBucket");
      boolean conflict = answer.status() == 409 && !(condition instanceof PutCondition.Always);
      boolean decided =
          switch (condition) {
            case PutCondition.Always _ -> false;
            case PutCondition.Absent _ -> answer.status() == 412;
            case PutCondition.Unchanged _ ->
                answer.status() == 412 || (gone && !code.equals("NoSuchUpload"));
          };
      if (decided || (conflict && inParts)) {
        return earlier.storedOr(this::lost);
      }
      if (conflict) {
        return new MayHeal<>(answer.said(), Sign.NONE);
      }
      return gone && inParts
          ? earlier.storedOr(() -> reads.refused(uri, "a POST request", answer))
          : reads.refused(uri, "a " + (inParts ? "POST" : "PUT") + " request", answer);
    }

    private HttpRequest.Builder body(String method, byte[] bytes, int length) {
      HttpRequest.Builder request = HttpStore.request().method(method, new Upload(bytes, length));
      return dialect == Dialect.AMAZON
          ? request.header(S3Signer.PAYLOAD, SigV4.hash(bytes, length))
          : request;
    }

    private <T> T sent(String query, HttpRequest.Builder request, HttpStore.Meaning<T> meaning)
        throws InterruptedException {
      return sender.run(
          uri,
          query,
          request,
          200,
          MarkedPut.LONGEST_DOCUMENT,
          answer ->
              answer.status() == 200
                  ? meaning.of(answer)
                  : reads.refused(uri, "a part of an upload", answer));
    }
  }

  // ---- deleting, listing

  @Override
  public void delete(URI uri) throws InterruptedException {
    deleted(uri, "");
  }

  private void deleted(URI uri, String query) throws InterruptedException {
    boolean _ =
        sender.run(
            uri,
            query,
            HttpStore.request().DELETE(),
            204,
            MarkedPut.LONGEST_DOCUMENT,
            answer -> {
              boolean gone =
                  answer.status() == 404 && !S3Error.of(answer).code().equals("NoSuchBucket");
              return answer.status() == 204 || answer.status() == 200 || gone
                  ? new Done<>(true)
                  : reads.refused(uri, "a DELETE request", answer);
            });
  }

  @Override
  public Page page(URI prefix, String marker) throws InterruptedException {
    URI bucket = URI.create(prefix.getScheme() + "://" + S3Origin.bucket(prefix) + "/");
    String path = prefix.getRawPath() == null ? "" : prefix.getRawPath();
    String keys = path.isEmpty() ? "" : Percent.again(path.substring(1));
    String query = "list-type=2&max-keys=" + page + "&prefix=" + keys;
    Xml found =
        sender.run(
            bucket,
            marker.isEmpty() ? query : query + "&continuation-token=" + Percent.encoded(marker),
            HttpStore.request().GET(),
            200,
            LONGEST_PAGE,
            answer ->
                answer.status() == 200
                    ? new Done<>(answer.xml(bucket))
                    : reads.refused(prefix, "a listing", answer));
    List<ListedObject> objects =
        found.all("Contents").stream()
            .map(o -> ListedObject.of(bucket, o.textOf("Key"), o.textOf("Size"), o.textOf("ETag")))
            .toList();
    boolean more = found.textOf("IsTruncated").equals("true");
    String next = more ? found.textOf("NextContinuationToken") : "";
    if (more && next.isEmpty()) {
      throw new Malformed(prefix, "a page of the listing that does not lead on to the next");
    }
    return new Page(objects, next);
  }
}
