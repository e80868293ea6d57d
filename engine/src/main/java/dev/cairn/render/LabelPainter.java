package dev.cairn.render;

import java.time.Instant;
import java.util.Set;

/// Writes the label of a frame into it. Thread-safe.
public interface LabelPainter {
  /// Leaves frames as they are.
  LabelPainter NONE =
      new LabelPainter() {
        @Override
        public void draw(Frame frame, Instant time) {}

        @Override
        public Set<Rgb> colors() {
          return Set.of();
        }
      };

  /// Draws into the frame's own pixels; what does not fit is cut off.
  ///
  /// @param time one of those that the painter was made for
  void draw(Frame frame, Instant time);

  /// The colours it draws with, which the palette must keep exactly.
  Set<Rgb> colors();
}
