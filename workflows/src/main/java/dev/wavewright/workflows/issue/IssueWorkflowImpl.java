package dev.wavewright.workflows.issue;

import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.HostLoss;
import dev.wavewright.workflows.capacity.LeaseGrant;
import dev.wavewright.workflows.capacity.LeaseRefusal;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.TicketCancel;
import dev.wavewright.workflows.delivery.Deliveries;
import dev.wavewright.workflows.issue.IssueActivities.AgentWork;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.issue.IssueStatus.Times;
import dev.wavewright.workflows.issue.core.IssueDecision;
import dev.wavewright.workflows.issue.core.IssueMachine;
import dev.wavewright.workflows.issue.core.IssueNews;
import dev.wavewright.workflows.issue.core.IssueNews.Addressee;
import dev.wavewright.workflows.issue.core.IssueNews.Operation;
import dev.wavewright.workflows.issue.core.IssueProgress;
import dev.wavewright.workflows.issue.core.IssueSnapshot;
import dev.wavewright.workflows.issue.core.IssueStep;
import dev.wavewright.workflows.issue.core.IssueTerms;
import dev.wavewright.workflows.issue.core.Round;
import dev.wavewright.workflows.issue.core.Stage;
import dev.wavewright.workflows.merge.MergeOutcome;
import dev.wavewright.workflows.merge.MergeRequest;
import dev.wavewright.workflows.merge.MergeWithdrawal;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.wave.IssueReport;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.common.SearchAttributeKey;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Awaits news, lets {@link IssueMachine} decide, and acts. Signals only record. The loop runs in a
 * detached scope, so that Temporal's own cancellation is news like every other and nothing it
 * started is left behind.
 */
public final class IssueWorkflowImpl implements IssueWorkflow {
  private static final SearchAttributeKey<String> PHASE = SearchAttributeKey.forKeyword("Phase");
  private static final SearchAttributeKey<String> HOST = SearchAttributeKey.forKeyword("Host");
  // From the end: the first digits are a time stamp, and an issue may start again within a minute.
  private static final int RUN_ID_DIGITS = 8;
  private static final Duration SOONEST = Duration.ofMillis(1);

  private final IssueInput input;
  private final IssueTerms terms;
  private final SessionId session;
  private final Deque<IssueNews> inbox = new ArrayDeque<>();
  private final Instant queued = now();
  private IssueProgress progress = IssueProgress.initial();
  private @Nullable Instant started;
  private @Nullable Instant preparedSince;
  private @Nullable Instant ended;
  private final HostOperations operations = new HostOperations(inbox::add);
  private final LandingLine landingLine;

  @WorkflowInit
  public IssueWorkflowImpl(IssueInput input) {
    this.input = input;
    terms = input.terms();
    landingLine = new LandingLine(input.repository());
    String firstRun = Workflow.getInfo().getFirstExecutionRunId();
    session =
        new SessionId(
            input.key().folder() + "-" + firstRun.substring(firstRun.length() - RUN_ID_DIGITS));
    inbox.add(new IssueNews.Begun());
  }

  @Override
  public IssueStatus run(IssueInput ignored) {
    refuseWhatCannotRun();
    CancellationScope.current()
        .getCancellationRequest()
        .thenApply(reason -> inbox.add(new IssueNews.CancelAsked("Temporal")));
    Workflow.newDetachedCancellationScope(this::lead).run();
    return status();
  }

  private void lead() {
    while (progress.stage() != Stage.NOTHING) {
      Workflow.await(() -> !inbox.isEmpty());
      IssueDecision decision =
          IssueMachine.decide(new IssueSnapshot(terms, progress, inbox.removeFirst()));
      progress = decision.progress();
      publish();
      decision.steps().forEach(this::act);
    }
  }

  @Override
  public void granted(LeaseGrant grant) {
    inbox.add(IssueMessages.news(input.key(), grant));
  }

  @Override
  public void refused(LeaseRefusal refusal) {
    inbox.add(IssueMessages.news(input.key(), refusal));
  }

  @Override
  public void mergeStarted(String ticket) {
    inbox.add(IssueMessages.landingBegan(input.key(), ticket));
  }

  @Override
  public void mergeEnded(MergeOutcome outcome) {
    inbox.add(IssueMessages.news(input.key(), outcome));
  }

  @Override
  public void retry(String by) {
    inbox.add(new IssueNews.RetryAsked());
  }

  @Override
  public void skip(String by) {
    inbox.add(new IssueNews.SkipAsked(by));
  }

  @Override
  public void cancel(String by) {
    inbox.add(new IssueNews.CancelAsked(by));
  }

