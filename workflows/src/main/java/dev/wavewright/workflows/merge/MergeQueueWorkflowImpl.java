package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.delivery.Deliveries;
import dev.wavewright.workflows.merge.core.Decision;
import dev.wavewright.workflows.merge.core.Head;
import dev.wavewright.workflows.merge.core.MergeLine;
import dev.wavewright.workflows.merge.core.MergeLoad;
import dev.wavewright.workflows.merge.core.MergeRules;
import dev.wavewright.workflows.merge.core.News;
import dev.wavewright.workflows.merge.core.Snapshot;
import dev.wavewright.workflows.merge.core.Step;
import dev.wavewright.workflows.merge.core.Waiting;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Awaits, lets {@link MergeRules} decide, and acts. An idle queue stays open in one await and costs
 * nothing; if it is ever ended, the next request's signal-with-start makes a new one.
 */
public final class MergeQueueWorkflowImpl implements MergeQueueWorkflow {
  private static final Duration SHORT_STEP = Duration.ofMinutes(10);
  private static final Duration GATE_MARGIN = Duration.ofMinutes(15);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration SEND_AGAIN = Duration.ofSeconds(30);

  /** A step that kills its worker each time must not hold the line for ever. */
  private static final int TRIES_PER_STEP = 10;

  private static final Logger logger = Workflow.getLogger(MergeQueueWorkflowImpl.class);

  private final MergeQueueState first;
  private final Map<String, MergeRequest> requests = new LinkedHashMap<>();
  private final List<News> inbox = new ArrayList<>();
  private final List<MergeQueueState.Message> outbox;
  private String branch;
  private MergeLine line;
  private boolean working;
  private @Nullable CancellationScope underWay;

  /** Counts work that was given up: what comes of it is not news. */
  private int givenUp;

  @WorkflowInit
  public MergeQueueWorkflowImpl(MergeQueueState state) {
    first = state;
    branch = state.branch();
    line = MergeRecords.line(state);
    outbox = new ArrayList<>(state.undelivered());
    MergeRecords.requests(state).forEach(request -> requests.put(request.ticket(), request));
  }

  @Override
  public void run(MergeQueueState state) {
    // Cancelling a queue would lose its line unanswered, so it does nothing: withdraw the tickets.
    Workflow.newDetachedCancellationScope(this::serve).run();
  }

  private void serve() {
    while (true) {
      Decision decision =
          MergeRules.decide(
              new Snapshot(
                  line,
                  List.copyOf(inbox),
                  working,
                  runIsLong(),
                  Instant.ofEpochMilli(Workflow.currentTimeMillis())));
      inbox.clear();
      line = decision.line();
      decision.steps().forEach(this::act);
      forgetFinished();
      Workflow.setCurrentDetails(MergeQueueDetails.of(view(), stage()));
      deliver();
      if (inbox.isEmpty() && runIsLong() && !working && Workflow.isEveryHandlerFinished()) {
        // Nothing yields from here on, so no news can be lost between the two runs.
        Workflow.continueAsNew(
            MergeRecords.state(first, branch, line, requests, List.copyOf(outbox)));
      }
      if (outbox.isEmpty()) {
        Workflow.await(() -> !inbox.isEmpty());
      } else {
        Workflow.await(SEND_AGAIN, () -> !inbox.isEmpty());
      }
    }
  }

  @Override
  public void enqueue(MergeRequest request) {
    branch = request.repository().integration();
    requests.putIfAbsent(request.ticket(), request);
    inbox.add(
        new News.Arrived(
            request.ticket(), request.holder(), request.key(), request.host(), request.verdict()));
  }

  @Override
  public void withdraw(MergeWithdrawal withdrawal) {
    inbox.add(new News.Withdrawn(withdrawal.ticket(), withdrawal.reason(), withdrawal.hostLost()));
  }

  @Override
  public void reopen(String by) {
    inbox.add(new News.Reopened(by));
  }

  @Override
  public void hostLost(HostLoss loss) {
    inbox.add(new News.HostLost(loss.host(), loss.by()));
  }

  @Override
  public MergeQueueView view() {
    Head head = line.head();
    return new MergeQueueView(
        first.repository(),
        branch,
        head == null ? null : head.item().key(),
        line.waiting().stream().map(Waiting::key).toList(),
        line.landed().stream()
            .map(
                landing ->
                    new MergeQueueView.Landing(
                        landing.key(),
                        landing.commit(),
                        landing.at(),
                        landing.took(),
                        landing.warning()))
            .toList(),
        MergeLoad.of(line.landed()).orElse(null),
        line.closed());
  }

