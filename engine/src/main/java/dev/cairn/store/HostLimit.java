package dev.cairn.store;

/// How many requests go to one host at the same time. The number begins at `start`, grows while the
/// host answers as fast as ever and others wait for their turn, and is halved where it says that it
/// is asked too much (429, 503) or falls silent.
///
/// @param least never fewer
/// @param start until something is known of the host
/// @param most never more
public record HostLimit(int least, int start, int most) {
  public HostLimit {
    if (least < 1 || start < least || most < start) {
      throw new IllegalArgumentException(
          start + " requests a host, from " + least + " to " + most + " of them");
    }
  }

  /// The same number whatever the host answers.
  public static HostLimit fixed(int requests) {
    return new HostLimit(requests, requests, requests);
  }
}
