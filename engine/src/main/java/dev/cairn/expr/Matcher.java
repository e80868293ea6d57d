package dev.cairn.expr;

import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// Finds the samples that a mask test names, 64 at a time. Immutable.
sealed interface Matcher {
  /// Sets bit `i` of `hits` where sample `from + i` has one of the bits or is one of the values;
  /// bits beyond `n` are 0.
  void match(Samples samples, int from, int n, long[] hits);

  static Matcher of(MaskTest test, DType type) {
    return switch (test) {
      case MaskTest.Bits(long bits) -> AnyBit.of(bits, type.bytes());
      case MaskTest.Values(var values) -> member(values, type);
      case MaskTest.Keep(var values) -> member(values, type);
    };
  }

  private static Matcher member(List<Long> values, DType type) {
    return type.bytes() <= 2 ? InTable.of(values, type) : new InSet(values);
  }

  /// The samples as bytes, for reading eight at a time.
  private static MemorySegment memory(Samples samples) {
    return switch (samples) {
      case Samples.UInt8(var v) -> MemorySegment.ofArray(v);
      case Samples.Int8(var v) -> MemorySegment.ofArray(v);
      case Samples.UInt16(var v) -> MemorySegment.ofArray(v);
      case Samples.Int16(var v) -> MemorySegment.ofArray(v);
      case Samples.UInt32(var v) -> MemorySegment.ofArray(v);
      case Samples.Int32(var v) -> MemorySegment.ofArray(v);
      case Samples.UInt64(var v) -> MemorySegment.ofArray(v);
      case Samples.Int64(var v) -> MemorySegment.ofArray(v);
      case Samples.Float32(var v) -> MemorySegment.ofArray(v);
      case Samples.Float64(var v) -> MemorySegment.ofArray(v);
    };
  }

  /// Lanes of a long are laid out as little-endian machines do; on others the bytes are swapped on
  /// the way.
  ValueLayout.OfLong LANES = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Bits of integers, several samples in one long.
  ///
  /// 0.04 ns a pixel where no pixel of 64 has one of the bits, 0.33 where some have. What lost: a
  /// loop over samples that shifts each into the word 0.46; a vectorised loop that makes bytes of
  /// 16-bit samples 0.24 before packing.
  ///
  /// @param lanes the bits, in each lane
  /// @param tops the highest bit of each lane
  record AnyBit(long lanes, long tops, int bytes) implements Matcher {
    static AnyBit of(long bits, int bytes) {
      int width = 8 * bytes;
      long lanes = 0;
      long tops = 0;
      for (int shift = 0; shift < 64; shift += width) {
        lanes |= bits << shift;
        tops |= 1L << (shift + width - 1);
      }
      return new AnyBit(lanes, tops, bytes);
    }

    @Override
    public void match(Samples samples, int from, int n, long[] hits) {
      MemorySegment memory = memory(samples);
      int full = n >> 6;
      for (int j = 0; j < full; j++) {
        hits[j] = word(memory, (long) (from + (j << 6)) * bytes);
      }
      if ((n & 63) != 0) {
        long w = 0;
        for (int i = full << 6; i < n; i++) {
          w |= (samples.integerAt(from + i) & lanes & lane()) != 0 ? 1L << i : 0;
        }
        hits[full] = w;
      }
    }

    private long lane() {
      return -1L >>> (64 - 8 * bytes);
    }

    private long word(MemorySegment memory, long at) {
      long any = 0;
      for (int k = 0; k < 64 * bytes; k += 8) {
        any |= memory.get(LANES, at + k);
      }
      if ((any & lanes) == 0) {
        return 0;
      }
      long w = 0;
      int perLong = 8 / bytes;
      for (int k = 64 * bytes - 8; k >= 0; k -= 8) {
        long v = memory.get(LANES, at + k) & lanes;
        long set = (((v & ~tops) + ~tops) | v) & tops; // the top bit of lanes that are not 0
        w = w << perLong | Long.compress(set, tops);
      }
      return w;
    }
  }

