package dev.cairn.store;

import dev.cairn.base.ByteRange;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.store.Retry.Allowance;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.store.Retry.Outcome.Done;
import dev.cairn.store.Retry.Outcome.MayHeal;
import dev.cairn.store.Retry.Sign;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Objects of S3 (`s3://BUCKET/KEY`) and of services that speak like it, Google's among them
/// (`gs://BUCKET/KEY`). Thread-safe; calls wait, and an interrupt ends the wait and the request.
///
/// Read as [HttpStore] reads, with the service's own words in messages. Written by PutObject, in
/// parts by CreateMultipartUpload and what belongs to it (Amazon S3 API Reference, version
/// 2006-03-01); conditions are the service's, so they hold against everybody.
///
/// A write under a condition or in parts carries a mark of its own as metadata. Where an answer is
/// lost and the repeated request finds the object there, or the parts gone, the mark tells whether
/// that was itself.
public final class BucketStore implements WritableStore, AutoCloseable {
  /// A page of a listing: 1000 keys of up to 1024 bytes, and what is said of them.
  private static final int LONGEST_PAGE = 16 << 20;

  private static final int LONGEST_DOCUMENT = 64 << 10;
  private static final int PAGE = 1000;

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

  private final Dialect dialect;
  private final HttpSender sender;
  private final HttpStore reads;
  private final UploadOptions uploads;
  private final int page;

  BucketStore(Dialect dialect, HttpSender sender, UploadOptions uploads, int page) {
    this.dialect = dialect;
    this.sender = sender;
    this.reads = new HttpStore(sender);
    this.uploads = uploads;
    this.page = page;
  }

  /// Amazon's S3, or the service at the endpoint that the settings name.
  ///
  /// @param settings AWS's environment variables, and those by which GDAL completes them
  public static BucketStore s3(Settings settings, HttpOptions http, UploadOptions uploads) {
    return s3(settings, http, uploads, Time.SYSTEM, PAGE);
  }

  static BucketStore s3(
      Settings settings, HttpOptions http, UploadOptions uploads, Time time, int page) {
    S3Config config = S3Config.from(settings);
    var plain = new HttpSender(http, time, new WebOrigin(Signers.none()));
    var credentials =
        new CredentialCache(new AwsCredentials(settings, config.region(), plain), time);
    HttpSender sender = plain.to(new S3Origin(config, credentials, time));
    return new BucketStore(Dialect.AMAZON, sender, uploads, page);
  }

