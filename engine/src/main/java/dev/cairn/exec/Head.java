package dev.cairn.exec;

import dev.cairn.cube.Step;
import dev.cairn.expr.Expr;
import dev.cairn.expr.NamedExpr;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The first steps of a plan, which are done scene by scene in one pass over the pixels: masks,
/// selection and the arithmetic that comes before anything along time.
///
/// @param masks in order
/// @param scenes positions of the plan's scenes that are read, in order
/// @param outputs what a frame holds: a plain band or an expression each
/// @param rest the steps that remain
/// @param extent where the sources end, if they end along the grid's rows and columns
record Head(
    List<Step.Mask> masks,
    List<Integer> scenes,
    List<NamedExpr> outputs,
    List<Step> rest,
    Optional<PixelWindow> extent) {
  static Head of(Plan plan) {
    var masks = new ArrayList<Step.Mask>();
    var scenes = new ArrayList<Integer>();
    for (int i = 0; i < plan.scenes().size(); i++) {
      scenes.add(i);
    }
    Map<String, Expr> outputs = new LinkedHashMap<>();
    for (Plan.Input input : plan.inputs()) {
      if (input.visible()) {
        outputs.put(input.name(), Expr.band(input.name()));
      }
    }
    int next = 0;
    loop:
    for (; next < plan.steps().size(); next++) {
      switch (plan.steps().get(next)) {
        case Step.Mask mask -> masks.add(mask);
        case Step.SelectTimes(var positions) -> {
          List<Integer> before = List.copyOf(scenes);
          scenes.clear();
          positions.forEach(p -> scenes.add(before.get(p)));
        }
        case Step.SelectBands(var bands) -> {
          var chosen = new LinkedHashMap<String, Expr>();
          bands.forEach(
              b -> {
                Expr e = outputs.get(b);
                if (e != null) {
                  chosen.put(b, e);
                }
              });
          outputs.clear();
          outputs.putAll(chosen);
        }
        case Step.Calculate(var named) -> {
          var computed = new LinkedHashMap<String, Expr>();
          named.forEach(
              e ->
                  computed.put(
                      e.name(),
                      e.expr().substitute(n -> Objects.requireNonNull(outputs.get(n), n))));
          outputs.clear();
          outputs.putAll(computed);
        }
        case Step.Focal _, Step.Reduce _, Step.Carry _ -> {
          break loop;
        }
      }
    }
    return new Head(
        List.copyOf(masks),
        List.copyOf(scenes),
        outputs.entrySet().stream().map(e -> new NamedExpr(e.getKey(), e.getValue())).toList(),
        plan.steps().subList(next, plan.steps().size()),
        plan.reach() > 0 ? plan.extent() : Optional.empty());
  }

  /// True where frames are bands as they were read.
  boolean isPlain() {
    return outputs.stream()
        .allMatch(
            o ->
                o.expr() instanceof Expr.BandRef(String name)
                    && name.equals(Objects.requireNonNull(o.name())));
  }
}
