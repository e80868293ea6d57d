package dev.cairn.store;

/// How objects are read and written, wherever they are.
///
/// @param maxOpenFiles files read at once, and as many kept open for the next reader
/// @param fileMerge when neighbouring ranges of a file are read together
/// @param http how objects are read over HTTP
/// @param signers who signs requests to which host, for `http:` and `https:` addresses
/// @param settings where object stores are, and keys to them
/// @param uploads how long objects are sent to object stores
public record StoreOptions(
    int maxOpenFiles,
    RangeMerge fileMerge,
    HttpOptions http,
    Signers signers,
    Settings settings,
    UploadOptions uploads) {
  public StoreOptions {
    if (maxOpenFiles < 1) {
      throw new IllegalArgumentException(maxOpenFiles + " open files");
    }
  }

  /// 64 files; gaps up to 4 KiB read along, in reads up to 8 MiB; [HttpOptions#standard()]; no
  /// signers; the settings of the process; [UploadOptions#standard()].
  public static StoreOptions standard() {
    return new StoreOptions(
        FileStore.OPEN_FILES,
        FileStore.MERGE,
        HttpOptions.standard(),
        Signers.none(),
        Settings.ofProcess(),
        UploadOptions.standard());
  }

  public StoreOptions withHttp(HttpOptions options) {
    return new StoreOptions(maxOpenFiles, fileMerge, options, signers, settings, uploads);
  }

  public StoreOptions withSigners(Signers others) {
    return new StoreOptions(maxOpenFiles, fileMerge, http, others, settings, uploads);
  }

  public StoreOptions withSettings(Settings others) {
    return new StoreOptions(maxOpenFiles, fileMerge, http, signers, others, uploads);
  }

  public StoreOptions withUploads(UploadOptions options) {
    return new StoreOptions(maxOpenFiles, fileMerge, http, signers, settings, options);
  }
}
