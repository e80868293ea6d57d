package dev.cairn.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Adler32;

/// zlib streams (RFC 1950, RFC 1951) of our own, for the levels at which speed counts: 1 to 6.
///
/// Rasters that went through a predictor are noise for the most part, in which there is little to
/// find and nearly all is gained by Huffman's codes. So strings are looked for by four bytes, the
/// look-out gets rarer while nothing is found, and codes are made anew every 64 Ki symbols. Looking
/// whether the next byte begins a longer match, as zlib does, made files larger here. Made in Java,
/// the bytes are the same wherever it runs; the JDK's depend on the zlib that it was built with.
/// `bench/cog.py` measures it beside GDAL.
final class Deflate {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int WINDOW = 1 << 15;
  private static final int HASH_BITS = 15;
  private static final int SHORTEST = 4;
  private static final int LONGEST = 258;

  /// Of a match, so many last places are made known.
  private static final int KNOWN = 64;

  /// By level.
  private static final int[] DEPTHS = {0, 1, 1, 2, 2, 3, 4};

  private static final int SYMBOLS = 1 << 16;
  private static final int END = 256;
  private static final int LITERALS = 286;
  private static final int DISTANCES = 30;
  private static final int LONGEST_CODE = 15;

  /// RFC 1951 §3.2.5: the least length and distance of each code, and its extra bits.
  private static final int[] LENGTH_BASE = new int[29];

  private static final int[] LENGTH_EXTRA = new int[29];
  private static final int[] DISTANCE_BASE = new int[DISTANCES];
  private static final int[] DISTANCE_EXTRA = new int[DISTANCES];

  /// The code of each length less 3, and of distances less 1: those below 256, then by 128.
  private static final byte[] LENGTH_CODE = new byte[256];

  private static final byte[] DISTANCE_CODE = new byte[512];

  /// RFC 1951 §3.2.7.
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  static {
    int length = 3;
    for (int code = 0; code < 28; code++) {
      LENGTH_EXTRA[code] = code < 8 ? 0 : code / 4 - 1;
      LENGTH_BASE[code] = length;
      Arrays.fill(
          LENGTH_CODE,
          length - 3,
          Math.min(256, length - 3 + (1 << LENGTH_EXTRA[code])),
          (byte) code);
      length += 1 << LENGTH_EXTRA[code];
    }
    LENGTH_BASE[28] = LONGEST;
    LENGTH_CODE[255] = 28;
    int distance = 1;
    for (int code = 0; code < DISTANCES; code++) {
      DISTANCE_EXTRA[code] = code < 4 ? 0 : code / 2 - 1;
      DISTANCE_BASE[code] = distance;
      int end = distance + (1 << DISTANCE_EXTRA[code]);
      for (int d = distance; d < end; d += d <= 256 ? 1 : 128) {
        DISTANCE_CODE[d <= 256 ? d - 1 : 256 + ((d - 1) >> 7)] = (byte) code;
      }
      distance = end;
    }
  }

  private final int level;

  /// How many earlier places of four bytes are looked at.
  private final int depth;

  private final int[] heads = new int[1 << HASH_BITS];
  private final int[] before = new int[WINDOW];

  /// A literal, or `length << 16 | distance`.
  private final int[] symbols = new int[SYMBOLS];

  private final int[] literals = new int[LITERALS];
  private final int[] distances = new int[DISTANCES];
  private final Codes literalCodes = new Codes(LITERALS, LONGEST_CODE);
  private final Codes distanceCodes = new Codes(DISTANCES, LONGEST_CODE);
  private final Codes lengthCodes = new Codes(19, 7);
  private byte[] out = new byte[0];
  private int size;
  private long bits;
  private int bitCount;
  private int count;

  /// Eighths of a bit that a literal took in the block before.
  private int literalBits;

  Deflate(int level) {
    this.level = level;
    depth = DEPTHS[level];
  }

  /// @return in a buffer that holds until the next call
  ByteBuffer encode(byte[] in, int length) {
    // Blocks that gain nothing are stored as they are: 5 bytes for each 65535.
    int most = Math.addExact(length, length / 1000 + 1024);
    if (out.length < most) {
      out = new byte[most];
    }
    size = 0;
    bits = 0;
    bitCount = 0;
    literalBits = 48;
    // RFC 1950 §2.2: Deflate with a window of 32 KiB; how hard it was tried; a multiple of 31.
    int head = (0x78 << 8) | (level == 1 ? 0 : level < 6 ? 1 : 2) << 6;
    head += 31 - head % 31;
    out[size++] = (byte) (head >> 8);
    out[size++] = (byte) head;
    compress(in, length);
    if (bitCount > 0) {
      out[size++] = (byte) bits;
    }
    var adler = new Adler32();
    adler.update(in, 0, length);
    int sum = (int) adler.getValue();
    for (int shift = 24; shift >= 0; shift -= 8) {
      out[size++] = (byte) (sum >> shift);
    }
    return ByteBuffer.wrap(out, 0, size);
  }

