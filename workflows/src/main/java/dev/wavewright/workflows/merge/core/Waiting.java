package dev.wavewright.workflows.merge.core;

import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A request in line.
 *
 * @param holder who is told
 * @param host where the change is; its landing can only be done there
 * @param verdict digest of the newest green verdict on this change, or null
 * @param arrival place in line: lower lands first
 * @param arrived when it was asked for
 * @param sentBack whether it went to the back of the line, which happens at most once
 */
public record Waiting(
    String ticket,
    String holder,
    IssueKey key,
    HostId host,
    @Nullable String verdict,
    long arrival,
    Instant arrived,
    boolean sentBack) {
  public static final Comparator<Waiting> ORDER =
      Comparator.comparingLong(Waiting::arrival).thenComparing(Waiting::ticket);

  Waiting withVerdict(@Nullable String digest) {
    return new Waiting(ticket, holder, key, host, digest, arrival, arrived, sentBack);
  }

  Waiting sentBackTo(long place) {
    return new Waiting(ticket, holder, key, host, verdict, place, arrived, true);
  }
}
