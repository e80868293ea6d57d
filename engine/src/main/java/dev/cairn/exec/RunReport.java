package dev.cairn.exec;

import java.util.List;

/// What a run did.
///
/// @param chunks pieces of the grid
/// @param scenes scenes read, counted once for each chunk that they touch
/// @param maskedScenes of those, scenes of which a mask left nothing: their other bands were not
/// read
/// @param blocks blocks decoded
/// @param sharedBlocks blocks that were there already, or that somebody else read at the time
/// @param maskedBlocks blocks not read because a mask left nothing of them
/// @param decodedBytes bytes of samples that were decoded
/// @param requests requests to stores
/// @param readBytes bytes that came from stores
/// @param retries requests that were repeated
/// @param wallNanos from begin to end
/// @param stages where time went
/// @param skipped sources that could not be read and were left out
public record RunReport(
    long chunks,
    long scenes,
    long maskedScenes,
    long blocks,
    long sharedBlocks,
    long maskedBlocks,
    long decodedBytes,
    long requests,
    long readBytes,
    long retries,
    long wallNanos,
    List<Stage> stages,
    List<Skipped> skipped) {
  public RunReport {
    stages = List.copyOf(stages);
    skipped = List.copyOf(skipped);
  }

  /// Time of one kind of work, over all threads.
  ///
  /// @param busyNanos spent computing
  /// @param waitingNanos spent waiting, for stores or for others
  public record Stage(String name, long busyNanos, long waitingNanos) {}

  /// A source that was left out.
  ///
  /// @param scene the item's id
  /// @param reason what went wrong, in a line
  public record Skipped(String scene, String band, String reason) {}
}