  private void compress(byte[] in, int length) {
    Arrays.fill(heads, -1);
    begin();
    int blockAt = 0;
    int p = 0;
    int missed = 0;
    int last = length - SHORTEST; // the last place where four bytes begin
    while (p < length) {
      if (count >= SYMBOLS - 2) {
        block(in, blockAt, p, false);
        blockAt = p;
        begin();
      }
      if (p > last) {
        literal(in[p++]);
        continue;
      }
      long found = find(in, p, length);
      int n = (int) (found >>> 32);
      if (n < SHORTEST || !pays(n, (int) found)) {
        literal(in[p++]);
        // Where nothing is found for long, not every place is looked at.
        missed++;
        for (int skip = Math.min(missed >> 5, 8); skip > 0 && p < length; skip--) {
          if (count >= SYMBOLS - 2) {
            break;
          }
          literal(in[p++]);
        }
        continue;
      }
      missed >>= 2;
      match(n, (int) found);
      int end = p + n;
      for (int q = Math.max(p + 1, end - KNOWN); q < Math.min(end, last + 1); q++) {
        insert(in, q);
      }
      p = end;
    }
    block(in, blockAt, length, true);
  }

  /// Whether a match takes fewer bits than its bytes by themselves, as far as the block before
  /// tells.
  private boolean pays(int length, int distance) {
    return length >= 2 * SHORTEST
        || length * literalBits > 8 * (11 + DISTANCE_EXTRA[distanceCode(distance)]);
  }

  private static int hash(int four) {
    return (four * 0x9E37_79B1) >>> (32 - HASH_BITS);
  }

  private void insert(byte[] in, int p) {
    int h = hash((int) INT.get(in, p));
    if (heads[h] != p) {
      before[p & (WINDOW - 1)] = heads[h];
      heads[h] = p;
    }
  }

  /// The longest match as `length << 32 | distance`, or 0; and makes the place known.
  private long find(byte[] in, int p, int end) {
    int four = (int) INT.get(in, p);
    int h = hash(four);
    int q = heads[h];
    if (q == p) {
      q = before[p & (WINDOW - 1)];
    } else {
      before[p & (WINDOW - 1)] = q;
      heads[h] = p;
    }
    int longest = SHORTEST - 1;
    int distance = 0;
    int most = Math.min(LONGEST, end - p);
    int lowest = p - WINDOW;
    for (int left = depth; left > 0 && q > lowest && q >= 0; left--) {
      if ((int) INT.get(in, q) == four
          && (longest < SHORTEST || longest < most && in[q + longest] == in[p + longest])) {
        int n = matching(in, p, q, most);
        if (n > longest) {
          longest = n;
          distance = p - q;
          if (n == most) {
            break;
          }
        }
      }
      int earlier = before[q & (WINDOW - 1)];
      if (earlier >= q) {
        break; // overwritten by a later place
      }
      q = earlier;
    }
    return distance == 0 ? 0 : (long) longest << 32 | distance;
  }

  private static int matching(byte[] in, int p, int q, int most) {
    int n = SHORTEST;
    while (n + 8 <= most) {
      long differ = (long) LONG.get(in, p + n) ^ (long) LONG.get(in, q + n);
      if (differ != 0) {
        return n + (Long.numberOfTrailingZeros(differ) >> 3);
      }
      n += 8;
    }
    while (n < most && in[p + n] == in[q + n]) {
      n++;
    }
    return n;
  }

  private void begin() {
    count = 0;
    Arrays.fill(literals, 0);
    Arrays.fill(distances, 0);
    literals[END] = 1;
  }

  private void literal(byte b) {
    int v = b & 0xFF;
    symbols[count++] = v;
    literals[v]++;
  }

  private void match(int length, int distance) {
    symbols[count++] = length << 16 | distance;
    literals[257 + LENGTH_CODE[length - 3]]++;
    distances[distanceCode(distance)]++;
  }

  private static int distanceCode(int distance) {
    return DISTANCE_CODE[distance <= 256 ? distance - 1 : 256 + ((distance - 1) >> 7)];
  }

