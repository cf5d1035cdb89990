package dev.wavewright.workflows.notice;

import static dev.wavewright.workflows.notice.NoticeLab.CHAT;
import static dev.wavewright.workflows.notice.NoticeLab.HOOK;
import static dev.wavewright.workflows.notice.NoticeLab.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.NoticeKind;
import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.notice.core.Letter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The real workflow on Temporal's test server, with a project and sinks that are told what to do.
 */
class NoticeWorkflowTest {
  private final NoticeLab lab = new NoticeLab();

  @AfterEach
  void close() {
    lab.close();
  }

  private List<String> hook() {
    return lab.project.texts(HOOK.id());
  }

  @Test
  @DisplayName(
      "CAP-8: each sink is told once what it asks for, across many runs, and the same"
          + " configuration again changes nothing")
  void toldOnce() {
    lab.configure(40, HOOK, CHAT);
    for (int number = 1; number <= 12; number++) {
      int count = number;
      lab.project.queue(number);
      eventually("queued is told", () -> hook().size() == 2 * count - 1);
      lab.project.park(number, 1);
      eventually("parked is told", () -> hook().size() == 2 * count);
      lab.configureAgain(HOOK, CHAT);
    }
    assertThat(lab.histories()).hasSizeGreaterThan(2);
    assertThat(lab.project.got(HOOK.id()).stream().map(Letter::id)).doesNotHaveDuplicates();
    assertThat(hook().get(1)).isEqualTo("acme/api#1 'title' is parked, check-failed: it failed");
    eventually("the chat has all it asks for", () -> lab.project.got(CHAT.id()).size() == 12);
    assertThat(lab.project.got(CHAT.id())).allMatch(each -> each.kind() == NoticeKind.PARKED);
    lab.project.goOn(1);
    lab.project.park(1, 2);
    eventually("it parked again", () -> hook().size() == 25);
    assertThat(lab.status().told()).isEqualTo(25);
  }

  @Test
  @DisplayName("CAP-8: a sink that never answers, or only fails, delays no other and loses nothing")
  void deadSinks() {
    lab.project.silence(CHAT.id());
    lab.project.down(HOOK.id(), true);
    NoticeSink log = NoticeSink.log(List.of());
    lab.configure(HOOK, CHAT, log);
    lab.project.park(1, 1);
    eventually("the log has it", () -> lab.project.got(log.id()).size() == 1);
    eventually("the other is tried again", () -> lab.project.attempts(HOOK.id()) >= 3);
    assertThat(lab.status(HOOK).lastFailure()).isEqualTo("it answers 503");
    assertThat(lab.status(HOOK).pending()).isEqualTo(1);
    assertThat(lab.details()).contains("it answers 503").contains("webhook HOOK");
    lab.project.park(2, 1);
    eventually("the log has the next", () -> lab.project.got(log.id()).size() == 2);
    lab.project.down(HOOK.id(), false);
    eventually("what was kept comes in order", () -> hook().size() == 2);
    assertThat(hook().getFirst()).startsWith("acme/api#1");
    assertThat(lab.project.got(CHAT.id())).isEmpty();
    assertThat(lab.project.got(log.id())).isEqualTo(lab.project.got(HOOK.id()));
  }

  @Test
  @DisplayName("what a sink refuses is not tried again; the sink is told later that it missed one")
  void refused() {
    lab.project.refuse(HOOK.id(), true);
    lab.configure(HOOK);
    lab.project.park(1, 1);
    eventually("it was refused", () -> lab.status(HOOK).lost() == 1);
    assertThat(lab.project.attempts(HOOK.id())).isEqualTo(1);
    assertThat(lab.status(HOOK).lastFailure()).isEqualTo("it answers 404");
    lab.project.refuse(HOOK.id(), false);
    lab.project.park(2, 1);
    eventually("the next is taken", () -> hook().size() == 2);
    assertThat(hook().getFirst()).startsWith("and 1 more notice was dropped");
    assertThat(hook().get(1)).startsWith("acme/api#2");
  }

  @Test
  @DisplayName("another configuration is in force at once, and one without sinks ends it")
  void reconfigured() {
    lab.configure(HOOK);
    lab.project.park(1, 1);
    eventually("told", () -> hook().size() == 1);
    lab.configure(HOOK, CHAT);
    lab.project.park(2, 1);
    eventually("both are told", () -> hook().size() == 2);
    eventually("both are told", () -> lab.project.got(CHAT.id()).size() == 1);
    lab.configure();
    eventually("it has ended", () -> !lab.runs());
  }

  @Test
  @DisplayName("a trial tells of each sink what came back, and a broken one hides no other")
  void trial() {
    lab.project.refuse(CHAT.id(), true);
    assertThat(lab.trial(HOOK, CHAT))
        .containsExactly(
            new NoticeTrial(HOOK.id(), true, "it answers 200"),
            new NoticeTrial(CHAT.id(), false, "it answers 404"));
    assertThat(hook()).containsExactly("a test notice of project shop: this sink works");
  }
}
