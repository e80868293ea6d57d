package dev.cairn.plan;

import dev.cairn.cube.Step;
import dev.cairn.expr.NamedExpr;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which bands a chain of steps needs at its beginning.
final class Needed {
  private Needed() {}

  /// Walks the steps backwards from all of the last bands.
  static Set<String> of(List<String> loaded, List<Step> steps) {
    Set<String> needed = new LinkedHashSet<>(loaded);
    for (Step step : steps) {
      switch (step) {
        case Step.SelectBands(var bands) -> needed = new LinkedHashSet<>(bands);
        case Step.Calculate(var bands) -> {
          needed = new LinkedHashSet<>();
          for (NamedExpr e : bands) {
            needed.add(e.name());
          }
        }
        case Step.Focal focal -> needed = new LinkedHashSet<>(focal.names());
        case Step.Mask _, Step.SelectTimes _, Step.Reduce _, Step.Carry _ -> {}
      }
    }
    for (Step step : steps.reversed()) {
      if (step instanceof Step.Calculate(var bands)) {
        var before = new LinkedHashSet<String>();
        for (NamedExpr e : bands) {
          if (needed.contains(e.name())) {
            before.addAll(e.expr().bands());
          }
        }
        needed = before;
      } else if (step instanceof Step.Focal(var bands)) {
        var before = new LinkedHashSet<String>();
        bands.forEach(b -> before.add(b.band())); // made together
        needed = before;
      }
    }
    return needed;
  }
}