  /// Values of 8 and 16 bits, by a table. Neighbours are mostly equal, so one long's answer serves
  /// for the next: 0.15 ns a pixel in patches, 0.4 in noise. What lost: one look-up a pixel 0.34; a
  /// table of bits 0.65; comparing the lanes with each value 0.38 for five values.
  final class InTable implements Matcher {
    /// 1 for a member, by the sample's bits.
    private final byte[] table;

    private InTable(byte[] table) {
      this.table = table;
    }

    static InTable of(List<Long> values, DType type) {
      var table = new byte[1 << (8 * type.bytes())];
      for (long v : values) {
        if (type.holds((double) v)) {
          table[(int) v & (table.length - 1)] = 1;
        }
      }
      return new InTable(table);
    }

    @Override
    public void match(Samples samples, int from, int n, long[] hits) {
      int full = n >> 6;
      if (table.length == 256) {
        bytes(memory(samples), from, full, hits);
      } else {
        shorts(memory(samples), from, full, hits);
      }
      if ((n & 63) != 0) {
        long w = 0;
        for (int i = full << 6; i < n; i++) {
          w |= (long) table[(int) samples.at(from + i) & (table.length - 1)] << i;
        }
        hits[full] = w;
      }
    }

    private void bytes(MemorySegment memory, int from, int words, long[] hits) {
      long last = 0;
      long found = -table[0] & 0xFF;
      for (int j = 0; j < words; j++) {
        long w = 0;
        for (int k = 0; k < 64; k += 8) {
          long v = memory.get(LANES, from + (j << 6) + k);
          if (v != last) {
            last = v;
            found =
                table[(int) v & 0xFF]
                    | table[(int) (v >>> 8) & 0xFF] << 1
                    | table[(int) (v >>> 16) & 0xFF] << 2
                    | table[(int) (v >>> 24) & 0xFF] << 3
                    | table[(int) (v >>> 32) & 0xFF] << 4
                    | table[(int) (v >>> 40) & 0xFF] << 5
                    | table[(int) (v >>> 48) & 0xFF] << 6
                    | table[(int) (v >>> 56) & 0xFF] << 7;
          }
          w |= found << k;
        }
        hits[j] = w;
      }
    }

    private void shorts(MemorySegment memory, int from, int words, long[] hits) {
      long last = 0;
      long found = -table[0] & 0xF;
      for (int j = 0; j < words; j++) {
        long w = 0;
        for (int k = 0; k < 64; k += 4) {
          long v = memory.get(LANES, 2L * (from + (j << 6) + k));
          if (v != last) {
            last = v;
            found =
                table[(int) v & 0xFFFF]
                    | table[(int) (v >>> 16) & 0xFFFF] << 1
                    | table[(int) (v >>> 32) & 0xFFFF] << 2
                    | table[(int) (v >>> 48) & 0xFFFF] << 3;
          }
          w |= found << k;
        }
        hits[j] = w;
      }
    }
  }

  /// Values of wide and of floating types, one by one: quality bands are seldom of these.
  final class InSet implements Matcher {
    private final long[] ascending;

    InSet(List<Long> values) {
      this.ascending = values.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public void match(Samples samples, int from, int n, long[] hits) {
      Arrays.fill(hits, 0, (n + 63) >> 6, 0);
      for (int i = 0; i < n; i++) {
        if (has(samples, from + i)) {
          hits[i >> 6] |= 1L << i;
        }
      }
    }

    private boolean has(Samples samples, int i) {
      return switch (samples) {
        case Samples.UInt64(var v) -> v[i] >= 0 && Arrays.binarySearch(ascending, v[i]) >= 0;
        case Samples.Int64(var v) -> Arrays.binarySearch(ascending, v[i]) >= 0;
        default -> {
          double v = samples.at(i);
          yield v == (long) v && Arrays.binarySearch(ascending, (long) v) >= 0;
        }
      };
    }
  }
}
