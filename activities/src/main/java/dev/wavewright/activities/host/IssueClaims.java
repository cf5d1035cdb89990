package dev.wavewright.activities.host;

import dev.wavewright.activities.git.Claim;
import dev.wavewright.activities.git.ClaimResult;
import dev.wavewright.activities.git.Claims;
import dev.wavewright.activities.git.GitProblem;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.workflows.issue.IssueActivities.Prepared;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an issue for this Wavewright before its agent hears of it, where several may work on one
 * tracker, and gives it back when it has ended. A parked issue stays taken: its work is here.
 */
final class IssueClaims {
  private static final Logger log = LoggerFactory.getLogger(IssueClaims.class);

  /** After so many attempts an end is not held up any more by a url that cannot be reached. */
  private static final int ATTEMPTS = 5;

  private final Instance instance;
  private final SessionWork work;

  IssueClaims(HostRooms rooms, SessionWork work) {
    this.instance = rooms.instance();
    this.work = work;
  }

  /** Issues in files belong to whoever has the files, and a task to whoever gave it. */
  boolean needed() {
    return work.project().tracker().gitHub() != null
        && work.key().repository().equals(Optional.of(work.repository()));
  }

  /**
   * Takes the issue, if its tracker is shared.
   *
   * @return how preparing ends that could not take it; empty if it may go on
   */
  Optional<Prepared> take(Hub hub) {
    if (!needed()) {
      return Optional.empty();
    }
    Claim claim =
        new Claim(
            instance.id(),
            instance.host(),
            work.key(),
            work.inFlight(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
    return switch (hub.claims().take(claim)) {
      case ClaimResult.Taken ignored -> Optional.empty();
      case ClaimResult.Elsewhere elsewhere ->
          Optional.of(
              ended(
                  Prepared.State.CLAIMED_ELSEWHERE,
                  elsewhere.holder().map(IssueClaims::name).orElse("somebody")
                      + " has taken it; if nobody works on it any more, remove the claim: "
                      + elsewhere.removal()));
      case ClaimResult.Outdated ignored ->
          Optional.of(
              ended(Prepared.State.FAILED, "a newer lease of " + work.key() + " has claimed it"));
      case ClaimResult.Refused refused ->
          Optional.of(
              ended(
                  Prepared.State.FAILED,
                  "%s takes no claim, without which another Wavewright could begin the same issue:"
                          .formatted(work.repository())
                      + " %s; let it take refs/wavewright/claims/*".formatted(refused.reason())));
    };
  }

  private static String name(Claim holder) {
    return "another Wavewright (on %s, instance %s, since %s)"
        .formatted(
            holder.host(),
            holder.instance().substring(0, Math.min(8, holder.instance().length())),
            holder.since());
  }

  private static Prepared ended(Prepared.State state, String message) {
    return new Prepared(state, null, "", null, message);
  }

  /**
   * Gives the issue back, if it was taken. What goes wrong for good is logged: the claim tells
   * everybody else how to remove it.
   *
   * @param attempt counts the attempts to end the issue from 1
   */
  void release(Hub hub, int attempt) {
    // Without a hub nothing was ever taken from here.
    if (!needed() || !Files.isDirectory(hub.folder())) {
      return;
    }
    try {
      hub.claims().release(work.key().number(), instance.id(), work.inFlight());
    } catch (GitProblem problem) {
      if (problem.mayPass() && attempt < ATTEMPTS) {
        throw problem;
      }
      stays(String.valueOf(problem.getMessage()));
    } catch (ApplicationFailure noToken) {
      stays(noToken.getOriginalMessage());
    }
  }

  private void stays(String why) {
    log.warn("{} stays at {}: {}", Claims.ref(work.key().number()), work.repository(), why);
  }
}
