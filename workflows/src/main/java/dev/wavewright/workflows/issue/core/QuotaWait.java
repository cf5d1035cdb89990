package dev.wavewright.workflows.issue.core;

import dev.wavewright.workflows.issue.core.IssueNews.OutOfQuota;
import dev.wavewright.workflows.issue.core.IssueNews.Woken;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Waits until the account of an agent may be used again, and goes on where the agent stopped. The
 * session lease is given back with the run's end, the in-flight lease after 15 minutes; the
 * worktree stays. No attempt and no round is counted.
 */
final class QuotaWait {
  private static final Duration AFTER_RESET = Duration.ofSeconds(30);
  private static final Duration KEEPS_ITS_PLACE = Duration.ofMinutes(15);

  /** A reset later than this is no reset of an allowance. */
  private static final Duration LONGEST = Duration.ofDays(32);

  /** How long it waits without a known reset: the first, second, third and each further time. */
  private static final List<Duration> BLIND =
      List.of(
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(20),
          Duration.ofMinutes(30));

  private QuotaWait() {}

  static void begin(Draft draft, OutOfQuota out) {
    draft.quotaEndings++;
    draft.goesOn = draft.terms.autoResume() ? goesOn(out, draft.quotaEndings) : null;
    draft.stage = Stage.QUOTA;
    draft.phase = Phase.QUOTA_WAITING;
    draft.reason = WaitReason.QUOTA_REACHED;
    draft.detail =
        out.message()
            + (draft.goesOn == null
                ? "; usage.auto-resume is off, so a person says when it goes on"
                : "; it goes on at " + draft.goesOn.truncatedTo(ChronoUnit.SECONDS));
    Instant leaves = out.at().plus(KEEPS_ITS_PLACE);
    wakeAt(draft, draft.goesOn == null || draft.goesOn.isAfter(leaves) ? leaves : draft.goesOn);
  }

  private static Instant goesOn(OutOfQuota out, int endings) {
    Instant blind = out.at().plus(BLIND.get(Math.min(endings, BLIND.size()) - 1));
    if (out.resetsAt() == null) {
      return blind;
    }
    Instant known = out.resetsAt().plus(AFTER_RESET);
    if (!known.isAfter(out.at()) || known.isAfter(out.at().plus(LONGEST))) {
      return blind;
    }
    // What did not hold once may not hold again: agents are not started in a quick loop.
    Instant soonest = endings == 1 ? known : out.at().plus(BLIND.getFirst());
    return known.isBefore(soonest) ? soonest : known;
  }

  static void woken(Draft draft, Woken woken) {
    if (draft.stage != Stage.QUOTA || woken.number() != draft.wakes) {
      return;
    }
    if (draft.goesOn != null && !woken.at().isBefore(draft.goesOn)) {
      goOn(draft);
      return;
    }
    Moves.releaseInFlight(draft);
    if (draft.goesOn != null) {
      wakeAt(draft, draft.goesOn);
    }
  }

  /** Asks the gate again, for the same errand. */
  static void goOn(Draft draft) {
    draft.reason = null;
    draft.detail = "";
    draft.goesOn = null;
    Moves.requestLeases(draft, false);
  }

  private static void wakeAt(Draft draft, Instant at) {
    draft.wakes++;
    draft.add(new IssueStep.Wake(draft.wakes, at));
  }
}
