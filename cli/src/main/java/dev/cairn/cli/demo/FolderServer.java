package dev.cairn.cli.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Serves the files of a folder over HTTP/1.1 on the loopback address alone: GET and HEAD, one
/// range a request (RFC 9110 §14), entity tags with If-None-Match and If-Range (§13). What lies
/// outside the folder, by `..` or by links, is not found; nor are folders.
///
/// Each request runs on a virtual thread. Thread-safe; closing it ends what is under way.
public final class FolderServer implements AutoCloseable {
  static {
    // Before the server's classes load: otherwise small answers wait 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
  private static final int BUFFER = 1 << 16;
  private static final Map<String, String> TYPES =
      Map.of(
          "json", "application/json",
          "geojson", "application/geo+json",
          "tif", "image/tiff; application=geotiff; profile=cloud-optimized",
          "png", "image/png",
          "gif", "image/gif",
          "html", "text/html; charset=utf-8",
          "txt", "text/plain; charset=utf-8");

  private final Path root;
  private final HttpServer server;
  private final ExecutorService threads;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  private FolderServer(Path root, HttpServer server, ExecutorService threads) {
    this.root = root;
    this.server = server;
    this.threads = threads;
  }

  /// Begins to serve, on a port that is free.
  ///
  /// @throws NotFound where there is no such folder
  /// @throws Unavailable where no port can be had
  public static FolderServer open(Path folder) {
    Path root;
    try {
      root = folder.toRealPath();
    } catch (IOException e) {
      throw new NotFound(folder.toUri(), "no such folder", e);
    }
    if (!Files.isDirectory(root)) {
      throw new NotFound(folder.toUri(), "not a folder");
    }
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      var opened = new FolderServer(root, server, threads);
      server.setExecutor(threads);
      server.createContext("/", opened::answer);
      server.start();
      return opened;
    } catch (IOException e) {
      throw new Unavailable("loopback server", "no port: " + e.getMessage(), e);
    }
  }

  /// The folder's address, `http://127.0.0.1:PORT/`.
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /// Requests answered so far, whatever the answer.
  public long requests() {
    return requests.get();
  }

  /// Bytes of files sent so far.
  public long bytes() {
    return bytes.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      Path file = find(exchange.getRequestURI().getPath());
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      try (FileChannel channel = FileChannel.open(file)) {
        send(exchange, file, channel);
      }
    }
  }

  /// The file of a path, or null where there is none inside the folder.
  private @Nullable Path find(@Nullable String path) {
    if (path == null || path.indexOf('\0') >= 0) {
      return null;
    }
    try {
      Path real = root.resolve(path.replaceFirst("^/+", "")).toRealPath();
      return real.startsWith(root) && Files.isRegularFile(real) ? real : null;
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }

  private void send(HttpExchange exchange, Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    String tag = tag(file, size);
    Headers asked = exchange.getRequestHeaders();
    Headers told = exchange.getResponseHeaders();
    told.set("ETag", tag);
    told.set("Accept-Ranges", "bytes");
    String none = asked.getFirst("If-None-Match");
    if (none != null && (none.strip().equals("*") || none.contains(tag))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    told.set("Content-Type", type(file));
    long from = 0;
    long to = size; // the first byte not sent
    int status = 200;
    String range = asked.getFirst("Range");
    String onlyIf = asked.getFirst("If-Range");
    Matcher m =
        RANGE.matcher(
            range == null || (onlyIf != null && !onlyIf.equals(tag)) ? "" : range.strip());
    // Several ranges, other units and nonsense may be ignored (RFC 9110 §14.2): the whole file is
    // the answer.
    if (m.matches() && !(m.group(1).isEmpty() && m.group(2).isEmpty())) {
      status = 206;
      if (m.group(1).isEmpty()) {
        from = Math.max(0, size - Long.parseLong(m.group(2)));
      } else {
        from = Long.parseLong(m.group(1));
        to = m.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(m.group(2)) + 1);
      }
      boolean backwards =
          !m.group(1).isEmpty() && !m.group(2).isEmpty() && Long.parseLong(m.group(2)) < from;
      if (backwards) {
        status = 200;
        from = 0;
        to = size;
      } else if (from >= size) {
        told.set("Content-Range", "bytes */" + size);
        exchange.sendResponseHeaders(416, -1);
        return;
      } else {
        told.set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size);
      }
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      told.set("Content-Length", Long.toString(to - from));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, to == from ? -1 : to - from);
    if (to > from) {
      copy(channel, from, to, exchange.getResponseBody());
    }
  }

  private void copy(FileChannel channel, long from, long to, OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, to - from));
    long at = from;
    while (at < to) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
      int n = channel.read(buffer, at);
      if (n < 0) {
        throw new IOException("the file became shorter while it was sent");
      }
      out.write(buffer.array(), 0, n);
      bytes.addAndGet(n);
      at += n;
    }
    out.close();
  }

  private static String tag(Path file, long size) throws IOException {
    long changed =
        Files.readAttributes(file, BasicFileAttributes.class).lastModifiedTime().toMillis();
    return "\"" + Long.toHexString(size) + "-" + Long.toHexString(changed) + "\"";
  }

  private static String type(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(
        name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
  }
}
