package dev.wavewright.activities.host;

import dev.wavewright.activities.agent.AgentLaunch;
import dev.wavewright.activities.agent.AgentResult;
import dev.wavewright.activities.agent.Progress;
import dev.wavewright.activities.agent.Quota;
import dev.wavewright.activities.agent.SessionWorktree;
import dev.wavewright.activities.agent.UsageSign;
import dev.wavewright.activities.git.CommitNote;
import dev.wavewright.activities.git.GitProblem;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Identity;
import dev.wavewright.activities.git.Session;
import dev.wavewright.activities.git.SessionFacts;
import dev.wavewright.workflows.issue.IssueActivities.AgentReport;
import dev.wavewright.workflows.issue.IssueActivities.AgentWork;
import dev.wavewright.workflows.issue.IssueActivities.Review;
import dev.wavewright.workflows.issue.IssueActivities.Round;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.issue.core.PathConflict;
import dev.wavewright.workflows.issue.core.Prompt;
import dev.wavewright.workflows.issue.core.PromptTask;
import dev.wavewright.workflows.issue.core.RecoveryFacts.WorktreeFact;
import dev.wavewright.workflows.issue.core.ReviewVerdict;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.Spend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run of an agent in a session, from its prompt to the commit it left in the hub. */
final class Turn {
  private final HostRooms rooms;
  private final AgentWork work;
  private final SessionFolder folder;
  private final Heartbeats beats;
  private final SessionWork issue;
  private final Hub hub;
  private final Session session;

  Turn(HostRooms rooms, AgentWork work, SessionFolder folder, Heartbeats beats) {
    this.rooms = rooms;
    this.work = work;
    this.folder = folder;
    this.beats = beats;
    this.issue = work.session();
    this.hub = rooms.hub(issue);
    SessionRecord record =
        folder
            .record()
            .orElseThrow(
                () ->
                    Failures.lasting("session", "session " + issue.session() + " is not prepared"));
    this.session = new Session(issue.session(), folder.path(), record.base());
  }

  AgentReport run() throws IOException, InterruptedException {
    boolean review = work.round() == Round.REVIEW;
    Path worktree = review ? reviewCheckout() : session.worktree();
    AgentSettings agent = agent();
    AgentLaunch launch =
        new AgentLaunch(
            issue.session(),
            folder.path(),
            worktree,
            work.turn(),
            work.attempt(),
            review ? AgentLaunch.Purpose.REVIEW : AgentLaunch.Purpose.WORK,
            prompt(task()),
            prompt(taskAfterReset()),
            agent,
            issue.project().limits(),
            environment(worktree),
            review ? null : folder.agentSession().orElse(null));
    UsageTelling usage =
        new UsageTelling(
            rooms.usage(), agent.account(), "agent " + agent.name(), issue.project().usageSteps());
    AgentResult result = rooms.agents().run(launch, new Worktree(review), new Shown(usage));
    usage.ended(result, folder, Instant.now());
    // Before anything that may fail for good: money is spent whatever becomes of the work.
    new BudgetTelling(rooms.books(), issue).ran(work, spent(result));
    if (review) {
      hub.removeCheckout(folder.reviewFolder(work.turn()));
    } else if (result.agentSession() != null) {
      folder.keepAgentSession(result.agentSession());
    }
    if (review) {
      return report(result, null, verdict(result));
    }
    try {
      return report(result, collect(agent), null);
    } catch (GitProblem problem) {
      if (problem.mayPass()) {
        throw problem;
      }
      return report(failed(result, Failures.sentence(problem)), null, null);
    }
  }

  /** What a run shows while it goes on. */
  private final class Shown implements Progress {
    private final UsageTelling usage;

    Shown(UsageTelling usage) {
      this.usage = usage;
    }

    /** Shows the agent's process, or that it waits for others to start, and so nothing before. */
    @Override
    public void report(Observed seen) {
      if (seen.pid() == 0 && !seen.waitsToStart()) {
        beats.check();
      } else {
        beats.check(seen);
      }
    }

    @Override
    public void usage(List<UsageSign> signs, Instant at) {
      usage.tell(signs, at);
    }
  }

