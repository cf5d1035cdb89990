package dev.wavewright.workflows.notice;

import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.notice.core.Draft;
import dev.wavewright.workflows.notice.core.Letter;
import dev.wavewright.workflows.notice.core.NoticeCore;
import dev.wavewright.workflows.notice.core.NoticeText;
import dev.wavewright.workflows.notice.core.Seen;
import dev.wavewright.workflows.notice.core.Sighting;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Eyes and mouth of notices; any worker can do them. */
@ActivityInterface
public interface NoticeActivities {
  /** Type of the failure of a look that found nothing new; it passes. */
  String NOTHING_NEW = "nothing-new";

  /**
   * Looks at the project and returns what is to be told as soon as there is something to tell or to
   * remember. As long as there is not, it fails with {@link #NOTHING_NEW} and the time of the next
   * look, so that waiting costs neither history nor a place of the worker. It beats at least every
   * ten seconds.
   */
  @ActivityMethod(name = "AwaitNoticeNews")
  News awaitNews(Look look);

  /**
   * Sends a notice to a sink, once. The same call may be made again after any crash: the notice
   * keeps its id.
   */
  @ActivityMethod(name = "SendNotice")
  SendResult send(Sending sending);

  /** What to look at, and what is known of it. */
  record Look(NoticeConfiguration configuration, Seen seen) {
    /** Decides what there is to be told or remembered of {@code sighting}; empty if nothing. */
    public Optional<News> news(Sighting sighting) {
      NoticeCore.Told told = NoticeCore.decide(seen, sighting);
      return told.seen().equals(seen)
          ? Optional.empty()
          : Optional.of(
              new News(
                  told.seen(),
                  told.notices().stream()
                      .map(notice -> NoticeText.draft(notice, sighting.at()))
                      .toList()));
    }
  }

  /**
   * What is to be told, in words: so a later version that tells more or says it better disturbs no
   * run that has begun.
   *
   * @param seen what is known once it is told
   */
  record News(Seen seen, List<Draft> notices) {
    public News {
      notices = List.copyOf(notices);
    }
  }

  /**
   * A notice for a sink.
   *
   * @param send false to find out only what keeps it from being sent
   */
  record Sending(String project, NoticeSink sink, Letter letter, boolean send) {}

  /**
   * What became of it.
   *
   * @param again whether the same may work later; only when it was not delivered
   * @param answer in words, without any secret
   * @param rest the sink asked for so long a rest, or null
   */
  record SendResult(boolean delivered, boolean again, String answer, @Nullable Duration rest) {
    public static SendResult delivered(String answer) {
      return new SendResult(true, false, answer, null);
    }

    /** It will not be taken, however often it is sent. */
    public static SendResult refused(String answer) {
      return new SendResult(false, false, answer, null);
    }

    /** It may be taken later. */
    public static SendResult failed(String answer, @Nullable Duration rest) {
      return new SendResult(false, true, answer, rest);
    }
  }
}
