package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.delivery.Deliveries;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.usage.UsageState.Told;
import dev.wavewright.workflows.usage.core.Decision;
import dev.wavewright.workflows.usage.core.Event;
import dev.wavewright.workflows.usage.core.Usage;
import dev.wavewright.workflows.usage.core.UsageDecider;
import dev.wavewright.workflows.usage.core.UsageSnapshot;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The shell of the usage monitor: awaits, decides, tells the gate, continues as new. */
public final class UsageWorkflowImpl implements UsageWorkflow {
  /** How long a gate that is not there is left alone. */
  private static final Duration TELL_AGAIN_AFTER = Duration.ofMinutes(1);

  private static final int MOST_NOTES = 12;

  private final String account;
  private final int continueAsNewAfter;
  private final List<Event> inbox = new ArrayList<>();
  private final List<UsageView.Note> recent;
  private Usage usage;
  private @Nullable Told told;

  @WorkflowInit
  public UsageWorkflowImpl(UsageState state) {
    if (state.version() != UsageState.VERSION) {
      throw ApplicationFailure.newNonRetryableFailure(
          "state of version " + state.version() + "; this worker knows " + UsageState.VERSION,
          "UnknownStateVersion");
    }
    account = state.account();
    continueAsNewAfter = state.continueAsNewAfter();
    recent = new ArrayList<>(state.recent());
    usage = UsageRows.read(state);
    told = state.told();
  }

  @Override
  public void run(UsageState state) {
    while (true) {
      boolean heard = !inbox.isEmpty();
      Decision decision = decide();
      Workflow.setCurrentDetails(UsageRows.markdown(view()));
      boolean reached = tellGate(heard);
      if (inbox.isEmpty() && Workflow.getInfo().getHistoryLength() >= continueAsNewAfter) {
        Workflow.newContinueAsNewStub(UsageWorkflow.class)
            .run(UsageRows.write(account, usage, continueAsNewAfter, told, recent));
      }
      awaitNews(decision.wakeAt(), reached);
    }
  }

  private Decision decide() {
    List<Event> events = List.copyOf(inbox);
    inbox.clear();
    Decision decision = UsageDecider.decide(new UsageSnapshot(usage, now(), events));
    usage = decision.usage();
    decision.outcomes().forEach(outcome -> recent.add(new UsageView.Note(now(), outcome.why())));
    while (recent.size() > MOST_NOTES) {
      recent.removeFirst();
    }
    return decision;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }

  /**
   * Tells the gate what is new, and with every reading what it was told before: a gate that was
   * begun anew would not know.
   *
   * @return false if no gate is there
   */
  private boolean tellGate(boolean heard) {
    Integer limit = UsageRows.limit(usage.limit());
    Told now = new Told(limit, usage.reason(), limit == null ? null : usage.expected());
    boolean nothingSaid = told == null ? limit == null : Objects.equals(told, now);
    if (nothingSaid && (limit == null || !heard)) {
      return true;
    }
    CapacityWorkflow gate =
        Workflow.newExternalWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID);
    CapSteering steering =
        new CapSteering(
            limit == null ? CapSteering.Action.LIFT : CapSteering.Action.LIMIT,
            PoolName.account(account),
            limit == null ? 0 : limit,
            BY,
            now.reason(),
            now.until());
    boolean reached = Deliveries.deliver("the limit of " + account, () -> gate.steer(steering));
    told = reached ? now : null;
    return reached || limit == null;
  }

  /** Waits for a reading or the time to decide; returns at once when that has come. */
  private void awaitNews(@Nullable Instant wakeAt, boolean reached) {
    Instant again = reached ? null : now().plus(TELL_AGAIN_AFTER);
    Instant next = wakeAt == null || (again != null && again.isBefore(wakeAt)) ? again : wakeAt;
    if (next == null) {
      Workflow.await(() -> !inbox.isEmpty());
    } else if (next.isAfter(now())) {
      Workflow.await(Duration.between(now(), next), () -> !inbox.isEmpty());
    }
  }

  @Override
  public void report(UsageReport report) {
    inbox.addAll(UsageRows.events(report, now()));
  }

  @Override
  public UsageView view() {
    return UsageRows.view(account, usage, recent);
  }
}