  private AgentSettings agent() {
    return issue
        .project()
        .agent(work.agent())
        .orElseThrow(
            () ->
                Failures.lasting(
                    "configuration", "agent " + work.agent() + " is not in the project"));
  }

  private Path reviewCheckout() throws IOException {
    Path checkout = folder.reviewFolder(work.turn());
    if (!Files.isDirectory(checkout)) {
      hub.checkout(hub.collected(session.id()).orElse(session.base()), checkout, false);
    }
    return checkout;
  }

  private String prompt(PromptTask task) throws IOException {
    RepositorySettings repository = HostRooms.settings(issue.project(), issue.repository());
    return new Prompt(
            issue.key(),
            issue.repository(),
            issue.text().title(),
            Files.readString(folder.issueText()),
            repository.check(),
            issue.dependencies(),
            task)
        .text();
  }

  /** A round on work that a reset took away begins from the beginning. */
  private PromptTask task() {
    return repairs() && hub.collected(session.id()).isEmpty() ? taskAfterReset() : roundTask();
  }

  private boolean repairs() {
    return switch (work.round()) {
      case REPAIR_CHECK, ADDRESS_REVIEW, RESOLVE_CONFLICT -> true;
      case IMPLEMENT, REVIEW -> false;
    };
  }

  private PromptTask taskAfterReset() {
    return switch (work.round()) {
      case IMPLEMENT, REVIEW -> roundTask();
      case REPAIR_CHECK, ADDRESS_REVIEW -> new PromptTask.StartOver(work.feedback(), false);
      case RESOLVE_CONFLICT -> new PromptTask.StartOver("", true);
    };
  }

  private PromptTask roundTask() {
    return switch (work.round()) {
      case IMPLEMENT -> new PromptTask.Implement();
      case REPAIR_CHECK -> new PromptTask.RepairCheck(work.feedback());
      case ADDRESS_REVIEW -> new PromptTask.AddressReview(work.feedback());
      case RESOLVE_CONFLICT ->
          new PromptTask.ResolveConflict(
              work.conflicts().stream()
                  .map(
                      conflict ->
                          new PathConflict(
                              conflict.path(),
                              conflict.ours(),
                              conflict.theirs(),
                              conflict.landedBy()))
                  .toList());
      case REVIEW ->
          new PromptTask.Review(session.base(), hub.collected(session.id()).orElse(session.base()));
    };
  }

  private Map<String, String> environment(Path worktree) {
    TreeMap<String, String> environment = new TreeMap<>();
    environment.put("WAVEWRIGHT_ISSUE", issue.key().value());
    environment.put("WAVEWRIGHT_SESSION", issue.session().value());
    environment.put("WAVEWRIGHT_ATTEMPT", Integer.toString(work.attempt()));
    environment.put("WAVEWRIGHT_WORKTREE", worktree.toString());
    environment.put("WAVEWRIGHT_DEPENDS", folder.dependsFile().toString());
    // An agent's home holds no git configuration, and a commit without an identity is refused.
    Identity self = identity(agent());
    environment.put("GIT_AUTHOR_NAME", self.name());
    environment.put("GIT_AUTHOR_EMAIL", self.email());
    environment.put("GIT_COMMITTER_NAME", self.name());
    environment.put("GIT_COMMITTER_EMAIL", self.email());
    return environment;
  }

  private @Nullable CommitId collect(AgentSettings agent) {
    CommitNote note =
        new CommitNote(
            issue.text().title(), issue.key(), issue.session(), work.attempt(), List.of());
    Identity author = identity(agent);
    return hub.collect(session, note, author).orElse(null);
  }

  private static Identity identity(AgentSettings agent) {
    return new Identity(agent.name() + " (agent)", agent.name() + "@wavewright.invalid");
  }

  private static Review verdict(AgentResult result) {
    return switch (ReviewVerdict.parse(result.finalText())) {
      case ReviewVerdict.Approve(String findings) -> new Review(Review.Decision.APPROVE, findings);
      case ReviewVerdict.Changes(String findings) -> new Review(Review.Decision.CHANGES, findings);
      case ReviewVerdict.NoVerdict(String why) -> new Review(Review.Decision.NO_VERDICT, why);
    };
  }

