package dev.cairn.cube;

import dev.cairn.raster.Stated;
import java.time.Duration;
import java.time.Instant;

/// How bins lie on the time axis, where the [Offset] alone leaves it open: the keyword arguments of
/// pandas' `resample`.
///
/// As in pandas, `origin` and `offset` place bins of a fixed length ([Offset.Tick]: `D`, `h`,
/// `min`, …) only; bins of the calendar lie where the calendar says. The one effect of `origin` on
/// those: with [Origin.End] and [Origin.EndDay] bins that would be closed and labelled left are
/// closed and labelled right.
///
/// @param closed the end of a bin that belongs to it; silent: the offset's own
/// @param label the end of a bin that names it; silent: the offset's own
/// @param origin where bins of a fixed length are counted from
/// @param offset moves the origin, of either sign
public record BinOptions(Stated<Side> closed, Stated<Side> label, Origin origin, Duration offset) {
  /// What pandas does when nothing is said.
  public static final BinOptions DEFAULT =
      new BinOptions(Stated.silent(), Stated.silent(), new Origin.StartDay(), Duration.ZERO);

  /// An end of a bin.
  public enum Side {
    LEFT,
    RIGHT
  }

  /// Where bins of a fixed length are counted from.
  public sealed interface Origin {
    /// Midnight of the first time's day.
    record StartDay() implements Origin {}

    /// The first time.
    record Start() implements Origin {}

    /// 1970-01-01T00:00Z.
    record Epoch() implements Origin {}

    /// The last time, counted backwards.
    record End() implements Origin {}

    /// The midnight that ends the last time's day, counted backwards.
    record EndDay() implements Origin {}

    /// A given time.
    record At(Instant time) implements Origin {}
  }

  public BinOptions withClosed(Side side) {
    return new BinOptions(Stated.as(side), label, origin, offset);
  }

  public BinOptions withLabel(Side side) {
    return new BinOptions(closed, Stated.as(side), origin, offset);
  }

  public BinOptions withOrigin(Origin from) {
    return new BinOptions(closed, label, from, offset);
  }

  public BinOptions withOffset(Duration by) {
    return new BinOptions(closed, label, origin, by);
  }
}
