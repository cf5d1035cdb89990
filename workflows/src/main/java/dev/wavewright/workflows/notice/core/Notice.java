package dev.wavewright.workflows.notice.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.NoticeKind;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.notice.core.Sighting.Cap;
import dev.wavewright.workflows.notice.core.Sighting.Runs;
import dev.wavewright.workflows.notice.core.Sighting.Stop;
import dev.wavewright.workflows.notice.core.Sighting.Waits;
import dev.wavewright.workflows.notice.core.Sighting.WaveEnd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that people are told. */
public sealed interface Notice {
  NoticeKind kind();

  /** What one look found newly waiting, in the order of the queue. */
  record Queued(List<Waits> waiting) implements Notice {
    public Queued {
      waiting = List.copyOf(waiting);
    }

    @Override
    public NoticeKind kind() {
      return NoticeKind.QUEUED;
    }
  }

  /** What one look found newly at work. */
  record Started(List<Runs> running) implements Notice {
    public Started {
      running = List.copyOf(running);
    }

    @Override
    public NoticeKind kind() {
      return NoticeKind.STARTED;
    }
  }

  /** An issue or task stopped; its longest wait is not the reason. */
  record Stopped(Stop stop) implements Notice {
    @Override
    public NoticeKind kind() {
      if (stop.phase() == Phase.NEEDS_INPUT) {
        return NoticeKind.NEEDS_INPUT;
      }
      return stop.phase() == Phase.QUOTA_WAITING ? NoticeKind.QUOTA_WAITING : NoticeKind.PARKED;
    }
  }

  /**
   * The longest wait of something is over.
   *
   * @param detail such as {@code after 24h in the queue}; may be empty
   * @param unblock what a person may do; empty if nothing
   */
  record Expired(IssueKey key, String title, String detail, String unblock, After after)
      implements Notice {
    @Override
    public NoticeKind kind() {
      return NoticeKind.EXPIRED;
    }

    /** What becomes of it. */
    public enum After {
      /** A person is asked. */
      ASKED,
      /** It is queued again. */
      QUEUED_AGAIN,
      /** It has ended. */
      ENDED
    }
  }

  /**
   * A pool has another cap.
   *
   * @param before null if the pool was not known
   */
  record CapChanged(Cap cap, @Nullable Integer before) implements Notice {
    @Override
    public NoticeKind kind() {
      return NoticeKind.CAP_CHANGED;
    }
  }

  /**
   * A pool, or everything, was paused or goes on.
   *
   * @param pool null for everything
   * @param by who paused it; null when it goes on
   */
  record Paused(@Nullable Cap pool, boolean paused, @Nullable String by, @Nullable String reason)
      implements Notice {
    @Override
    public NoticeKind kind() {
      return NoticeKind.CAP_CHANGED;
    }
  }

  /** A wave is over. */
  record WaveFinished(WaveEnd wave) implements Notice {
    @Override
    public NoticeKind kind() {
      return NoticeKind.WAVE_FINISHED;
    }
  }
}