  @Override
  public void hostLost(HostLoss loss) {
    inbox.add(new IssueNews.HostLost(loss.host(), loss.by()));
  }

  @Override
  public IssueStatus status() {
    return IssuePage.status(input, session, progress, new Times(queued, started, ended));
  }

  /** Shows where the issue stands. Search learns only what it is asked for: an event per change. */
  private void publish() {
    if (progress.phase() == Phase.PREPARING && started == null) {
      started = now();
    }
    if (progress.stage() == Stage.NOTHING) {
      ended = now();
    }
    Workflow.setCurrentDetails(IssuePage.details(status()));
    Phase searchable = IssuePage.searchable(progress.phase());
    if (searchable.word().equals(Workflow.getTypedSearchAttributes().get(PHASE))) {
      return;
    }
    HostId host = progress.holdings().host();
    if (host == null) {
      Workflow.upsertTypedSearchAttributes(PHASE.valueSet(searchable.word()));
    } else {
      Workflow.upsertTypedSearchAttributes(
          PHASE.valueSet(searchable.word()), HOST.valueSet(host.value()));
    }
  }

  private void act(IssueStep step) {
    switch (step) {
      case IssueStep.RequestLeases request -> requestLeases(request);
      case IssueStep.CancelTicket cancel -> {
        TicketCancel message =
            new TicketCancel(Ticket.of(key(), cancel.number()), progress.evidence().detail());
        Deliveries.deliver("cancelled ticket", () -> gate().cancel(message));
      }
      case IssueStep.ReleaseLease release -> {
        LeaseRelease message = new LeaseRelease(key(), release.kind(), release.token());
        Deliveries.deliver("release", () -> gate().release(message));
      }
      case IssueStep.Prepare ignored -> {
        preparedSince = now();
        IssueActivities host = HostWork.preparation(host(), key());
        operations.beginCallable(
            Operation.PREPARE, () -> Async.function(host::prepare, work()), IssueMessages::news);
      }
      case IssueStep.RunAgent run -> runAgent(run);
      case IssueStep.Wake wake -> wake(wake);
      case IssueStep.Check check -> {
        IssueActivities host = HostWork.check(host(), key(), repository());
        operations.beginCallable(
            Operation.CHECK,
            () -> Async.function(host::check, work(), check.commit(), check.attempt()),
            IssueMessages::news);
      }
      case IssueStep.CallOff callOff -> operations.callOff(callOff.grace());
      case IssueStep.AbandonHost ignored -> operations.abandon();
      case IssueStep.StopAgent ignored -> {
        IssueActivities host = HostWork.shortStep(host(), "stop the agent of " + key());
        operations.begin(
            Operation.STOP_AGENT,
            () -> Async.procedure(host::stopAgent, work()),
            nothing -> new IssueNews.StopDelivered());
      }
      case IssueStep.Rescue ignored -> {
        IssueActivities host = HostWork.shortStep(host(), "save the work of " + key());
        operations.begin(
            Operation.RESCUE, () -> Async.function(host::rescue, work()), IssueNews.Rescued::new);
      }
      case IssueStep.Retire ignored -> {
        IssueActivities host = HostWork.shortStep(host(), "clean up after " + key());
        operations.begin(
            Operation.RETIRE, () -> Async.function(host::retire, work()), IssueNews.Retired::new);
      }
      case IssueStep.EnqueueMerge enqueue -> enqueueMerge(enqueue);
      case IssueStep.WithdrawMerge withdraw -> {
        MergeWithdrawal message =
            new MergeWithdrawal(
                IssueMessages.mergeTicket(key(), withdraw.number()),
                progress.evidence().detail(),
                withdraw.hostLost());
        if (!landingLine.withdraw(message)) {
          noMergeQueue();
        }
      }
      case IssueStep.TellWave tell -> tellWave(tell);
      case IssueStep.End ignored -> {}
    }
  }

  private void requestLeases(IssueStep.RequestLeases step) {
    if (input.askedByWave() && step.equals(IssueLeases.first(terms))) {
      return;
    }
    LeaseRequest request =
        IssueLeases.request(
            input,
            step,
            Workflow.getInfo().getFirstExecutionRunId(),
            input.rank(),
            queued,
            agent(step.round()),
            progress.work().worktree() ? progress.holdings().host() : null);
    if (!Deliveries.deliver("request for leases", () -> gate().request(request))) {
      inbox.add(new IssueNews.Undeliverable(Addressee.GATE, CapacityWorkflow.ABSENT));
    }
  }