  /** An agent that ended well has failed all the same; another ending stays what it was. */
  private static AgentResult failed(AgentResult result, String why) {
    return new AgentResult(
        result.ending() == AgentResult.Ending.FINISHED
            ? AgentResult.Ending.FAILED
            : result.ending(),
        result.exitCode(),
        result.pid(),
        result.agentSession(),
        result.tokens(),
        result.finalText(),
        result.logTail(),
        result.message().isEmpty() ? why : result.message() + "; " + why,
        result.quota(),
        result.used());
  }

  private AgentReport report(
      AgentResult result, @Nullable CommitId commit, @Nullable Review review) {
    AgentReport.Ending ending =
        switch (result.ending()) {
          case FINISHED -> AgentReport.Ending.FINISHED;
          case FAILED -> AgentReport.Ending.FAILED;
          case START_TIMED_OUT -> AgentReport.Ending.START_TIMED_OUT;
          case RUN_TIMED_OUT -> AgentReport.Ending.RUN_TIMED_OUT;
          case STALLED -> AgentReport.Ending.STALLED;
          case STOPPED -> AgentReport.Ending.STOPPED;
          case OUT_OF_QUOTA -> AgentReport.Ending.OUT_OF_QUOTA;
        };
    Quota quota = result.quota();
    return new AgentReport(
        ending,
        commit,
        result.exitCode(),
        result.pid(),
        result.agentSession(),
        result.tokens(),
        review,
        result.logTail(),
        quota == null ? result.message() : limitReached(quota),
        quota == null ? null : quota.reset(),
        spent(result));
  }

  private @Nullable Spend spent(AgentResult result) {
    return Prices.spend(result.used(), agent(), issue.project().budgets());
  }

  private String limitReached(Quota quota) {
    return "the limit of account "
        + agent().account()
        + " is reached"
        + (quota.meter() == null ? "" : " (" + quota.meter() + ")");
  }

  /** The worktree as recovery sees it. */
  private final class Worktree implements SessionWorktree {
    private final boolean review;

    Worktree(boolean review) {
      this.review = review;
    }

    @Override
    public WorktreeFact look() {
      if (review) {
        return Files.isDirectory(folder.reviewFolder(work.turn()))
            ? WorktreeFact.SOUND
            : WorktreeFact.MISSING;
      }
      SessionFacts facts = hub.sessionFacts(session);
      // What was made but not set up is made again.
      if (!facts.worktreePresent() || !hub.isPrepared(session)) {
        return WorktreeFact.MISSING;
      }
      return facts.repositoryIntact() && facts.headDescendsFromBase()
          ? WorktreeFact.SOUND
          : WorktreeFact.BROKEN;
    }

    @Override
    public void ready() throws IOException, InterruptedException, NotReadyException {
      if (!review) {
        Optional<String> problem =
            new SetUp(rooms, issue, folder, beats::check).ensure(hub, session);
        if (problem.isPresent()) {
          throw new NotReadyException(problem.get());
        }
      }
      if (work.round() == Round.RESOLVE_CONFLICT) {
        hub.bringIn(session, hub.integrationTip());
      } else if (!review) {
        hub.finishBringIn(session);
      }
    }

    @Override
    public void reset() throws IOException, InterruptedException {
      if (review) {
        hub.removeCheckout(folder.reviewFolder(work.turn()));
        hub.checkout(
            hub.collected(session.id()).orElse(session.base()),
            folder.reviewFolder(work.turn()),
            false);
        return;
      }
      new SetUp(rooms, issue, folder, beats::check).discardUnfinished(hub, session);
      Optional<String> rescued =
          hub.findSession(session.id(), folder.path()).isPresent()
              ? hub.removeSession(session, "reset")
              : Optional.empty();
      Session unused = hub.createSession(issue.session(), folder.path(), session.base());
      rescued.ifPresent(folder::keepRescue);
    }
  }
}
