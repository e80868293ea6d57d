package dev.cairn.store;

/// How long objects are sent to object stores: in parts, several at a time. A writer holds at most
/// `partsAtOnce + 1` parts.
///
/// @param partBytes bytes of a part, of which a store takes 10,000 (Azure: 50,000); a shorter
///     object is sent whole. S3 and Google take no part below 5 MiB but the last
/// @param partsAtOnce parts of one object that are sent at the same time
public record UploadOptions(int partBytes, int partsAtOnce) {
  public UploadOptions {
    if (partBytes < 1 || partsAtOnce < 1) {
      throw new IllegalArgumentException(partsAtOnce + " parts of " + partBytes + " bytes");
    }
  }

  /// 4 parts of 8 MiB: objects up to 78 GiB in 40 MiB of memory.
  public static UploadOptions standard() {
    return new UploadOptions(8 << 20, 4);
  }
}
