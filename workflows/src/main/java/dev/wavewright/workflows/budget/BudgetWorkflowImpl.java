package dev.wavewright.workflows.budget;

import dev.wavewright.workflows.budget.core.Book;
import dev.wavewright.workflows.budget.core.BudgetDecider;
import dev.wavewright.workflows.budget.core.BudgetSnapshot;
import dev.wavewright.workflows.budget.core.Decision;
import dev.wavewright.workflows.budget.core.Event;
import dev.wavewright.workflows.budget.core.Hold;
import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.delivery.Deliveries;
import dev.wavewright.workflows.model.BudgetSettings;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.WaveId;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shell of a project's book: awaits, decides, tells the gate, continues as new. */
public final class BudgetWorkflowImpl implements BudgetWorkflow {
  /** How long a gate that is not there is left alone. */
  private static final Duration TELL_AGAIN_AFTER = Duration.ofMinutes(1);

  private static final int MOST_NOTES = 12;

  private final String project;
  private final int continueAsNewAfter;
  private final List<Event> inbox = new ArrayList<>();
  private final List<BudgetView.Note> recent;
  private Book book;
  private List<Hold> held;

  @WorkflowInit
  public BudgetWorkflowImpl(BudgetState state) {
    if (state.version() != BudgetState.VERSION) {
      throw ApplicationFailure.newNonRetryableFailure(
          "state of version " + state.version() + "; this worker knows " + BudgetState.VERSION,
          "UnknownStateVersion");
    }
    project = state.project();
    continueAsNewAfter = state.continueAsNewAfter();
    recent = new ArrayList<>(state.recent());
    book = BudgetRows.read(state);
    held = BudgetRows.held(state);
  }

  @Override
  public void run(BudgetState state) {
    while (true) {
      boolean heard = !inbox.isEmpty();
      Decision decision = decide();
      Workflow.setCurrentDetails(BudgetRows.markdown(view()));
      boolean reached = tellGate(decision.holds(), heard);
      if (inbox.isEmpty() && Workflow.getInfo().getHistoryLength() >= continueAsNewAfter) {
        Workflow.newContinueAsNewStub(BudgetWorkflow.class)
            .run(BudgetRows.write(project, book, continueAsNewAfter, held, recent));
      }
      awaitNews(decision.wakeAt(), reached);
    }
  }

  private Decision decide() {
    List<Event> events = List.copyOf(inbox);
    inbox.clear();
    Decision decision = BudgetDecider.decide(new BudgetSnapshot(book, now(), events));
    book = decision.book();
    decision.outcomes().forEach(outcome -> recent.add(new BudgetView.Note(now(), outcome.why())));
    while (recent.size() > MOST_NOTES) {
      recent.removeFirst();
    }
    return decision;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }

  /**
   * Lifts what is held no more and tells what is new; with everything heard also what was told
   * before, as a gate that was begun anew would not know.
   *
   * @return false if no gate is there that is to hold something
   */
  private boolean tellGate(List<Hold> holds, boolean heard) {
    boolean reached = true;
    List<Hold> told = new ArrayList<>();
    for (Hold before : held) {
      if (holds.stream().noneMatch(hold -> pool(hold).equals(pool(before)))) {
        // A gate that is not there holds nothing.
        steer(CapSteering.Action.LIFT, before);
      }
    }
    for (Hold hold : holds) {
      if (heard || !held.contains(hold)) {
        if (!steer(CapSteering.Action.LIMIT, hold)) {
          reached = false;
          continue;
        }
      }
      told.add(hold);
    }
    held = told;
    return reached;
  }

  private boolean steer(CapSteering.Action action, Hold hold) {
    PoolName pool = pool(hold);
    CapacityWorkflow gate =
        Workflow.newExternalWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID);
    CapSteering steering = new CapSteering(action, pool, 0, BY, hold.reason(), hold.until());
    return Deliveries.deliver("the budget of " + pool, () -> gate.steer(steering));
  }

  private PoolName pool(Hold hold) {
    return hold.wave() == null
        ? PoolName.project(project)
        : PoolName.wave(new WaveId(project, hold.wave()));
  }

  /** Waits for a report or the time to decide; returns at once when that has come. */
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
  public void spent(SpendReport report) {
    inbox.addAll(BudgetRows.events(report));
  }

  @Override
  public void accepted(AcceptedReport report) {
    inbox.add(BudgetRows.event(report));
  }

  @Override
  public void raise(BudgetRaise raise) {
    inbox.add(BudgetRows.event(raise));
  }

  @Override
  public void configure(BudgetSettings budgets) {
    inbox.add(BudgetRows.event(budgets));
  }

  @Override
  public BudgetView view() {
    return BudgetRows.view(project, book, recent);
  }
}
