package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a merge queue that crosses continue-as-new.
 *
 * @param version of this record's form
 * @param branch the integration branch named by the newest request; empty before the first
 * @param eventsPerRun a run hands over to the next after so many history events, at least 50: a run
 *     that opens with more than this would hand over before it did anything
 * @param nextArrival the place in line the next request gets
 * @param waiting in landing order
 * @param head the landing under way, or null
 * @param finished the last answers, oldest first
 * @param landed the last landings, oldest first
 * @param closed why the branch closed itself, or null
 * @param undelivered messages whose receiver could not be reached yet, in sending order
 */
public record MergeQueueState(
    int version,
    RepositoryName repository,
    String branch,
    int eventsPerRun,
    long nextArrival,
    List<Item> waiting,
    @Nullable Turn head,
    List<Answer> finished,
    List<Landing> landed,
    @Nullable String closed,
    List<Message> undelivered) {
  public static final int EVENTS_PER_RUN = 2_000;

  public MergeQueueState {
    if (version != 1) {
      throw new IllegalArgumentException("unknown version of a merge queue's state: " + version);
    }
    if (eventsPerRun < 50) {
      throw new IllegalArgumentException("events per run are below 50: " + eventsPerRun);
    }
    waiting = List.copyOf(waiting);
    finished = List.copyOf(finished);
    landed = List.copyOf(landed);
    undelivered = List.copyOf(undelivered);
  }

  public static MergeQueueState initial(RepositoryName repository) {
    return new MergeQueueState(
        1,
        repository,
        "",
        EVENTS_PER_RUN,
        0,
        List.of(),
        null,
        List.of(),
        List.of(),
        null,
        List.of());
  }

  /**
   * A request and its place.
   *
   * @param verdict digest of the newest green verdict on it, or null
   */
  public record Item(
      MergeRequest request,
      @Nullable String verdict,
      long arrival,
      Instant arrived,
      boolean sentBack) {}

  /**
   * The landing under way.
   *
   * @param stage {@code REBUILD}, {@code GATE} or {@code LAND}
   * @param tip what the candidate was built on; null while rebuilding
   * @param candidate the merge commit; null while rebuilding
   * @param candidateVerdict digest of the candidate, or null
   * @param moved times the branch moved under this turn
   * @param silent checks of this candidate without a verdict
   * @param doubt why it is unknown whether it landed, or null
   */
  public record Turn(
      Item item,
      String stage,
      @Nullable CommitId tip,
      @Nullable CommitId candidate,
      @Nullable String candidateVerdict,
      int moved,
      int silent,
      @Nullable String doubt,
      Instant since) {}

  /**
   * An answer that was given.
   *
   * @param holder who was told, or null
   */
  public record Answer(@Nullable String holder, MergeOutcome outcome) {}

  /**
   * A past landing.
   *
   * @param warning what a person should look at, or null
   */
  public record Landing(
      IssueKey key,
      CommitId commit,
      Instant arrived,
      Instant at,
      Duration took,
      @Nullable String warning) {}

  /**
   * A message for a holder.
   *
   * @param outcome how the landing ended; null when it began
   */
  public record Message(String holder, String ticket, @Nullable MergeOutcome outcome) {}
}
