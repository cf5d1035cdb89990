package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.issue.core.IssueNews.AgentEnded;
import dev.wavewright.workflows.issue.core.IssueNews.CheckVerdict;
import dev.wavewright.workflows.issue.core.IssueNews.Checked;
import dev.wavewright.workflows.issue.core.IssueNews.Ending;
import dev.wavewright.workflows.issue.core.IssueNews.Granted;
import dev.wavewright.workflows.issue.core.IssueNews.LandingEnded;
import dev.wavewright.workflows.issue.core.IssueNews.LandingResult;
import dev.wavewright.workflows.issue.core.IssueNews.Opinion;
import dev.wavewright.workflows.issue.core.IssueNews.Preparation;
import dev.wavewright.workflows.issue.core.IssueNews.Prepared;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.OnExpiry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An issue told one piece of news after the other; tokens of ticket n are 0.2n-1 and 0.2n. */
final class Story {
  static final HostId HOST = new HostId("alpha");
  static final CommitId BASE = new CommitId("0".repeat(40));
  static final CommitId LANDED = new CommitId("f".repeat(40));
  static final PathConflict CONFLICT = new PathConflict("a.txt", "x", "y", "acme/api#4 Rename");

  private final IssueTerms terms;
  private IssueProgress progress = IssueProgress.initial();

  Story(boolean reviewed) {
    this(reviewed, limits(3, 2, 1, 1));
  }

  Story(boolean reviewed, Limits limits) {
    this(reviewed, limits, false);
  }

  Story(boolean reviewed, Limits limits, boolean hasDependents) {
    this(terms(reviewed, limits, hasDependents, OnExpiry.ASK));
  }

  Story(OnExpiry onExpiry) {
    this(terms(false, limits(3, 2, 1, 1), false, onExpiry));
  }

  private static IssueTerms terms(
      boolean reviewed, Limits limits, boolean hasDependents, OnExpiry onExpiry) {
    return new IssueTerms(
        limits, reviewed, hasDependents, true, Duration.ofHours(24), onExpiry, null);
  }

  Story(IssueTerms terms) {
    this.terms = terms;
  }

  /** An issue for whose landing others wait. */
  static Story withDependents() {
    return new Story(false, limits(3, 2, 1, 1), true);
  }

  static Limits limits(int attempts, int checkRounds, int reviewRounds, int conflictRounds) {
    Duration hour = Duration.ofHours(1);
    return new Limits(attempts, checkRounds, reviewRounds, conflictRounds, hour, hour, hour);
  }

  IssueProgress progress() {
    return progress;
  }

  List<IssueStep> tell(IssueNews news) {
    IssueDecision decision = IssueMachine.decide(new IssueSnapshot(terms, progress, news));
    progress = decision.progress();
    return decision.steps();
  }

  List<IssueStep> begin() {
    return tell(new IssueNews.Begun());
  }

  /** Grants exactly what the newest ticket may want; what is held already is not given again. */
  List<IssueStep> grant() {
    int ticket = progress.counts().tickets();
    boolean wantsInFlight = progress.holdings().inFlight() == null;
    boolean wantsSession = progress.errand().sessionAsked();
    return tell(
        new Granted(
            ticket,
            wantsSession ? HOST : null,
            wantsInFlight ? token(2L * ticket - 1) : null,
            wantsSession ? token(2L * ticket) : null));
  }

  List<IssueStep> prepared() {
    return prepared(Preparation.READY);
  }

  List<IssueStep> prepared(Preparation preparation) {
    CommitId base = preparation == Preparation.ALREADY_LANDED ? LANDED : BASE;
    return tell(new Prepared(preparation, base, "digest", "said " + preparation));
  }

  List<IssueStep> agent(Ending ending, @Nullable CommitId commit) {
    return tell(new AgentEnded(ending, commit, 0, Opinion.NO_VERDICT, "", "agent's log", "m"));
  }

  List<IssueStep> agentCommits(int number) {
    return agent(Ending.FINISHED, commit(number));
  }

  List<IssueStep> review(Opinion opinion) {
    return tell(new AgentEnded(Ending.FINISHED, commit(1), 0, opinion, "findings", "", ""));
  }

  List<IssueStep> checked(CheckVerdict verdict) {
    return tell(new Checked(verdict, "verdict", 1, List.of(), "check's log", "the check: no"));
  }

  List<IssueStep> checkConflicts() {
    return tell(
        new Checked(CheckVerdict.NO_VERDICT, null, null, List.of(CONFLICT), "", "conflict"));
  }

  List<IssueStep> landing(LandingResult result) {
    boolean conflicts = result == LandingResult.CONFLICT;
    return tell(
        new LandingEnded(
            progress.counts().approvals(),
            result,
            result == LandingResult.LANDED ? LANDED : null,
            null,
            conflicts ? List.of(CONFLICT) : List.of(),
            result == LandingResult.CHECK_FAILED ? "gate's log" : "",
            "landing said " + result));
  }

  Story upToAgent() {
    begin();
    grant();
    prepared();
    return this;
  }

  Story upToCheck() {
    upToAgent().agentCommits(1);
    return this;
  }

  Story upToMergeTurn() {
    upToCheck().checked(CheckVerdict.GREEN);
    return this;
  }

  Story upToParked() {
    upToAgent().tell(new IssueNews.OperationFailed(IssueNews.Operation.RUN_AGENT, "lost"));
    tell(new IssueNews.StopDelivered());
    tell(new IssueNews.Rescued("refs/rescue/1"));
    return this;
  }

  static LeaseToken token(long number) {
    return new LeaseToken(0, number);
  }

  static CommitId commit(int number) {
    return new CommitId(String.format("%040x", 1000 + number));
  }
}
