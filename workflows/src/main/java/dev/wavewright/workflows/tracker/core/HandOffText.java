package dev.wavewright.workflows.tracker.core;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fixed template of a hand-off: what one wave did in one repository. */
public final class HandOffText {
  private static final int LONGEST_TITLE = 100;
  private static final int LONGEST_DETAIL = 200;
  private static final int LONGEST_CHECK = 120;

  /** Issues of each kind told with all they have; GitHub takes 65,536 characters for everything. */
  private static final int TOLD = 80;

  private static final int CLOSED_BESIDES = 400;

  private HandOffText() {}

  /**
   * What git found on the integration branch.
   *
   * @param expected issues that the wave says have landed there
   * @param once of these, how many the branch names exactly once
   * @param failure why the branch could not be read, or null
   */
  public record Recount(int expected, int once, @Nullable String failure) {}

  /** Returns the title of a new pull request; one that is there keeps its own. */
  public static String title(RepositoryLine repository) {
    return "Wavewright: " + repository.integration() + " into " + repository.base();
  }

  /** Tells what the hand-off says from anything else, but for what git is asked anew each time. */
  public static String digest(Snapshot snapshot, RepositoryLine repository) {
    return Fingerprint.of(before(snapshot, repository));
  }

  /** Returns Markdown. */
  public static String body(Snapshot snapshot, RepositoryLine repository, Recount recount) {
    return before(snapshot, repository)
        + audit(snapshot, repository, recount)
        + "\nWavewright keeps this part up to date; what stands outside of it is yours.\n";
  }

  static List<IssueFact> landed(Snapshot snapshot, RepositoryLine repository) {
    return facts(snapshot, repository).stream().filter(fact -> fact.landed() != null).toList();
  }

  private static List<IssueFact> facts(Snapshot snapshot, RepositoryLine repository) {
    return snapshot.lines().stream()
        .map(Line::fact)
        .filter(fact -> fact.repository().equals(repository.name()))
        .toList();
  }

  private static String before(Snapshot snapshot, RepositoryLine repository) {
    WaveFact wave = snapshot.wave();
    StringBuilder text = new StringBuilder();
    text.append("### Wave ").append(wave.id().name());
    text.append(" of project ").append(wave.id().project()).append("\n\n");
    text.append("Started ").append(time(wave.started())).append(", ");
    Instant ended = wave.ended();
    if (ended != null) {
      text.append("ended ").append(time(ended)).append(".\n\n");
    } else {
      text.append(wave.closed() ? "ended early.\n\n" : "and some of it waits for people.\n\n");
    }
    landed(text, snapshot, repository);
    String check = repository.check().stream().collect(Collectors.joining(" "));
    text.append("\nEach was checked on the branch's tip before it landed, by ");
    text.append(Quoted.exactly(check, LONGEST_CHECK)).append(".\n\n");
    notLanded(text, snapshot, repository);
    return text.toString();
  }

  private static void landed(StringBuilder text, Snapshot snapshot, RepositoryLine repository) {
    List<IssueFact> landed = landed(snapshot, repository);
    text.append("**Landed: ").append(landed.size()).append("**\n\n");
    for (IssueFact fact : landed.stream().limit(TOLD).toList()) {
      text.append("- ").append(closing(fact.key())).append(' ');
      text.append(Quoted.code(fact.title(), LONGEST_TITLE));
      CommitId commit = fact.landed();
      if (commit != null) {
        text.append(" [").append(commit.abbreviated()).append("](").append(snapshot.web());
        text.append('/').append(repository.name()).append("/commit/").append(commit).append(')');
      }
      text.append('\n');
    }
    if (landed.size() > TOLD) {
      text.append("- ");
      text.append(
          landed.stream()
              .skip(TOLD)
              .limit(CLOSED_BESIDES)
              .map(fact -> closing(fact.key()))
              .collect(Collectors.joining(", ")));
      text.append('\n');
    }
  }

  /** The tracker closes the issue when the pull request is merged. */
  private static String closing(IssueKey key) {
    return key.isTask() ? Quoted.exactly(key.value(), LONGEST_TITLE) : "Closes " + key;
  }

  private static void notLanded(StringBuilder text, Snapshot snapshot, RepositoryLine repository) {
    List<IssueFact> others =
        facts(snapshot, repository).stream().filter(fact -> fact.landed() == null).toList();
    if (others.isEmpty()) {
      return;
    }
    text.append("**Not landed: ").append(others.size()).append("**\n\n");
    for (IssueFact fact : others.stream().limit(TOLD).toList()) {
      text.append("- ").append(fact.key()).append(' ').append(fact.phase().word());
      if (fact.reason() != null) {
        text.append(", ").append(fact.reason().word());
      }
      String detail = Quoted.code(fact.detail(), LONGEST_DETAIL);
      text.append(detail.isEmpty() ? "" : ": " + detail);
      if (fact.phase().isForPeople() && !fact.unblock().isBlank()) {
        text.append("; next: ").append(Quoted.exactly(fact.unblock(), LONGEST_DETAIL));
      }
      text.append('\n');
    }
    if (others.size() > TOLD) {
      text.append("- … and ").append(others.size() - TOLD).append(" more\n");
    }
    text.append('\n');
  }

  private static String audit(Snapshot snapshot, RepositoryLine repository, Recount recount) {
    String branch = Quoted.exactly(repository.integration(), LONGEST_DETAIL);
    String counted;
    if (recount.failure() != null) {
      counted = branch + " could not be counted: " + Quoted.code(recount.failure(), LONGEST_DETAIL);
    } else if (recount.once() == recount.expected()) {
      counted =
          "counted again by git, "
              + branch
              + " names "
              + recount.expected()
              + (recount.expected() == 1 ? " issue" : " issues")
              + " of this wave, each exactly once";
    } else {
      counted =
          "**"
              + branch
              + " names only "
              + recount.once()
              + " of "
              + recount.expected()
              + " issues exactly once**";
    }
    return "Audit: "
        + counted
        + ". All of it: "
        + Quoted.exactly("wavewright audit " + snapshot.wave().id().name(), LONGEST_DETAIL)
        + "\n";
  }

  private static String time(Instant instant) {
    return instant
        .truncatedTo(ChronoUnit.MINUTES)
        .toString()
        .replace('T', ' ')
        .replace(":00Z", " UTC");
  }
}