  /// Google's Cloud Storage by its XML API (version of 2024), or what stands in for it at
  /// `CPL_GS_ENDPOINT`. Put where an object is unchanged, and in parts under a condition, are
  /// [Unsupported].
  ///
  /// @param settings `GOOGLE_OAUTH_ACCESS_TOKEN` or `CLOUDSDK_AUTH_ACCESS_TOKEN` is sent along,
  ///     unless `GS_NO_SIGN_REQUEST` says not to; `GS_USER_PROJECT` is who pays
  public static BucketStore gs(Settings settings, HttpOptions http, UploadOptions uploads) {
    Origin origin = ServiceOrigin.google(settings);
    return new BucketStore(
        Dialect.GOOGLE, new HttpSender(http, Time.SYSTEM, origin), uploads, PAGE);
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
    String bucket = S3Origin.bucket(uri);
    if (uri.getRawPath() == null || uri.getRawPath().length() < 2) {
      throw new InvalidRequest(uri, "names the bucket " + bucket + " and no object in it");
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

  /// One object on its way.
  private final class Writing implements PartedUpload {
    private final URI uri;
    private final PutCondition condition;
    private final String mark = UUID.randomUUID().toString();

    /// What the service calls the upload in parts; empty before there is one.
    private String id = "";

    Writing(URI uri, PutCondition condition) {
      requireKey(uri);
      if (dialect == Dialect.GOOGLE && condition instanceof PutCondition.Unchanged) {
        throw new Unsupported(uri, "putting an object where it is unchanged, at " + dialect.scheme);
      }
      this.uri = uri;
      this.condition = condition;
    }

    @Override
    public int maxParts() {
      return 10_000;
    }

    @Override
    public PutOutcome whole(byte[] bytes, int length) throws InterruptedException {
      HttpRequest.Builder request = conditional(body("PUT", bytes, length));
      if (!(condition instanceof PutCondition.Always)) {
        request.header(dialect.mark, mark);
      }
      return decided(
          "", request, answer -> new Done<>(new PutOutcome.Stored(answer.header("ETag"))));
    }

    @Override
    public void begin() throws InterruptedException {
      if (dialect == Dialect.GOOGLE && !(condition instanceof PutCondition.Always)) {
        throw new Unsupported(uri, "an object in parts under a condition, at " + dialect.scheme);
      }
      HttpRequest.Builder request = body("POST", new byte[0], 0).header(dialect.mark, mark);
      id =
          sent(
              "uploads=",
              request,
              answer -> {
                String found = document(uri, answer).textOf("UploadId");
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
      return decided(
          "uploadId=" + Percent.encoded(id),
          conditional(body("POST", bytes, bytes.length)),
          this::completed);
    }

    /// The status is sent before the parts are put together, so a failure may follow it.
    private Outcome<PutOutcome> completed(HttpAnswer answer) {
      Xml document = document(uri, answer);
      if (document.name().equals("Error")) {
        S3Error error = S3Error.of(answer);
        return switch (error.code()) {
          case "PreconditionFailed", "ConditionalRequestConflict" -> new Done<>(lost());
          default -> new MayHeal<>(error.in(answer, 500).said(), Sign.NONE);
        };
      }
      return new Done<>(new PutOutcome.Stored(document.textOf("ETag")));
    }

    @Override
    public void abort() throws InterruptedException {
      deleted(uri, "uploadId=" + Percent.encoded(id));
    }

    private PutOutcome.Lost lost() {
      return new PutOutcome.Lost(uri, condition);
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

    /// Sends what makes the object appear, or another one keep its place.
    private PutOutcome decided(
        String query, HttpRequest.Builder request, HttpStore.Meaning<PutOutcome> stored)
        throws InterruptedException {
      var earlier = new Earlier();
      return sender
          .retry()
          .run(
              uri,
              left -> {
                Outcome<HttpAnswer> sent =
                    sender.send(uri, query, request, 200, LONGEST_DOCUMENT, left);
                Outcome<PutOutcome> outcome =
                    sent instanceof Done<HttpAnswer>(var answer) && answer.status() != 200
                        ? refused(query, answer, earlier, left)
                        : HttpStore.interpreted(sent, stored);
                earlier.mayHaveCome |= outcome instanceof MayHeal;
                return outcome;
              });
    }

    private Outcome<PutOutcome> refused(
        String query, HttpAnswer answer, Earlier earlier, Allowance left)
        throws InterruptedException {
      String code = S3Error.of(answer).code();
      boolean inParts = !query.isEmpty();
      boolean gone = answer.status() == 404 && !code.equals("NoSuchBucket");
      boolean decided =
          switch (condition) {
            case PutCondition.Always _ -> false;
            case PutCondition.Absent _ -> answer.status() == 412;
            case PutCondition.Unchanged _ ->
                answer.status() == 412 || (gone && !code.equals("NoSuchUpload"));
          };
      if (earlier.mayHaveCome && (decided || (gone && inParts))) {
        String version = versionIfOurs(left);
        if (version != null) {
          return new Done<>(new PutOutcome.Stored(version));
        }
      }
      if (decided) {
        return new Done<>(lost());
      }
      if (answer.status() == 409 && !(condition instanceof PutCondition.Always)) {
        return inParts ? new Done<>(lost()) : new MayHeal<>(answer.said(), Sign.NONE);
      }
      return reads.refused(uri, "a " + (inParts ? "POST" : "PUT") + " request", answer);
    }

    /// The version of the object that is there if it came from this upload; null where it did not.
    private @Nullable String versionIfOurs(Allowance left) throws InterruptedException {
      HttpRequest.Builder request = HttpStore.request().HEAD();
      if (sender.send(uri, request, 200, 0, left) instanceof Done<HttpAnswer>(var answer)
          && answer.status() == 200
          && answer.header(dialect.mark).equals(mark)) {
        return answer.header("ETag");
      }
      return null;
    }

    private HttpRequest.Builder body(String method, byte[] bytes, int length) {
      HttpRequest.Builder request = HttpStore.request().method(method, new Upload(bytes, length));
      return dialect == Dialect.AMAZON
          ? request.header(S3Signer.PAYLOAD, SigV4.hash(bytes, length))
          : request;
    }

    private <T> T sent(String query, HttpRequest.Builder request, HttpStore.Meaning<T> meaning)
        throws InterruptedException {
      return run(
          uri,
          query,
          request,
          200,
          LONGEST_DOCUMENT,
          answer ->
              answer.status() == 200
                  ? meaning.of(answer)
                  : reads.refused(uri, "a part of an upload", answer));
    }
  }

  /// Whether an earlier attempt may have come through although its answer did not.
  private static final class Earlier {
    boolean mayHaveCome;
  }

  // ---- deleting, listing

  @Override
  public void delete(URI uri) throws InterruptedException {
    requireKey(uri);
    deleted(uri, "");
  }

  private void deleted(URI uri, String query) throws InterruptedException {
    boolean _ =
        run(
            uri,
            query,
            HttpStore.request().DELETE(),
            204,
            LONGEST_DOCUMENT,
            answer -> {
              boolean gone =
                  answer.status() == 404 && !S3Error.of(answer).code().equals("NoSuchBucket");
              return answer.status() == 204 || answer.status() == 200 || gone
                  ? new Done<>(true)
                  : reads.refused(uri, "a DELETE request", answer);
            });
  }

  @Override
  public void list(URI prefix, ObjectVisitor visitor) throws InterruptedException {
    URI bucket = URI.create(prefix.getScheme() + "://" + S3Origin.bucket(prefix) + "/");
    String path = prefix.getRawPath() == null ? "" : prefix.getRawPath();
    String keys = path.isEmpty() ? "" : Percent.again(path.substring(1));
    String first = "list-type=2&max-keys=" + page + "&prefix=" + keys;
    String query = first;
    while (true) {
      Xml found =
          run(
              bucket,
              query,
              HttpStore.request().GET(),
              200,
              LONGEST_PAGE,
              answer ->
                  answer.status() == 200
                      ? new Done<>(document(bucket, answer))
                      : reads.refused(prefix, "a listing", answer));
      for (Xml object : found.all("Contents")) {
        if (!visitor.visit(listed(bucket, object))) {
          return;
        }
      }
      if (!found.textOf("IsTruncated").equals("true")) {
        return;
      }
      String token = found.textOf("NextContinuationToken");
      String next = first + "&continuation-token=" + Percent.encoded(token);
      if (token.isEmpty() || next.equals(query)) {
        throw new Malformed(prefix, "a page of the listing that does not lead on to the next");
      }
      query = next;
    }
  }

  private static ListedObject listed(URI bucket, Xml object) {
    String size = object.textOf("Size");
    if (!size.matches("\\d{1,18}")) {
      throw new Malformed(
          bucket, "a listing with an object of size '" + HttpAnswer.shortened(size) + "'");
    }
    URI uri = URI.create(bucket + Percent.path(object.textOf("Key")));
    return new ListedObject(uri, Long.parseLong(size), object.textOf("ETag"));
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
