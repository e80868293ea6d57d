package dev.cairn.store;

import dev.cairn.base.Unsupported;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Buckets of S3 and of services that speak like it.
final class S3Origin implements Origin {
  /// A refusal is a few hundred bytes.
  private static final int LONGEST_REFUSAL = 64 << 10;

  /// Regions that are kept; with one bucket more they are learned anew.
  private static final int KNOWN_REGIONS = 1000;

  private final S3Config config;
  private final CredentialCache credentials;
  private final Time time;

  /// Where buckets turned out to be.
  private final Map<String, String> regions = new ConcurrentHashMap<>();

  S3Origin(S3Config config, CredentialCache credentials, Time time) {
    this.config = config;
    this.credentials = credentials;
    this.time = time;
  }

  @Override
  public URI address(URI uri, String query) {
    String bucket = bucket(uri);
    String path = uri.getRawPath() == null ? "" : Percent.pathAgain(uri.getRawPath());
    return config.address(bucket, region(bucket), path, query);
  }

  /// Amazon's hosts of S3 itself, with or without a bucket before them: of other services anybody
  /// may have a host below their domain.
  private static final Pattern S3_HOST =
      Pattern.compile(
          "(?i)([a-z0-9._-]+\\.)?s3([.-](dualstack\\.)?[a-z]{2}(-[a-z]+)+-[0-9])?\\.amazonaws\\.com(\\.cn)?");

  @Override
  public Signer signer(URI uri, URI address) {
    boolean ours =
        Origin.sameServer(address(uri, ""), address)
            || (config.endpoint().isEmpty()
                && "https".equals(address.getScheme())
                && Origin.port(address) == 443
                && S3_HOST.matcher(String.valueOf(address.getHost())).matches());
    return config.anonymous() || !ours
        ? Signer.NONE
        : new S3Signer(credentials, region(bucket(uri)), config.requesterPays(), time);
  }

  @Override
  public int refusalBytes() {
    return LONGEST_REFUSAL;
  }

  @Override
  public Verdict judge(URI uri, HttpAnswer answer) {
    S3Error error = S3Error.of(answer);
    int status = answer.status();
    if ((status == 301 || status == 307 || status == 400) && learned(uri, answer, error)) {
      return new Verdict.AskAgain(error.in(answer, status));
    }
    return switch (error.code()) {
      case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidToken" ->
          new Verdict.SignAgain(error.in(answer, 401));
      case "AuthorizationHeaderMalformed" -> new Verdict.Take(error.in(answer, 403));
      case "RequestTimeout" -> new Verdict.Take(error.in(answer, 503));
      default ->
          status == 401 || status == 403
              ? new Verdict.SignAgain(error.in(answer, 403))
              : new Verdict.Take(error.in(answer, status));
    };
  }

  /// Whether the bucket turns out to be elsewhere than where it was asked for.
  private boolean learned(URI uri, HttpAnswer answer, S3Error error) {
    String stated = answer.header("x-amz-bucket-region");
    String found = stated.isEmpty() ? error.region() : stated;
    String bucket = bucket(uri);
    if (!S3Config.isRegion(found) || found.equals(region(bucket))) {
      return false;
    }
    if (regions.size() >= KNOWN_REGIONS) {
      regions.clear();
    }
    regions.put(bucket, found);
    return true;
  }

  private String region(String bucket) {
    return regions.getOrDefault(bucket, config.region());
  }

  /// @throws Unsupported where the address is none of a bucket
  static String bucket(URI uri) {
    String bucket = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    if (!bucket.matches("[A-Za-z0-9._-]{1,255}")
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new Unsupported(
          uri,
          "is no address such as "
              + uri.getScheme()
              + "://BUCKET/KEY; a ? or # in a key is written %3F, %23");
    }
    return bucket;
  }
}
