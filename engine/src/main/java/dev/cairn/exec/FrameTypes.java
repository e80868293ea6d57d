package dev.cairn.exec;

import dev.cairn.cube.ScalePolicy;
import dev.cairn.plan.Plan;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scaling;

/// Decides whether frames keep their samples or become floats.
final class FrameTypes {
  private FrameTypes() {}

  /// True where the sources' metadata scales samples of a band of the output.
  private static boolean scaled(Plan plan) {
    return plan.scenes().stream()
        .anyMatch(
            scene ->
                plan.inputs().stream()
                    .filter(Plan.Input::visible)
                    .anyMatch(
                        i -> {
                          RasterSource source = scene.sources().get(i.name());
                          return source != null
                              && !source.scaling().orElse(Scaling.IDENTITY).isIdentity();
                        }));
  }

  /// True where nothing is computed: bands go out as they were read, only masked and selected.
  static boolean isNative(Plan plan, Head head) {
    return head.rest().isEmpty()
        && head.isPlain()
        && plan.inputs().stream()
            .filter(Plan.Input::visible)
            .allMatch(i -> i.dtype() == plan.output().dtype())
        && (plan.reading().scale() == ScalePolicy.NONE || !scaled(plan));
  }
}
