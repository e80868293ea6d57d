package dev.cairn.store;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which signer is asked for which host, over HTTP. Immutable.
///
/// ```java
/// Signers.none()
///     .with("data.example.org", Signer.bearer("example", () -> token))
///     .with("*.blob.core.windows.net", sas);
/// ```
///
/// A host is a name or `*.` and the end of one, with `:PORT` where that is not the scheme's own.
/// Signers are asked for `https:` addresses; to have one asked for an open line, begin the host
/// with `http://`. A redirect to another host or port is signed by its own signer or by none.
public final class Signers {
  private static final Signers NONE = new Signers(List.of());

  /// @param host name and port, in lower case
  private record Rule(String scheme, String host, Signer signer) {
    boolean holds(URI uri) {
      if (uri.getHost() == null || !scheme.equalsIgnoreCase(uri.getScheme())) {
        return false;
      }
      String asked = uri.getHost().toLowerCase(Locale.ROOT) + ":" + Origin.port(uri);
      String named = host.matches(".*:\\d+") ? host : host + ":" + usualPort();
      return named.startsWith("*.") ? asked.endsWith(named.substring(1)) : asked.equals(named);
    }

    private int usualPort() {
      return scheme.equals("https") ? 443 : 80;
    }
  }

  private final List<Rule> rules;

  private Signers(List<Rule> rules) {
    this.rules = rules;
  }

  /// Requests go as they are.
  public static Signers none() {
    return NONE;
  }

  /// Asks this signer too, for hosts that no earlier rule names.
  public Signers with(String host, Signer signer) {
    var more = new ArrayList<>(rules);
    boolean open = host.startsWith("http://");
    String name = open ? host.substring("http://".length()) : host;
    more.add(new Rule(open ? "http" : "https", name.toLowerCase(Locale.ROOT), signer));
    return new Signers(List.copyOf(more));
  }

  /// The signer of an address's host.
  public Optional<Signer> of(URI uri) {
    return rules.stream().filter(r -> r.holds(uri)).findFirst().map(Rule::signer);
  }

  @Override
  public String toString() {
    return "Signers"
        + rules.stream().map(r -> r.scheme + "://" + r.host + " " + r.signer.name()).toList();
  }
}
