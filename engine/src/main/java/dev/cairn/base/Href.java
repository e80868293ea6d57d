package dev.cairn.base;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How addresses are shown and resolved. Stateless and thread-safe.
public final class Href {
  /// Parameters of signed addresses: Azure's SAS (`sig`), AWS's SigV4 and V2, Google's, and common
  /// names of tokens and keys.
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(^|&)(sig|x-amz-[a-z-]+|x-goog-[a-z-]+|awsaccesskeyid|googleaccessid|ossaccesskeyid"
              + "|[a-z0-9_.-]*(signature|token|secret|credential|hmac|password|authorization)[a-z0-9_.-]*"
              + "|(api_?|subscription-)?key|auth)=");

  /// A scheme of two letters or more, so that drives are none.
  private static final Pattern ABSOLUTE =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

  /// A member of an archive that is a file of this machine, as people write and see it.
  private static final String ZIP = "zip://";

  private static final String ZIP_FILE = "zip+file";

  /// The scheme of documents that lie nowhere.
  private static final String NOWHERE = "nowhere";

  private Href() {}

  /// The address of a document that lies nowhere, such as one from standard input: people see its
  /// name alone, and references inside it are relative to the current folder.
  public static URI nowhere(String name) {
    return URI.create(NOWHERE + ":" + Path.of(name).toAbsolutePath().toUri().getRawPath());
  }

  /// The address as people may see it: files as plain paths, the query and user information left
  /// out, since signatures and tokens live there.
  public static String display(URI uri) {
    if (NOWHERE.equals(uri.getScheme())) {
      return uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
    }
    if ("file".equals(uri.getScheme()) && uri.getPath() != null) {
      return uri.getPath();
    }
    if (ZIP_FILE.equals(uri.getScheme()) && uri.getPath() != null) {
      return ZIP + uri.getPath();
    }
    String authority = authority(uri);
    var shown = new StringBuilder();
    if (uri.getScheme() != null) {
      shown.append(uri.getScheme()).append(':');
    }
    if (authority != null) {
      shown.append("//").append(authority);
    }
    shown.append(uri.getPath() == null ? "" : uri.getPath());
    return shown.append(uri.getRawQuery() == null ? "" : "?…").toString();
  }

  /// `scheme://user:password@host`, but for `abfs://container@host`.
  private static final Pattern USER =
      Pattern.compile("(?i)(?<!\\babfss?)://[^/@\\s]*@|(?<=\\babfss?)://[^/@\\s:]*:[^/@\\s]*@");

  /// Azure's `abfs://container@account…`, whose container is no user.
  private static boolean namesContainer(URI uri) {
    String user = uri.getRawUserInfo();
    return uri.getScheme() != null
        && uri.getScheme().matches("(?i)abfss?")
        && user != null
        && user.indexOf(':') < 0;
  }

  /// Host and port, or what stands for them, such as a bucket; without a user.
  private static @Nullable String authority(URI uri) {
    String authority = uri.getRawAuthority();
    return authority == null || namesContainer(uri)
        ? authority
        : authority.substring(authority.lastIndexOf('@') + 1);
  }

  /// True where a text, such as a property of an item, holds a signature, a token or a key.
  public static boolean holdsSecret(String text) {
    return SECRET.matcher(text.replaceAll("[?\"\\s]", "&")).find() || USER.matcher(text).find();
  }

  /// The address without what must not be published: user information, and a query that carries a
  /// signature, a token or a key. Other queries stay: they may name the object.
  public static URI withoutSecrets(URI uri) {
    String query = uri.getRawQuery();
    boolean secret = query != null && SECRET.matcher(query).find();
    if (!secret && Objects.equals(authority(uri), uri.getRawAuthority())) {
      return uri;
    }
    var text = new StringBuilder();
    text.append(uri.getScheme()).append("://").append(authority(uri));
    text.append(uri.getRawPath() == null ? "" : uri.getRawPath());
    return URI.create(
        query == null || secret ? text.toString() : text.append('?').append(query).toString());
  }

  /// A user's word for a place: a URI with a scheme of two letters or more, or else a path of the
  /// file system (made absolute, so `C:\x` and names with blanks are paths). Of an archive in the
  /// file system, `zip://PATH!/MEMBER` names a member; the last `!/` parts them.
  ///
  /// @throws InvalidRequest where the text is neither
  public static URI parse(String text) {
    if (text.regionMatches(true, 0, ZIP, 0, ZIP.length())) {
      return member(text.substring(ZIP.length()));
    }
    if (ABSOLUTE.matcher(text).matches()) {
      try {
        return new URI(text.replace(" ", "%20"));
      } catch (java.net.URISyntaxException e) {
        throw new InvalidRequest(
            text.replaceAll("\\?.*", "?…"), "not a valid address: " + e.getReason());
      }
    }
    return path(text);
  }

  private static URI path(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize().toUri();
    } catch (InvalidPathException e) {
      throw new InvalidRequest(text, "not a valid path: " + e.getReason());
    }
  }

  /// Where an archive's name ends and that of a member follows: the last `!/`, or where there is
  /// none the last `!`; -1 without either.
  public static int memberMark(String text) {
    int mark = text.lastIndexOf("!/");
    return mark < 0 ? text.lastIndexOf('!') : mark;
  }

  /// @param text `PATH!/MEMBER`, nothing of it escaped
  private static URI member(String text) {
    int mark = memberMark(text);
    if (mark < 0) {
      throw new InvalidRequest(ZIP + text, "names no member; write zip://ARCHIVE.zip!/MEMBER");
    }
    String name = text.substring(mark + (text.startsWith("/", mark + 1) ? 2 : 1));
    try {
      String escaped = new URI(null, null, "/" + name, null).toASCIIString();
      return URI.create("zip+" + path(text.substring(0, mark)) + "!" + escaped);
    } catch (java.net.URISyntaxException e) {
      throw new InvalidRequest(ZIP + text, "not a valid name: " + e.getReason());
    }
  }

  /// Resolves a reference found inside the document at `base`: absolute addresses and paths stay as
  /// they are, the rest is relative to the folder of `base`.
  public static URI resolve(URI base, String reference) {
    if (ABSOLUTE.matcher(reference).matches()) {
      return parse(reference);
    }
    if (NOWHERE.equals(base.getScheme())) {
      return resolve(URI.create("file:" + base.getRawPath()), reference);
    }
    if ("file".equals(base.getScheme())) {
      Path folder = Path.of(base).getParent();
      return (folder == null ? Path.of(reference) : folder.resolve(reference)).normalize().toUri();
    }
    return base.resolve(reference.replace(" ", "%20"));
  }
}
