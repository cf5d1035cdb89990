package dev.wavewright.workflows.merge.core;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything a merge queue remembers.
 *
 * @param nextArrival the place the next arrival gets; never reused
 * @param waiting in landing order
 * @param finished the last {@value #REMEMBERED} answers, oldest first; the newest {@value
 *     #REMEMBERED_IN_FULL} with their texts
 * @param landed the last {@value #LANDINGS} landings, oldest first
 * @param closed why the branch closed itself, or null
 */
public record MergeLine(
    long nextArrival,
    List<Waiting> waiting,
    @Nullable Head head,
    List<Finished> finished,
    List<Landing> landed,
    @Nullable String closed) {
  public static final MergeLine EMPTY =
      new MergeLine(0, List.of(), null, List.of(), List.of(), null);

  static final int REMEMBERED = 200;
  static final int REMEMBERED_IN_FULL = 5;
  static final int LANDINGS = 20;

  public MergeLine {
    waiting = waiting.stream().sorted(Waiting.ORDER).toList();
    finished = List.copyOf(finished);
    landed = List.copyOf(landed);
  }

  /**
   * An answer that was given.
   *
   * @param holder who was told; null when nobody had asked (withdrawn before it came)
   */
  public record Finished(@Nullable String holder, Ending ending) {}

  /**
   * A change that landed.
   *
   * @param arrived when it was asked for
   * @param at when it landed
   * @param took from the beginning of its turn
   * @param warning what a person should look at, or null
   */
  public record Landing(
      IssueKey key,
      CommitId commit,
      Instant arrived,
      Instant at,
      Duration took,
      @Nullable String warning) {}

  Optional<Waiting> waiting(String ticket) {
    return waiting.stream().filter(item -> item.ticket().equals(ticket)).findFirst();
  }

  Optional<Finished> finished(String ticket) {
    return finished.stream().filter(past -> past.ending().ticket().equals(ticket)).findFirst();
  }

  boolean isHead(String ticket) {
    return head != null && head.item().ticket().equals(ticket);
  }

  MergeLine with(Waiting item) {
    List<Waiting> line = new ArrayList<>(waiting);
    line.add(item);
    long next = Math.max(nextArrival, item.arrival() + 1);
    return new MergeLine(next, line, head, finished, landed, closed);
  }

  MergeLine without(Waiting item) {
    List<Waiting> line = new ArrayList<>(waiting);
    line.remove(item);
    return new MergeLine(nextArrival, line, head, finished, landed, closed);
  }

  MergeLine withHead(@Nullable Head next) {
    return new MergeLine(nextArrival, waiting, next, finished, landed, closed);
  }

  MergeLine withClosed(@Nullable String why) {
    return new MergeLine(nextArrival, waiting, head, finished, landed, why);
  }

  MergeLine withFinished(Finished answer) {
    List<Finished> answers = new ArrayList<>(finished);
    answers.add(answer);
    int aged = answers.size() - 1 - REMEMBERED_IN_FULL;
    if (aged >= 0) {
      answers.set(
          aged, new Finished(answers.get(aged).holder(), answers.get(aged).ending().brief()));
    }
    return new MergeLine(nextArrival, waiting, head, newest(answers, REMEMBERED), landed, closed);
  }

  MergeLine withLanding(Landing landing) {
    List<Landing> landings = new ArrayList<>(landed);
    landings.add(landing);
    return new MergeLine(nextArrival, waiting, head, finished, newest(landings, LANDINGS), closed);
  }

  private static <T> List<T> newest(List<T> all, int count) {
    return all.subList(Math.max(0, all.size() - count), all.size());
  }
}