  private void runAgent(IssueStep.RunAgent run) {
    AgentSettings agent = agent(run.round());
    String summary = "%s %s (attempt %d)".formatted(run.round().purpose(), key(), run.attempt());
    IssueActivities host = HostWork.agent(host(), terms.limits().run(), summary);
    AgentWork work =
        new AgentWork(
            work(),
            IssueMessages.round(run.round()),
            run.turn(),
            run.attempt(),
            agent.name(),
            run.token(),
            run.feedback(),
            IssueMessages.outgoing(run.conflicts()),
            input.wave());
    operations.beginCallable(
        Operation.RUN_AGENT,
        () -> Async.function(host::runAgent, work),
        report -> {
          if (report.spent() != null) {
            inbox.add(new IssueNews.Spent(report.spent()));
          }
          return IssueMessages.news(report, now());
        });
  }

  /** A time that means nothing any more still comes, and changes nothing. */
  private void wake(IssueStep.Wake wake) {
    Duration left = Duration.between(now(), wake.at());
    TimerOptions options =
        TimerOptions.newBuilder().setSummary("the agent's account may not be used").build();
    Workflow.newTimer(left.isPositive() ? left : SOONEST, options)
        .thenApply(due -> inbox.add(new IssueNews.Woken(wake.number(), now())));
  }

  private void enqueueMerge(IssueStep.EnqueueMerge step) {
    MergeRequest request =
        new MergeRequest(
            IssueMessages.mergeTicket(key(), step.number()),
            key(),
            Workflow.getInfo().getWorkflowId(),
            host(),
            input.project(),
            repository(),
            session,
            input.text().title(),
            step.commit(),
            step.base(),
            step.digest(),
            step.inFlight(),
            input.dependencies(),
            step.attempt());
    if (!landingLine.enqueue(request)) {
      noMergeQueue();
    }
  }

  private void noMergeQueue() {
    inbox.add(new IssueNews.Undeliverable(Addressee.MERGE_QUEUE, landingLine.absent()));
  }

  private void tellWave(IssueStep.TellWave tell) {
    if (input.wave() == null) {
      return;
    }
    boolean measured = tell.phase() == Phase.DONE && preparedSince != null;
    Duration inFlight = measured ? Duration.between(preparedSince, now()) : null;
    IssueReport report =
        new IssueReport(
            key(), tell.phase(), tell.reason(), tell.landed(), now(), inFlight, tell.inFlight());
    WaveWorkflow wave =
        Workflow.newExternalWorkflowStub(WaveWorkflow.class, input.wave().workflowId());
    // A wave that is gone has nothing to do with this issue any more, and gives nothing back.
    if (!Deliveries.deliver("report", () -> wave.report(report)) && tell.inFlight() != null) {
      inbox.addFirst(new IssueNews.Undeliverable(Addressee.WAVE, "the wave has ended"));
    }
  }

  private SessionWork work() {
    return new SessionWork(
        key(),
        session,
        input.project(),
        input.repository(),
        text(),
        input.dependencies(),
        fence(),
        input.wave() != null);
  }

  /** The planned text, or the one that a person agreed to by retrying. */
  private IssueText text() {
    String digest = progress.work().textDigest();
    return digest == null || input.text().digest() == null
        ? input.text()
        : new IssueText(input.text().title(), null, digest);
  }

  private IssueKey key() {
    return input.key();
  }

  private LeaseToken fence() {
    LeaseToken fence = progress.holdings().fence();
    if (fence == null) {
      throw failure("no lease was ever held");
    }
    return fence;
  }

  private HostId host() {
    HostId host = progress.holdings().host();
    if (host == null) {
      throw failure("no host was ever chosen");
    }
    return host;
  }

  private RepositorySettings repository() {
    return input
        .project()
        .repository(input.repository())
        .orElseThrow(() -> failure("repository " + input.repository() + " is not configured"));
  }

  private AgentSettings agent(Round round) {
    String reviewer = input.project().reviewer();
    String name = round.isReview() && reviewer != null ? reviewer : input.agent();
    return input
        .project()
        .agent(name)
        .orElseThrow(() -> failure("agent " + name + " is not configured"));
  }

  /** Ends the workflow at once on an input with which no step could be made. */
  private void refuseWhatCannotRun() {
    repository();
    agent(Round.IMPLEMENT);
    if (terms.reviewed()) {
      agent(Round.REVIEW);
    }
  }

  private static ApplicationFailure failure(String message) {
    return ApplicationFailure.newNonRetryableFailure(message, "InvalidIssue");
  }

  private static CapacityWorkflow gate() {
    return Workflow.newExternalWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID);
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
