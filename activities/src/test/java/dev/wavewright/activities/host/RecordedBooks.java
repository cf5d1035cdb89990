package dev.wavewright.activities.host;

import dev.wavewright.workflows.budget.AcceptedReport;
import dev.wavewright.workflows.budget.SpendReport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Books that keep what they were told, and may be away for the next calls. */
final class RecordedBooks implements SpendBooks {
  final List<SpendReport> spent = new CopyOnWriteArrayList<>();
  final List<AcceptedReport> accepted = new CopyOnWriteArrayList<>();

  /** How many of the next calls find nobody. */
  final AtomicInteger away = new AtomicInteger();

  @Override
  public void spent(String project, SpendReport report) {
    reach();
    spent.add(report);
  }

  @Override
  public void accepted(String project, AcceptedReport report) {
    reach();
    accepted.add(report);
  }

  private void reach() {
    if (away.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("Temporal is away");
    }
  }
}
