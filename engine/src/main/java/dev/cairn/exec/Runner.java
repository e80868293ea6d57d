package dev.cairn.exec;

import dev.cairn.plan.Plan;

/// Runs plans. Two runners make the same pixels of one plan.
public interface Runner {
  /// Runs the plan into the sink and commits it. The caller closes the sink, which discards what
  /// was not committed.
  ///
  /// @throws dev.cairn.base.CairnException the first failure; everything else is stopped by then
  /// @throws InterruptedException where the caller is interrupted; everything is stopped by then
  RunReport run(Plan plan, Sink sink) throws InterruptedException;
}
