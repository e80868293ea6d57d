package dev.cairn.store;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.store.Retry.Outcome.Done;
import dev.cairn.store.Retry.Outcome.MayHeal;
import dev.cairn.store.Retry.Sign;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// Finds credentials where AWS's own programs do, in their order: in the environment, by web
/// identity, in a profile (keys or web identity). They are looked for again whenever new ones are
/// needed, so a file may change.
///
/// Not done: roles by another profile, `credential_process`, SSO, and the metadata services of
/// containers and instances.
final class AwsCredentials implements CredentialCache.Source {
  private static final int LARGEST_ANSWER = 64 << 10;

  private final Settings settings;
  private final String region;
  private final HttpSender sender;

  /// @param sender whose connections are used to ask the token service
  AwsCredentials(Settings settings, String region, HttpSender sender) {
    this.settings = settings;
    this.region = region;
    this.sender = sender.to(new TokenService());
  }

  @Override
  public Credentials load() throws InterruptedException {
    Optional<String> keyId = settings.get("AWS_ACCESS_KEY_ID");
    Optional<String> secret = settings.get("AWS_SECRET_ACCESS_KEY");
    if (keyId.isPresent() != secret.isPresent()) {
      throw new InvalidRequest(
          keyId.isPresent() ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID",
          "is not set, and the other one is");
    }
    if (keyId.isPresent()) {
      return lasting(keyId.get(), secret.orElse(""), settings.get("AWS_SESSION_TOKEN").orElse(""));
    }
    Optional<String> role = settings.get("AWS_ROLE_ARN");
    Optional<String> identity = settings.get("AWS_WEB_IDENTITY_TOKEN_FILE");
    if (role.isPresent() && identity.isPresent()) {
      return byWebIdentity(role.get(), identity.get(), settings.get("AWS_ROLE_SESSION_NAME"));
    }
    return ofProfile(AwsProfile.read(settings));
  }

  private Credentials ofProfile(AwsProfile profile) throws InterruptedException {
    Optional<String> keyId = profile.get("aws_access_key_id");
    Optional<String> secret = profile.get("aws_secret_access_key");
    if (keyId.isPresent() && secret.isPresent()) {
      return lasting(keyId.get(), secret.get(), profile.get("aws_session_token").orElse(""));
    }
    Optional<String> role = profile.get("role_arn");
    Optional<String> identity = profile.get("web_identity_token_file");
    if (role.isPresent() && identity.isPresent()) {
      return byWebIdentity(role.get(), identity.get(), profile.get("role_session_name"));
    }
    for (String key :
        new String[] {"role_arn", "credential_process", "sso_session", "sso_start_url"}) {
      if (profile.get(key).isPresent()) {
        throw new Unsupported(
            "AWS profile " + profile.name(),
            "credentials by " + key + "; keys and web identity are understood");
      }
    }
    throw new AccessDenied(
        "s3",
        "no credentials: neither AWS_ACCESS_KEY_ID, AWS_WEB_IDENTITY_TOKEN_FILE nor the profile "
            + profile.name()
            + " has any; for public data set AWS_NO_SIGN_REQUEST=YES");
  }

  private Credentials lasting(String keyId, String secret, String token) {
    return new Credentials(keyId, secret, token, sender.time().now(), Instant.MAX);
  }

  // ---- AssumeRoleWithWebIdentity (AWS STS API Reference, version 2011-06-15)

  private Credentials byWebIdentity(String role, String tokenFile, Optional<String> session)
      throws InterruptedException {
    String token =
        AwsProfile.text(Path.of(tokenFile))
            .orElseThrow(
                () -> new AccessDenied(tokenFile, "the token of a web identity cannot be read"))
            .strip();
    URI service = tokenService();
    String form =
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn="
            + Percent.encoded(role)
            + "&RoleSessionName="
            + Percent.encoded(session.orElse("cairn"))
            + "&WebIdentityToken="
            + Percent.encoded(token);
    byte[] body = form.getBytes(StandardCharsets.US_ASCII);
    HttpRequest.Builder request =
        HttpStore.request()
            .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .POST(new Upload(body, body.length));
    return sender
        .retry()
        .run(
            service,
            left ->
                HttpStore.interpreted(
                    sender.send(service, request, 200, LARGEST_ANSWER, left),
                    answer -> assumed(service, answer)));
  }

  private URI tokenService() {
    String address =
        settings
            .get("AWS_ENDPOINT_URL_STS", "CPL_AWS_STS_ROOT_URL")
            .orElse("https://sts." + region + "." + S3Config.domain(region));
    try {
      return URI.create(address.endsWith("/") ? address : address + "/");
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("AWS_ENDPOINT_URL_STS", "is no address", e);
    }
  }

  private Outcome<Credentials> assumed(URI service, HttpAnswer answer) {
    if (answer.status() != 200) {
      return answer.status() >= 500
          ? new MayHeal<>(answer.said(), Sign.NONE)
          : refuse(service, answer);
    }
    Optional<Xml> found =
        Xml.parse(answer.body().bytes())
            .flatMap(root -> root.child("AssumeRoleWithWebIdentityResult"))
            .flatMap(result -> result.child("Credentials"));
    Xml keys = found.orElseThrow(() -> new Malformed(service, "answered without credentials"));
    try {
      return new Done<>(
          new Credentials(
              keys.textOf("AccessKeyId"),
              keys.textOf("SecretAccessKey"),
              keys.textOf("SessionToken"),
              sender.time().now(),
              Instant.parse(keys.textOf("Expiration"))));
    } catch (DateTimeException e) {
      throw new Malformed(service, "answered with credentials without an end", e);
    }
  }

  private static Outcome<Credentials> refuse(URI service, HttpAnswer answer) {
    throw new AccessDenied(service, answer.said());
  }

  /// Its answers are those of any server, but for the words of a refusal.
  private record TokenService() implements Origin {
    @Override
    public URI address(URI uri, String query) {
      return uri;
    }

    @Override
    public Signer signer(URI uri, URI address) {
      return Signer.NONE; // the token in the body says who asks
    }

    @Override
    public int refusalBytes() {
      return LARGEST_ANSWER;
    }

    @Override
    public Verdict judge(URI uri, HttpAnswer answer) {
      S3Error error = S3Error.of(answer);
      boolean mayHeal = error.code().equals("IDPCommunicationError");
      return new Verdict.Take(error.in(answer, mayHeal ? 503 : answer.status()));
    }
  }
}
