package dev.wavewright.activities.host;

import dev.wavewright.activities.git.DiffText;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Landing;
import dev.wavewright.activities.git.RescuedWork;
import dev.wavewright.activities.git.Session;
import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.model.CommitId;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** What an issue changed, wherever its work lies now; always says where that is. */
record WorkDiff(Hub hub, SessionFolder folder, SessionRecord record, int limit) {

  /** Work that goes on hides an earlier landing of its issue; else what landed, then what stays. */
  HostAnswer answer() {
    Optional<Session> session =
        hub.findSession(record.session(), folder.path())
            .filter(each -> Files.isDirectory(each.worktree()));
    Optional<CommitId> collected = hub.collected(record.session());
    Optional<RescuedWork> rescue = hub.lastRescue(record.session());
    Optional<Landing> landing = hub.lastLanding(record.key());
    boolean landed =
        landing.isPresent() && (session.isEmpty() || collected.stream().anyMatch(hub::hasLanded));
    if (landed) {
      return landed(landing.get());
    }
    if (collected.isPresent()) {
      return compared(record.base(), collected.get(), "committed, not landed");
    }
    if (session.isPresent()) {
      String earlier = rescue.map(each -> "; earlier work is kept as " + each.ref()).orElse("");
      return only(
          "nothing is committed yet; what the agent writes is in "
              + session.get().worktree()
              + earlier);
    }
    return rescue
        .map(each -> compared(record.base(), each.commit(), "not landed; kept as " + each.ref()))
        .orElseGet(() -> only("the session is gone and left no work: nothing landed, no rescue"));
  }

  private HostAnswer landed(Landing landing) {
    return answer(hub.landedDiff(landing.commit(), limit), "landed as " + landing.commit());
  }

  private HostAnswer compared(CommitId base, CommitId work, String where) {
    return answer(hub.diff(base, work, limit), where + ": " + work + " against its base " + base);
  }

  private static HostAnswer answer(DiffText diff, String note) {
    String shown = diff.text().isBlank() ? note + "; it changes nothing" : note;
    return new HostAnswer(diff.text(), diff.truncated(), List.of(), shown);
  }

  private static HostAnswer only(String note) {
    return new HostAnswer("", false, List.of(), note);
  }
}