  /// Writes what was gathered, as codes made for it, or as it is where these are longer.
  private void block(byte[] in, int from, int to, boolean isLast) {
    literalCodes.make(literals);
    distanceCodes.make(distances);
    learn();
    int literalCount = Math.max(257, literalCodes.used());
    int distanceCount = Math.max(1, distanceCodes.used());
    int[] lengths = runs(literalCount, distanceCount);
    long coded = 17 + 3L * 19 + literalCodes.bits(literals) + distanceCodes.bits(distances);
    for (int code = 0; code < 29; code++) {
      coded += (long) literals[257 + code] * LENGTH_EXTRA[code];
    }
    for (int code = 0; code < DISTANCES; code++) {
      coded += (long) distances[code] * DISTANCE_EXTRA[code];
    }
    coded += 14L * lengths.length; // at most
    if (coded >= 8L * (to - from)) {
      stored(in, from, to, isLast);
      return;
    }
    put(isLast ? 1 : 0, 1);
    put(2, 2); // codes of the block's own
    header(literalCount, distanceCount, lengths);
    symbols();
  }

  private void learn() {
    long all = 0;
    long coded = 0;
    for (int i = 0; i < END; i++) {
      all += literals[i];
      coded += (long) literals[i] * literalCodes.length(i);
    }
    literalBits = all == 0 ? 64 : (int) (8 * coded / all);
  }

  /// RFC 1951 §3.2.4.
  private void stored(byte[] in, int from, int to, boolean isLast) {
    int at = from;
    do {
      int n = Math.min(65_535, to - at);
      put(isLast && at + n == to ? 1 : 0, 1);
      put(0, 2);
      put(0, -bitCount & 7);
      put(n, 16);
      put(~n & 0xFFFF, 16);
      flush();
      System.arraycopy(in, at, out, size, n);
      size += n;
      at += n;
    } while (at < to);
  }

  /// Lengths of both codes with runs in short: a symbol, and what it is followed by `<< 8`.
  private int[] runs(int literalCount, int distanceCount) {
    int n = literalCount + distanceCount;
    int[] all = new int[n];
    for (int i = 0; i < n; i++) {
      all[i] = i < literalCount ? literalCodes.length(i) : distanceCodes.length(i - literalCount);
    }
    int[] runs = new int[n];
    int used = 0;
    for (int i = 0; i < n; ) {
      int end = i + 1;
      while (end < n && all[end] == all[i]) {
        end++;
      }
      int run = end - i;
      if (all[i] == 0 && run >= 3) {
        run = Math.min(run, 138);
        runs[used++] = run < 11 ? 17 | (run - 3) << 8 : 18 | (run - 11) << 8;
      } else if (all[i] != 0 && run >= 4) {
        run = Math.min(run, 7);
        runs[used++] = all[i];
        runs[used++] = 16 | (run - 4) << 8;
      } else {
        run = 1;
        runs[used++] = all[i];
      }
      i += run;
    }
    return Arrays.copyOf(runs, used);
  }