  private void act(Step step) {
    switch (step) {
      case Step.Rebuild rebuild -> {
        MergeRequest request = request(rebuild.ticket());
        MergeActivities hands = hands(request, "rebuild", SHORT_STEP);
        begin(
            rebuild.ticket(),
            () -> Async.function(hands::rebuildOnTip, request),
            result -> MergeRecords.news(rebuild.ticket(), result));
      }
      case Step.Gate gate -> {
        MergeRequest request = request(gate.ticket());
        Duration limit = request.repository().checkTimeout().plus(GATE_MARGIN);
        MergeActivities hands = hands(request, "check", limit);
        begin(
            gate.ticket(),
            () -> Async.function(hands::gate, request, gate.candidate()),
            result -> MergeRecords.news(gate.ticket(), result));
      }
      case Step.Land land -> {
        MergeRequest request = request(land.ticket());
        MergeActivities hands = hands(request, "land", SHORT_STEP);
        begin(
            land.ticket(),
            () -> Async.function(hands::land, request, land.tip(), land.candidate()),
            result -> MergeRecords.news(land.ticket(), land.candidate(), result));
      }
      case Step.GiveUp ignored -> giveUp();
      case Step.TellStarted started ->
          outbox.add(new MergeQueueState.Message(started.holder(), started.ticket(), null));
      case Step.TellEnded ended ->
          outbox.add(
              new MergeQueueState.Message(
                  ended.holder(), ended.ticket(), MergeRecords.outcome(ended.ending())));
    }
  }

  private <T> void begin(String ticket, Supplier<Promise<T>> work, Function<T, News.Result> news) {
    working = true;
    CancellationScope scope = Workflow.newCancellationScope(() -> follow(ticket, work.get(), news));
    underWay = scope;
    scope.run();
  }

  private <T> void follow(String ticket, Promise<T> work, Function<T, News.Result> news) {
    int before = givenUp;
    work.handle(
        (result, failure) -> {
          if (before != givenUp) {
            return false;
          }
          working = false;
          inbox.add(
              failure == null
                  ? news.apply(result)
                  : new News.Failed(ticket, MergeFailures.sentence(failure)));
          return true;
        });
  }

  /** Its end is not awaited: nobody may be there to report it. */
  private void giveUp() {
    givenUp++;
    working = false;
    if (underWay != null) {
      underWay.cancel();
    }
  }

  private static MergeActivities hands(MergeRequest request, String verb, Duration limit) {
    return Workflow.newActivityStub(
        MergeActivities.class,
        ActivityOptions.newBuilder()
            .setTaskQueue(request.host().taskQueue())
            .setStartToCloseTimeout(limit)
            .setHeartbeatTimeout(SILENCE)
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setDisableEagerExecution(true)
            .setRetryOptions(
                RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setMaximumInterval(SILENCE)
                    .setMaximumAttempts(TRIES_PER_STEP)
                    .build())
            .setSummary(verb + " " + request.key())
            .build());
  }

  /** Sends what is due, in order for each holder; what could not be sent stays. */
  private void deliver() {
    Set<String> unreachable = new LinkedHashSet<>();
    for (MergeQueueState.Message message : List.copyOf(outbox)) {
      if (unreachable.contains(message.holder()) || !sent(message)) {
        unreachable.add(message.holder());
      } else {
        outbox.remove(message);
      }
    }
  }

  private static boolean sent(MergeQueueState.Message message) {
    MergeClient holder = Workflow.newExternalWorkflowStub(MergeClient.class, message.holder());
    try {
      if (message.outcome() == null) {
        holder.mergeStarted(message.ticket());
      } else {
        holder.mergeEnded(message.outcome());
      }
      return true;
    } catch (ApplicationFailure failure) {
      if (Deliveries.nobodyThere(failure)) {
        return true;
      }
      logger.warn("{} could not be told: {}", message.holder(), failure.getMessage());
      return false;
    }
  }

  private void forgetFinished() {
    Set<String> live = new LinkedHashSet<>();
    inbox.forEach(
        news -> {
          if (news instanceof News.Arrived arrived) {
            live.add(arrived.ticket());
          }
        });
    line.waiting().forEach(item -> live.add(item.ticket()));
    if (line.head() != null) {
      live.add(line.head().item().ticket());
    }
    requests.keySet().retainAll(live);
  }

  private MergeRequest request(String ticket) {
    return Objects.requireNonNull(requests.get(ticket), "a ticket in line has its request");
  }

  private String stage() {
    Head head = line.head();
    return head == null
        ? ""
        : switch (head.stage()) {
          case REBUILD -> "rebuilding on the branch's tip";
          case GATE -> "checking the merged tree";
          case LAND -> "advancing the branch";
        };
  }

  private boolean runIsLong() {
    return Workflow.getInfo().isContinueAsNewSuggested()
        || Workflow.getInfo().getHistoryLength() >= first.eventsPerRun();
  }
}
