package dev.wavewright.starter.gate;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.UsageReport;
import dev.wavewright.workflows.usage.UsageState;
import dev.wavewright.workflows.usage.UsageView;
import dev.wavewright.workflows.usage.UsageWorkflow;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the monitors what is used, by the same rules and with the same words for everybody. */
public final class UsageReports {
  private final WorkflowClient client;
  private final Gate gate;
  private final Monitors monitors;
  private final Supplier<Optional<ProjectSettings>> configured;

  /**
   * @param configured asked for the accounts that the gate does not know yet
   */
  public UsageReports(WorkflowClient client, Supplier<Optional<ProjectSettings>> configured) {
    this.client = client;
    this.gate = new Gate(client);
    this.monitors = new Monitors(client);
    this.configured = configured;
  }

  /**
   * A reading as it was written.
   *
   * @param used percent, or {@code unknown}
   * @param window how long it counts over, or null
   * @param resetsAt when it begins anew, or null
   * @param at when it was so, or null for now
   */
  public record Written(
      String meter,
      String used,
      @Nullable String window,
      @Nullable String resetsAt,
      @Nullable String at,
      String source) {
    /**
     * Reads it.
     *
     * @param steps of the configuration, or null
     * @throws Refusal of usage if it cannot be meant
     */
    public UsageReport read(@Nullable List<UsageStep> steps) {
      try {
        return new UsageReport(
            meter,
            used.equals("unknown") ? null : Double.valueOf(percent()),
            window == null ? null : PositiveDuration.of(window, "5h or 7d"),
            instant(resetsAt),
            source,
            instant(at),
            steps);
      } catch (IllegalArgumentException e) {
        throw Refusal.usage(String.valueOf(e.getMessage()), "");
      }
    }

    private double percent() {
      if (!used.matches("[0-9]{1,4}([.][0-9]{1,6})?%?")) {
        throw Refusal.usage("'" + used + "' is no percentage", "write 70 or 'unknown'");
      }
      return Double.parseDouble(used.replace("%", ""));
    }

    private static @Nullable Instant instant(@Nullable String text) {
      try {
        return text == null ? null : Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw Refusal.usage("'" + text + "' is no time", "write it as 2026-11-22T15:00:00Z");
      }
    }
  }

  /**
   * What a reading did.
   *
   * @param views what is known of the account; empty if nothing is
   * @param caps the gate after it
   * @param said for people; empty for a dry run
   */
  public record Reported(List<UsageView> views, CapacityView caps, String said) {}

  /**
   * Tells a reading and waits until the limit it makes is in force.
   *
   * @throws Refusal if nobody knows the account, or it does not show in time
   */
  public Reported report(String account, UsageReport report, boolean dryRun)
      throws InterruptedException {
    CapacityView caps = gate.view();
    Optional<UsageView> before = monitors.of(account);
    if (before.isEmpty()) {
      KnownPools.require(caps, Monitors.pool(account), configured);
    }
    if (dryRun) {
      return new Reported(before.stream().toList(), caps, "");
    }
    UsageView after = send(account, report, before);
    return new Reported(List.of(after), inForce(account, after), after.recent().getLast().text());
  }

  /** Waits until the monitor has said what the reading did. */
  private UsageView send(String account, UsageReport report, Optional<UsageView> before)
      throws InterruptedException {
    UsageWorkflow monitor =
        client.newWorkflowStub(
            UsageWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(UsageWorkflow.id(account))
                .setTaskQueue(Stack.TASK_QUEUE)
                .setStaticSummary("The usage monitor of account " + account)
                .build());
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(monitor::run, UsageState.initial(account));
    request.add(monitor::report, report);
    client.signalWithStart(request);
    List<UsageView.Note> known = before.map(UsageView::recent).orElse(List.of());
    return Awaiting.until(
            () -> monitors.of(account),
            seen -> seen.map(UsageView::recent).filter(now -> !now.equals(known)).isPresent(),
            still -> late("the report was sent, but nothing became of it"))
        .orElseThrow();
  }

  private CapacityView inForce(String account, UsageView usage) throws InterruptedException {
    Integer limit = usage.limit();
    return limit == null
        ? gate.view()
        : Awaiting.until(
            gate::view,
            view ->
                Gate.pool(view, Monitors.pool(account))
                    .filter(pool -> pool.byHand() || pool.afterPause() <= limit)
                    .isPresent(),
            still -> late("the report was taken in, but the gate does not show the limit"));
  }

  private static Refusal late(String what) {
    return new Refusal(
        Refusal.Kind.TIMED_OUT,
        what + " within " + Awaiting.TAKES_EFFECT.toSeconds() + " s",
        "is a worker running?",
        "wavewright usage");
  }
}
