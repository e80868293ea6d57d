package dev.cairn.cube;

import dev.cairn.expr.Expr;
import dev.cairn.expr.NamedExpr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/// A cube whose last steps only pick bands and calculate, as one list of expressions over what
/// comes before: so that two
/// such cubes can be joined by an operator.
///
/// @param common the steps before
/// @param bands an expression for each band, over the bands that the steps before leave
record Arithmetic(List<Step> common, List<NamedExpr> bands) {
  static Arithmetic of(Load load, List<Step> steps) {
    int end = steps.size();
    while (end > 0 && isArithmetic(steps.get(end - 1))) {
      end--;
    }
    List<Step> common = List.copyOf(steps.subList(0, end));
    var current = new LinkedHashMap<String, Expr>();
    for (String band : bands(load, common)) {
      current.put(band, Expr.band(band));
    }
    for (Step step : steps.subList(end, steps.size())) {
      var next = new LinkedHashMap<String, Expr>();
      switch (step) {
        case Step.SelectBands(var names) ->
            names.forEach(n -> next.put(n, Objects.requireNonNull(current.get(n))));
        case Step.Calculate(var named) ->
            named.forEach(
                e ->
                    next.put(
                        e.name(),
                        e.expr().substitute(n -> Objects.requireNonNull(current.get(n)))));
        case Step.Mask _, Step.SelectTimes _, Step.Focal _, Step.Reduce _, Step.Carry _ ->
            throw new AssertionError(step);
      }
      current.clear();
      current.putAll(next);
    }
    return new Arithmetic(
        common,
        current.entrySet().stream().map(e -> new NamedExpr(e.getKey(), e.getValue())).toList());
  }

  private static boolean isArithmetic(Step step) {
    return step instanceof Step.Calculate || step instanceof Step.SelectBands;
  }

  /// The bands that these steps leave of the load's.
  static List<String> bands(Load load, List<Step> steps) {
    List<String> bands = load.bands();
    for (Step step : steps) {
      switch (step) {
        case Step.SelectBands(var names) -> bands = names;
        case Step.Calculate(var named) -> bands = named.stream().map(NamedExpr::name).toList();
        case Step.Focal focal -> bands = focal.names();
        case Step.Mask _, Step.SelectTimes _, Step.Reduce _, Step.Carry _ -> {}
      }
    }
    return bands;
  }
}
