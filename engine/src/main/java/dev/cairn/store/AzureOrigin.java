package dev.cairn.store;

import dev.cairn.base.Unsupported;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Blobs of Azure's storage accounts, by either form of their addresses:
/// `az://ACCOUNT/CONTAINER/KEY` and `abfs://CONTAINER@ACCOUNT.dfs.core.windows.net/KEY` (also
/// `abfss:`).
///
/// @param endpoint of an account elsewhere than at `ACCOUNT.blob.core.windows.net`
/// @param account for which the signature and the token are; no other gets them, and where nobody
///     names it none does
/// @param sas a shared access signature; empty where there is none
/// @param token for `Authorization: Bearer`; empty where there is none
record AzureOrigin(
    Optional<URI> endpoint, Optional<String> account, Optional<String> sas, Optional<String> token)
    implements Origin {
  private static final int LONGEST_REFUSAL = 64 << 10;

  /// The last version of the service before names in listings may be escaped.
  private static final String VERSION = "2020-10-02";

  static AzureOrigin from(Settings settings) {
    boolean anonymous = settings.flag("AZURE_NO_SIGN_REQUEST").orElse(false);
    Optional<String> sas = settings.get("AZURE_STORAGE_SAS_TOKEN").filter(_ -> !anonymous);
    Optional<String> token = settings.get("AZURE_STORAGE_ACCESS_TOKEN").filter(_ -> !anonymous);
    Optional<String> key =
        settings.get("AZURE_STORAGE_ACCESS_KEY", "AZURE_STORAGE_KEY").filter(_ -> !anonymous);
    if (key.isPresent() && sas.isEmpty() && token.isEmpty()) {
      throw new Unsupported(
          "AZURE_STORAGE_ACCESS_KEY",
          "keys of accounts; AZURE_STORAGE_SAS_TOKEN and AZURE_STORAGE_ACCESS_TOKEN are"
              + " understood");
    }
    return new AzureOrigin(
        settings
            .get("AZURE_STORAGE_ENDPOINT")
            .map(e -> ServiceOrigin.server(settings, e, "AZURE_STORAGE_ENDPOINT")),
        settings.get("AZURE_STORAGE_ACCOUNT"),
        sas,
        token);
  }

  /// A blob, or a container where the key is empty.
  ///
  /// @param key escaped
  record Blob(String account, String container, String key) {
    /// @throws Unsupported where the address is none of a blob's
    static Blob of(URI uri) {
      String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
      String path = uri.getRawPath() == null ? "" : Percent.pathAgain(uri.getRawPath());
      Blob blob;
      if ("az".equalsIgnoreCase(uri.getScheme())) {
        int slash = path.indexOf('/', 1);
        blob =
            new Blob(
                authority,
                path.isEmpty() ? "" : path.substring(1, slash < 0 ? path.length() : slash),
                slash < 0 ? "" : path.substring(slash + 1));
      } else {
        String host = authority.substring(authority.indexOf('@') + 1);
        String account = host.replaceFirst("\\.(dfs|blob)\\.core\\.windows\\.net$", "");
        blob =
            new Blob(
                host.equals(account) ? "" : account,
                authority.substring(0, Math.max(0, authority.indexOf('@'))),
                path.isEmpty() ? "" : path.substring(1));
      }
      if (!blob.account.matches("[a-z0-9]{3,24}")
          || !blob.container.matches("[a-z0-9$-]{1,63}")
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        throw new Unsupported(
            uri,
            "is no address such as az://ACCOUNT/CONTAINER/KEY or"
                + " abfs://CONTAINER@ACCOUNT.dfs.core.windows.net/KEY");
      }
      return blob;
    }
  }

  @Override
  public URI address(URI uri, String query) {
    Blob blob = Blob.of(uri);
    String address =
        server(blob) + "/" + blob.container + (blob.key.isEmpty() ? "" : "/") + blob.key;
    return URI.create(query.isEmpty() ? address : address + "?" + query);
  }

  private URI server(Blob blob) {
    return endpoint.orElseGet(
        () -> URI.create("https://" + blob.account + ".blob.core.windows.net"));
  }

  @Override
  public Signer signer(URI uri, URI address) {
    Blob blob = Blob.of(uri);
    if (!Origin.sameServer(server(blob), address)) {
      return Signer.NONE;
    }
    boolean ours = isOurs(blob);
    Map<String, String> headers = new HashMap<>(Map.of("x-ms-version", VERSION));
    token.filter(_ -> ours).ifPresent(t -> headers.put("Authorization", "Bearer " + t));
    return new Signer() {
      @Override
      public String name() {
        return "az";
      }

      @Override
      public Signed sign(Request request) {
        URI signed =
            sas.filter(_ -> ours && token.isEmpty())
                .map(s -> TokenSigner.withQuery(request.uri(), s).uri())
                .orElse(request.uri());
        return new Signed(signed, headers);
      }
    };
  }

  private boolean isOurs(Blob blob) {
    return account.filter(blob.account::equals).isPresent();
  }

  @Override
  public int refusalBytes() {
    return LONGEST_REFUSAL;
  }

  @Override
  public Verdict judge(URI uri, HttpAnswer answer) {
    S3Error error = S3Error.of(answer);
    boolean closed = error.code().equals("PublicAccessNotPermitted"); // which comes with 409
    HttpAnswer said = error.in(answer, closed ? 403 : answer.status());
    // A container that is not public is to strangers as if it were not there.
    boolean refused =
        said.status() == 401 || said.status() == 403 || error.code().equals("ResourceNotFound");
    String withheld = refused ? withheld(Blob.of(uri)) : "";
    return new Verdict.Take(withheld.isEmpty() ? said : said.saying(said.said() + withheld));
  }

  /// Which credentials are there and were not sent, and why; empty where all were.
  private String withheld(Blob blob) {
    if (isOurs(blob) || (sas.isEmpty() && token.isEmpty())) {
      return "";
    }
    return "; "
        + (token.isPresent() ? "AZURE_STORAGE_ACCESS_TOKEN" : "AZURE_STORAGE_SAS_TOKEN")
        + (account.isPresent()
            ? " was not sent: AZURE_STORAGE_ACCOUNT names another account that it is for"
            : " was not sent: set AZURE_STORAGE_ACCOUNT to the account that it is for");
  }

  /// Without what is secret.
  @Override
  public String toString() {
    return "AzureOrigin[" + account + "]";
  }
}
