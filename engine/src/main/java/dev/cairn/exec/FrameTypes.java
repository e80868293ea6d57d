package dev.cairn.exec;

import dev.cairn.plan.Plan;

/// Decides whether frames keep their samples or become floats.
final class FrameTypes {
  private FrameTypes() {}

  /// True where nothing is computed: bands go out as they were read, only masked and selected.
  static boolean isNative(Plan plan, Head head) {
    return head.rest().isEmpty()
        && head.isPlain()
        && plan.inputs().stream()
            .filter(Plan.Input::visible)
            .allMatch(i -> i.dtype() == plan.output().dtype());
  }
}
