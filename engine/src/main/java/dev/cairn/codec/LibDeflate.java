package dev.cairn.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// libdeflate's decompressor, where the system has the library and this code may call it: it is
/// about twice as fast as the JDK's. Thread-safe.
///
/// Looked for only where native access is granted (`--enable-native-access`), since the JDK prints
/// a warning otherwise, and not where the system property `cairn.libdeflate` is `false`.
final class LibDeflate {
  private static final String ALLOC = "libdeflate_alloc_decompressor";
  private static final String FREE = "libdeflate_free_decompressor";
  private static final String ZLIB_DECOMPRESS = "libdeflate_zlib_decompress";
  private static final Optional<SymbolLookup> LIBRARY = find();

  private LibDeflate() {}

  /// True where [#decompress] may be called.
  static boolean isAvailable() {
    return LIBRARY.isPresent();
  }

  private static Optional<SymbolLookup> find() {
    if ("false".equals(System.getProperty("cairn.libdeflate"))
        || !LibDeflate.class.getModule().isNativeAccessEnabled()
        || ADDRESS.byteSize() != 8) {
      return Optional.empty();
    }
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String name =
        os.contains("linux") ? "libdeflate.so.0" : os.contains("mac") ? "libdeflate.0.dylib" : "";
    try {
      return name.isEmpty()
          ? Optional.empty()
          : Optional.of(SymbolLookup.libraryLookup(name, Arena.global()))
              .filter(
                  l ->
                      Stream.of(ALLOC, FREE, ZLIB_DECOMPRESS)
                          .allMatch(symbol -> l.find(symbol).isPresent()));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // not installed
    }
  }

  /// The functions; touched only where the library is there.
  private static final class Calls {
    static final MethodHandle ALLOC_DECOMPRESSOR = call(ALLOC, FunctionDescriptor.of(ADDRESS));
    static final MethodHandle FREE_DECOMPRESSOR = call(FREE, FunctionDescriptor.ofVoid(ADDRESS));
    // Critical, so that heap arrays are passed where they lie. size_t has 64 bits, as addresses do.
    static final MethodHandle DECOMPRESS =
        call(
            ZLIB_DECOMPRESS,
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
            Linker.Option.critical(true));
    static final Pool<MemorySegment> DECOMPRESSORS =
        new Pool<>(LibDeflate::allocate, LibDeflate::free);

    private static MethodHandle call(
        String symbol, FunctionDescriptor types, Linker.Option... options) {
      return Linker.nativeLinker()
          .downcallHandle(LIBRARY.orElseThrow().findOrThrow(symbol), types, options);
    }
  }

  /// Decompresses a zlib stream (RFC 1950) whose content is exactly `length` bytes.
  ///
  /// @return false where the stream is anything else; what `out` then holds is undefined
  static boolean decompress(byte[] in, int from, int inLength, byte[] out, int at, int length) {
    MemorySegment source = MemorySegment.ofArray(in).asSlice(from, inLength);
    MemorySegment target = MemorySegment.ofArray(out).asSlice(at, length);
    MemorySegment decompressor = Calls.DECOMPRESSORS.take();
    try {
      int result =
          (int)
              Calls.DECOMPRESS.invokeExact(
                  decompressor, source, (long) inLength, target, (long) length, MemorySegment.NULL);
      return result == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    } finally {
      Calls.DECOMPRESSORS.give(decompressor);
    }
  }

  private static MemorySegment allocate() {
    try {
      var decompressor = (MemorySegment) Calls.ALLOC_DECOMPRESSOR.invokeExact();
      if (decompressor.equals(MemorySegment.NULL)) {
        throw new OutOfMemoryError(ALLOC);
      }
      return decompressor;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static void free(MemorySegment decompressor) {
    try {
      Calls.FREE_DECOMPRESSOR.invokeExact(decompressor);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static Error unexpected(Throwable e) {
    return e instanceof Error error ? error : new AssertionError("native call", e);
  }
}