  /// RFC 1951 §3.2.7.
  private void header(int literalCount, int distanceCount, int[] lengths) {
    int[] frequencies = new int[19];
    for (int run : lengths) {
      frequencies[run & 0xFF]++;
    }
    lengthCodes.make(frequencies);
    int ordered = 19;
    while (ordered > 4 && lengthCodes.length(ORDER[ordered - 1]) == 0) {
      ordered--;
    }
    put(literalCount - 257, 5);
    put(distanceCount - 1, 5);
    put(ordered - 4, 4);
    for (int i = 0; i < ordered; i++) {
      put(lengthCodes.length(ORDER[i]), 3);
    }
    for (int run : lengths) {
      int symbol = run & 0xFF;
      put(lengthCodes.code(symbol), lengthCodes.length(symbol));
      if (symbol >= 16) {
        put(run >> 8, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
      }
    }
  }

  private void symbols() {
    flush();
    byte[] to = out;
    int at = size;
    long word = bits;
    int have = bitCount;
    int[] code = literalCodes.coded();
    for (int i = 0; i < count; i++) {
      int symbol = symbols[i];
      if (i + 2 < count && (symbol | symbols[i + 1] | symbols[i + 2]) < 256) {
        // Three literals at once: 45 bits.
        int c = code[symbol];
        word |= (long) (c >>> 4) << have;
        have += c & 15;
        c = code[symbols[++i]];
        word |= (long) (c >>> 4) << have;
        have += c & 15;
        c = code[symbols[++i]];
        word |= (long) (c >>> 4) << have;
        have += c & 15;
      } else if (symbol < 256) {
        int c = code[symbol];
        word |= (long) (c >>> 4) << have;
        have += c & 15;
      } else {
        int length = symbol >>> 16;
        int distance = symbol & 0xFFFF;
        int l = LENGTH_CODE[length - 3];
        int c = code[257 + l];
        word |= (long) (c >>> 4) << have;
        have += c & 15;
        word |= (long) (length - LENGTH_BASE[l]) << have;
        have += LENGTH_EXTRA[l];
        int d = distanceCode(distance);
        int e = distanceCodes.coded()[d];
        word |= (long) (e >>> 4) << have;
        have += e & 15;
        word |= (long) (distance - DISTANCE_BASE[d]) << have;
        have += DISTANCE_EXTRA[d];
      }
      // At most 7 bits wait, and at most 48 came.
      LONG.set(to, at, word);
      at += have >>> 3;
      word >>>= have & ~7;
      have &= 7;
    }
    size = at;
    bits = word;
    bitCount = have;
    put(literalCodes.code(END), literalCodes.length(END));
  }

  private void put(int value, int n) {
    bits |= (long) value << bitCount;
    bitCount += n;
    flush();
  }

  /// Leaves at most 7 bits behind.
  private void flush() {
    while (bitCount >= 8) {
      out[size++] = (byte) bits;
      bits >>>= 8;
      bitCount -= 8;
    }
  }

  /// Huffman's codes for some symbols, none longer than the format allows.
  private static final class Codes {
    private final int longest;
    private final int[] lengths;

    /// Bits of the code, first bit lowest, `<< 4 |` its length.
    private final int[] coded;

    /// By frequency: `frequency << 16 | symbol`.
    private final long[] sorted;

    private final long[] weights;
    private final int[] parents;

    Codes(int symbols, int longest) {
      this.longest = longest;
      lengths = new int[symbols];
      coded = new int[symbols];
      sorted = new long[symbols];
      weights = new long[2 * symbols];
      parents = new int[2 * symbols];
    }

    int length(int symbol) {
      return lengths[symbol];
    }

    int code(int symbol) {
      return coded[symbol] >>> 4;
    }

    int[] coded() {
      return coded;
    }

    /// One more than the last symbol that has a code.
    int used() {
      int n = lengths.length;
      while (n > 0 && lengths[n - 1] == 0) {
        n--;
      }
      return n;
    }

    long bits(int[] frequencies) {
      long sum = 0;
      for (int i = 0; i < lengths.length; i++) {
        sum += (long) frequencies[i] * lengths[i];
      }
      return sum;
    }

    void make(int[] frequencies) {
      int n = 0;
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = 0;
        coded[i] = 0;
        if (frequencies[i] > 0) {
          sorted[n++] = (long) frequencies[i] << 16 | i;
        }
      }
      if (n < 2) {
        // A code of one symbol has one bit; so has that of none, of which nothing is written.
        lengths[n == 0 ? 0 : (int) sorted[0] & 0xFFFF] = 1;
      } else {
        Arrays.sort(sorted, 0, n);
        limit(n, depths(n));
      }
      assign();
    }

    /// How many leaves lie at which depth of Huffman's tree.
    private int[] depths(int n) {
      for (int i = 0; i < n; i++) {
        weights[i] = sorted[i] >>> 16;
      }
      int leaf = 0;
      int inner = n;
      for (int next = n; next < 2 * n - 1; next++) {
        long sum = 0;
        for (int child = 0; child < 2; child++) {
          int least =
              leaf < n && (inner >= next || weights[leaf] <= weights[inner]) ? leaf++ : inner++;
          sum += weights[least];
          parents[least] = next;
        }
        weights[next] = sum;
      }
      int root = 2 * n - 2;
      int[] depth = new int[2 * n - 1];
      int[] counts = new int[longest + 1];
      for (int i = root - 1; i >= 0; i--) {
        depth[i] = depth[parents[i]] + 1;
        if (i < n) {
          counts[Math.min(depth[i], longest)]++;
        }
      }
      return counts;
    }

    /// Moves leaves until codes of these lengths exist (Kraft's sum is one), and gives the longest
    /// ones to the rarest symbols.
    private void limit(int n, int[] counts) {
      long room = 0;
      for (int d = 1; d <= longest; d++) {
        room += (long) counts[d] << (longest - d);
      }
      while (room > 1L << longest) {
        int d = longest - 1;
        while (counts[d] == 0) {
          d--;
        }
        // A leaf goes down, and takes one of the lowest beside it.
        counts[d]--;
        counts[d + 1] += 2;
        counts[longest]--;
        room--;
      }
      int i = 0;
      for (int d = longest; d > 0; d--) {
        for (int k = 0; k < counts[d]; k++) {
          lengths[(int) sorted[i++] & 0xFFFF] = d;
        }
      }
      assert i == n;
    }

    /// RFC 1951 §3.2.2: codes in the order of lengths, then of symbols.
    private void assign() {
      int[] next = new int[longest + 2];
      for (int length : lengths) {
        next[length + 1] += length > 0 ? 1 : 0;
      }
      int code = 0;
      for (int d = 1; d <= longest; d++) {
        code = (code + next[d]) << 1;
        next[d] = code;
      }
      for (int i = 0; i < lengths.length; i++) {
        int d = lengths[i];
        if (d > 0) {
          coded[i] = (Integer.reverse(next[d]++) >>> (32 - d)) << 4 | d;
        }
      }
    }
  }
}
