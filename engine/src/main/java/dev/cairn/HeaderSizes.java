package dev.cairn;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/// How many bytes headers took, so that the next ones come by one request that asks for little
/// more. Learns for files of like names, which are of one product and have like headers, and for
/// hosts. Thread-safe and bounded.
final class HeaderSizes {
  /// What most headers fit in, where nothing is known yet.
  static final int UNKNOWN = 16 << 10;

  private static final int LEAST = 4 << 10;
  private static final int MOST = 256 << 10;
  private static final int MOST_KEYS = 1024;
  private static final int LONGEST_KEY = 512;

  private final Map<String, Integer> learnt =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST_KEYS;
        }
      };

  /// How many first bytes to ask for: an eighth more than like files took. Another file of a known
  /// host may need less than the largest there did, but a round trip costs more than some bytes.
  synchronized int guess(URI uri) {
    Integer alike = learnt.get(likeness(uri));
    if (alike != null) {
      return bounded(alike + alike / 8);
    }
    return Math.max(UNKNOWN, bounded(learnt.getOrDefault(host(uri), UNKNOWN)));
  }

  /// @param bytes from the first one to the end of the header
  synchronized void learn(URI uri, int bytes) {
    int known = Math.min(bytes, MOST);
    // Larger ones count at once, smaller ones slowly.
    for (String key : new String[] {host(uri), likeness(uri)}) {
      learnt.merge(key, known, (old, now) -> now >= old ? now : old - (old - now) / 8);
    }
  }

  private static int bounded(int bytes) {
    return Math.clamp((bytes + 1023L) / 1024 * 1024, LEAST, MOST);
  }

  private static String host(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /// The address with each number in it made the same: scenes of a collection differ in dates and
  /// paths, its bands in names.
  private static String likeness(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String end = path.substring(Math.max(0, path.length() - LONGEST_KEY));
    return host(uri) + end.replaceAll("\\d+", "0");
  }
}
