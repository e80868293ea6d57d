package dev.cairn.plan;

import dev.cairn.cube.Step;
import dev.cairn.expr.NamedExpr;
import dev.cairn.raster.DType;
import dev.cairn.raster.Stated;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Whether a plan that came from outside fits together: each step finds the bands and the time
/// steps that it names, and what comes out is what the output says.
final class PlanCheck {
  /// As [dev.cairn.cube.GridRequest] allows.
  private static final int MAX_SIDE = 2_000_000;

  private PlanCheck() {}

  /// @throws IllegalArgumentException saying what does not fit
  static void check(Plan plan) {
    require(
        plan.grid().width() <= MAX_SIDE && plan.grid().height() <= MAX_SIDE,
        "a grid of more than " + MAX_SIDE + " pixels a side");
    require(!plan.scenes().isEmpty(), "no scenes");
    require(plan.inputs().stream().anyMatch(Plan.Input::visible), "no inputs");
    var names = new LinkedHashSet<String>();
    var bands = new ArrayList<String>();
    for (Plan.Input input : plan.inputs()) {
      require(names.add(input.name()), "two inputs " + input.name());
      if (input.visible()) {
        bands.add(input.name());
      }
    }
    int times = plan.scenes().size();
    List<String> current = bands;
    boolean computed = false;
    for (Step step : plan.steps()) {
      switch (step) {
        case Step.Mask(String band, _, _) -> {
          require(!computed, "a mask after computing");
          requireAll(names, Set.of(band));
        }
        case Step.Calculate(var named) -> {
          for (NamedExpr e : named) {
            requireAll(current, e.expr().bands());
          }
          current = named.stream().map(NamedExpr::name).toList();
          computed = true;
        }
        case Step.Focal focal -> {
          for (Step.FocalBand band : focal.bands()) {
            requireAll(current, Set.of(band.band()));
          }
          current = focal.names();
          require(Set.copyOf(current).size() == current.size(), "two bands of one name");
          computed = true;
        }
        case Step.SelectBands(var chosen) -> {
          requireAll(known(current, plan), chosen);
          current = chosen;
        }
        case Step.SelectTimes(var positions) -> {
          for (int p : positions) {
            require(p >= 0 && p < times, "time step " + p + " of " + times);
          }
          times = positions.size();
        }
        case Step.Reduce(_, var bins) -> {
          int at = 0;
          for (Step.Bin bin : bins) {
            require(
                bin.from() >= at && bin.to() <= times,
                "bin " + bin + " of " + times + " time steps");
            at = bin.to();
          }
          times = bins.size();
          computed = true;
        }
        case Step.Carry _ -> computed = true;
      }
    }
    require(
        Step.Focal.reach(plan.steps()) <= Step.Focal.MAX_REACH,
        "neighbourhoods of more than " + Step.Focal.MAX_REACH + " pixels");
    require(
        plan.output().times().size() == times,
        plan.output().times().size() + " output times, the steps make " + times);
    require(
        plan.output().bands().equals(current),
        "output bands " + plan.output().bands() + ", the steps make " + current);
    require(!current.isEmpty() && times > 0, "an output of nothing");
    if (plan.output().nodata() instanceof Stated.As<Double>(Double nodata)) {
      DType dtype = plan.output().dtype();
      require(dtype.holds(nodata), "output no-data " + nodata + ", which is no sample of " + dtype);
    }
  }

  /// Bands that nobody needs later are not read: naming them on the way is no fault.
  private static Collection<String> known(List<String> current, Plan plan) {
    var known = new LinkedHashSet<>(current);
    plan.scenes().forEach(s -> known.addAll(s.bands().keySet()));
    return known;
  }

  private static void requireAll(Collection<String> there, Collection<String> wanted) {
    for (String band : wanted) {
      require(there.contains(band), "band " + band + "; there are " + String.join(", ", there));
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
