package dev.cairn.raster;

import java.util.Arrays;

/// Which pixels hold a value: one bit a pixel, true where valid, in the row-major order of the
/// raster it belongs to.
///
/// Pixel `i` is bit `i & 63` of word `i >> 6`; bits beyond the last pixel are 0. Mutable while a
/// raster is built, by one thread at a time; afterwards it is only read.
public final class Validity {
  private final int length;
  private final long[] words;

  private Validity(int length, long[] words) {
    this.length = length;
    this.words = words;
  }

  public static Validity none(int length) {
    return new Validity(length, new long[(length + 63) >> 6]);
  }

  public static Validity all(int length) {
    Validity v = none(length);
    v.setRange(0, length);
    return v;
  }

  public int length() {
    return length;
  }

  /// The words themselves, for kernels: not copied.
  public long[] words() {
    return words;
  }

  public boolean get(int i) {
    return (words[i >> 6] >>> i & 1) != 0;
  }

  public void set(int i) {
    words[i >> 6] |= 1L << i;
  }

  public void clear(int i) {
    words[i >> 6] &= ~(1L << i);
  }

  /// Makes pixels `from` (inclusive) to `to` (exclusive) valid.
  public void setRange(int from, int to) {
    if (from >= to) {
      return;
    }
    int first = from >> 6;
    int last = (to - 1) >> 6;
    long head = -1L << from;
    long tail = -1L >>> -to;
    if (first == last) {
      words[first] |= head & tail;
    } else {
      words[first] |= head;
      Arrays.fill(words, first + 1, last, -1L);
      words[last] |= tail;
    }
  }

  /// The 64 pixels from `from` on, which is bit 0; those beyond the last pixel are 0.
  public long bits(int from) {
    int word = from >> 6;
    long run = words[word] >>> from;
    return (from & 63) == 0 || word + 1 == words.length ? run : run | words[word + 1] << -from;
  }

  /// Makes valid those of the 64 pixels from `from` on that are set in `pixels`, of which none may
  /// lie beyond the last.
  public void setBits(int from, long pixels) {
    int word = from >> 6;
    words[word] |= pixels << from;
    long rest = (from & 63) == 0 ? 0 : pixels >>> -from;
    if (rest != 0) {
      words[word + 1] |= rest;
    }
  }

  /// Leaves valid only what is valid in both.
  public void and(Validity other) {
    if (other.length != length) {
      throw new IllegalArgumentException(
          "validity of " + length + " and of " + other.length + " pixels");
    }
    for (int i = 0; i < words.length; i++) {
      words[i] &= other.words[i];
    }
  }

  /// Makes valid what is valid in either.
  public void or(Validity other) {
    if (other.length != length) {
      throw new IllegalArgumentException(
          "validity of " + length + " or of " + other.length + " pixels");
    }
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
  }

  /// Leaves valid only what is not valid in the other.
  public void andNot(Validity other) {
    if (other.length != length) {
      throw new IllegalArgumentException(
          "validity of " + length + " without " + other.length + " pixels");
    }
    for (int i = 0; i < words.length; i++) {
      words[i] &= ~other.words[i];
    }
  }

  /// Leaves valid, of the pixels from `at` on, only what is valid in a run of another raster.
  ///
  /// @param from first pixel of the run in `other`
  public void andRange(int at, Validity other, int from, int length) {
    for (int i = 0; i < length; ) {
      int n = Math.min(length - i, 64 - ((at + i) & 63));
      int bit = from + i;
      long run = other.words[bit >> 6] >>> bit;
      if ((bit & 63) + n > 64) {
        run |= other.words[(bit >> 6) + 1] << -bit;
      }
      long others = ~(-1L >>> (64 - n) << (at + i)); // bits of the word that stay
      words[(at + i) >> 6] &= run << (at + i) | others;
      i += n;
    }
  }

  /// Makes valid, of the pixels from `at` on, what is valid in a run of another raster.
  ///
  /// @param from first pixel of the run in `other`
  public void orRange(int at, Validity other, int from, int length) {
    for (int i = 0; i < length; i += 64) {
      int n = Math.min(64, length - i);
      setBits(at + i, other.bits(from + i) & -1L >>> (64 - n));
    }
  }

  /// True where any pixel from `from` (inclusive) to `to` (exclusive) is valid.
  public boolean anyInRange(int from, int to) {
    if (from >= to) {
      return false;
    }
    int first = from >> 6;
    int last = (to - 1) >> 6;
    long head = -1L << from;
    long tail = -1L >>> -to;
    if (first == last) {
      return (words[first] & head & tail) != 0;
    }
    if ((words[first] & head) != 0 || (words[last] & tail) != 0) {
      return true;
    }
    for (int i = first + 1; i < last; i++) {
      if (words[i] != 0) {
        return true;
      }
    }
    return false;
  }

  /// Number of valid pixels.
  public int count() {
    int n = 0;
    for (long w : words) {
      n += Long.bitCount(w);
    }
    return n;
  }

  public boolean isNone() {
    for (long w : words) {
      if (w != 0) {
        return false;
      }
    }
    return true;
  }

  public boolean isAll() {
    return count() == length;
  }

  public Validity copy() {
    return new Validity(length, words.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Validity v && v.length == length && Arrays.equals(words, v.words);
  }

  @Override
  public int hashCode() {
    return 31 * length + Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return count() + " of " + length + " pixels valid";
  }
}
