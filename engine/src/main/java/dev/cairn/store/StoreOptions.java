package dev.cairn.store;

/// How objects are read, wherever they are.
///
/// @param maxOpenFiles files read at once, and as many kept open for the next reader
/// @param fileMerge when neighbouring ranges of a file are read together
/// @param http how objects are read over HTTP
public record StoreOptions(int maxOpenFiles, RangeMerge fileMerge, HttpOptions http) {
  public StoreOptions {
    if (maxOpenFiles < 1) {
      throw new IllegalArgumentException(maxOpenFiles + " open files");
    }
  }

  /// 64 files; gaps up to 4 KiB read along, in reads up to 8 MiB; [HttpOptions#standard()].
  public static StoreOptions standard() {
    return new StoreOptions(FileStore.OPEN_FILES, FileStore.MERGE, HttpOptions.standard());
  }

  public StoreOptions withHttp(HttpOptions options) {
    return new StoreOptions(maxOpenFiles, fileMerge, options);
  }
}
