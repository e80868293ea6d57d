package dev.cairn.store;

import dev.cairn.base.InvalidRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Objects of a service that lets readers in by a token, or all of them, and says why not in XML.
///
/// @param signer asked for requests to the service's own host and no other
record ServiceOrigin(Addresses addresses, Signer signer) implements Origin {
  private static final int LONGEST_REFUSAL = 64 << 10;

  /// Where the service has an object.
  interface Addresses {
    URI of(URI uri, String query);
  }

  /// Google's Cloud Storage.
  static ServiceOrigin google(Settings settings) {
    URI host =
        server(
            settings, "https://storage.googleapis.com", "CPL_GS_ENDPOINT", "STORAGE_EMULATOR_HOST");
    boolean anonymous = settings.flag("GS_NO_SIGN_REQUEST").orElse(false);
    Optional<String> token =
        anonymous
            ? Optional.empty()
            : settings.get("GOOGLE_OAUTH_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN");
    var headers = new HashMap<String, String>();
    token.ifPresent(t -> headers.put("Authorization", "Bearer " + t));
    settings.get("GS_USER_PROJECT").ifPresent(p -> headers.put("x-goog-user-project", p));
    return new ServiceOrigin(
        (uri, query) -> {
          String path = uri.getRawPath() == null ? "" : Percent.pathAgain(uri.getRawPath());
          String address = host + "/" + S3Origin.bucket(uri) + path;
          return URI.create(query.isEmpty() ? address : address + "?" + query);
        },
        headers.isEmpty() ? Signer.NONE : sending("gs", headers));
  }

  /// Sends the same headers with every request.
  static Signer sending(String name, Map<String, String> headers) {
    return new Signer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Signed sign(Request request) {
        return new Signed(request.uri(), headers);
      }
    };
  }

  /// The address of a server, without a slash at its end.
  static URI server(Settings settings, String usual, String... names) {
    String text = settings.get(names).orElse(usual);
    String address = text.contains("://") ? text : "https://" + text;
    try {
      URI uri =
          URI.create(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
      if (uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw new InvalidRequest(names[0], "is no address of an HTTP server");
  }

  @Override
  public URI address(URI uri, String query) {
    return addresses.of(uri, query);
  }

  @Override
  public Signer signer(URI uri, URI address) {
    return Origin.sameServer(addresses.of(uri, ""), address) ? signer : Signer.NONE;
  }

  @Override
  public int refusalBytes() {
    return LONGEST_REFUSAL;
  }

  @Override
  public Verdict judge(URI uri, HttpAnswer answer) {
    HttpAnswer said = S3Error.of(answer).in(answer, answer.status());
    return answer.status() == 401 || answer.status() == 403
        ? new Verdict.SignAgain(said)
        : new Verdict.Take(said);
  }
}
