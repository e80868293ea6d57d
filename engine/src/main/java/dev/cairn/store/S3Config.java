package dev.cairn.store;

import dev.cairn.base.InvalidRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// Where S3 is and how it is asked.
///
/// @param endpoint scheme, host and port of a service other than Amazon's; empty for theirs
/// @param virtualHosts whether a bucket is part of the host's name, else of the path
/// @param region where a bucket is that has not said otherwise
/// @param anonymous whether requests are not signed
/// @param requesterPays whether who reads agrees to be charged for it
record S3Config(
    Optional<URI> endpoint,
    boolean virtualHosts,
    String region,
    boolean anonymous,
    boolean requesterPays) {
  static S3Config from(Settings settings) {
    AwsProfile profile = AwsProfile.read(settings);
    Optional<URI> endpoint =
        settings
            .get("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_S3_ENDPOINT")
            .or(() -> profile.get("endpoint_url"))
            .map(text -> endpoint(settings, text));
    boolean amazon = endpoint.map(e -> e.getHost().contains(".amazonaws.com")).orElse(true);
    String region =
        settings
            .get("AWS_REGION", "AWS_DEFAULT_REGION")
            .or(() -> profile.get("region"))
            .orElse("us-east-1");
    if (!isRegion(region)) {
      throw new InvalidRequest("AWS_REGION", "is no name of a region");
    }
    return new S3Config(
        endpoint.filter(e -> !e.getHost().equals("s3.amazonaws.com")),
        settings.flag("AWS_VIRTUAL_HOSTING").orElse(amazon),
        region,
        settings.flag("AWS_NO_SIGN_REQUEST").orElse(false),
        settings.get("AWS_REQUEST_PAYER").filter(p -> p.equalsIgnoreCase("requester")).isPresent());
  }

  /// Scheme, host and port; GDAL's are written without a scheme.
  private static URI endpoint(Settings settings, String text) {
    boolean open = !settings.flag("AWS_HTTPS").orElse(true);
    String address = text.contains("://") ? text : (open ? "http://" : "https://") + text;
    try {
      URI uri = URI.create(address);
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT).matches("https?")) {
        return URI.create(
            uri.getScheme()
                + "://"
                + uri.getHost()
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw new InvalidRequest("the endpoint of S3", "is no address of an HTTP server");
  }

  /// A name that may become part of a host's, whoever says it.
  static boolean isRegion(String text) {
    return text.matches("[a-z0-9][a-z0-9-]{1,40}");
  }

  /// The domain of Amazon's hosts in a region.
  static String domain(String region) {
    return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  }

  /// Where a bucket is.
  ///
  /// @param path escaped, with its first slash
  URI address(String bucket, String where, String path, String query) {
    URI host = endpoint.orElseGet(() -> URI.create("https://s3." + where + "." + domain(where)));
    // A dot would ask for a certificate that no wildcard gives.
    boolean inHost =
        virtualHosts
            && bucket.matches(
                host.getScheme().equals("https") ? "[a-z0-9-]+" : "[a-z0-9][a-z0-9.-]*");
    String start =
        inHost
            ? host.getScheme() + "://" + bucket + "." + host.getRawAuthority() + path
            : host + "/" + bucket + path;
    return URI.create(query.isEmpty() ? start : start + "?" + query);
  }
}
