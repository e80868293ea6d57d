package dev.cairn.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Signs requests to S3 by SigV4, in a region.
record S3Signer(CredentialCache credentials, String region, boolean requesterPays, Time time)
    implements Signer {
  /// The header in which a request states its body's hash, in lower case.
  static final String PAYLOAD = "x-amz-content-sha256";

  private static final String NO_PAYLOAD = SigV4.hash(new byte[0], 0);

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public Signed sign(Request request) throws InterruptedException {
    return sign(request, credentials.current());
  }

  @Override
  public Optional<Signed> signAgain(Request request, Signed refused, int status)
      throws InterruptedException {
    String authorization = refused.headers().getOrDefault("Authorization", "");
    String keyId = authorization.replaceFirst(".*Credential=([^/]*)/.*", "$1");
    String token = refused.headers().getOrDefault("x-amz-security-token", "");
    Optional<Credentials> other = credentials.insteadOf(keyId, token, status == 401);
    return other.map(keys -> sign(request, keys));
  }

  private Signed sign(Request request, Credentials keys) {
    Instant now = time.now();
    var added = new HashMap<String, String>();
    added.put("x-amz-date", SigV4.time(now));
    if (!keys.token().isEmpty()) {
      added.put("x-amz-security-token", keys.token());
    }
    if (requesterPays) {
      added.put("x-amz-request-payer", "requester");
    }
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(request.headers());
    String payload = headers.getOrDefault(PAYLOAD, List.of(NO_PAYLOAD)).getFirst();
    added.put(PAYLOAD, payload);
    added.forEach((name, value) -> headers.put(name, List.of(value)));
    var complete = new Request(request.method(), request.uri(), Map.copyOf(headers));
    added.put("Authorization", SigV4.authorization(complete, payload, keys, region, "s3", now));
    return new Signed(request.uri(), added);
  }

  @Override
  public String toString() {
    return "S3Signer[" + region + "]";
  }
}
