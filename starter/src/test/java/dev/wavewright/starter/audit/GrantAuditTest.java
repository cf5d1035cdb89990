package dev.wavewright.starter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.history.v1.HistoryEvent;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each way of breaking a promise about grants in a recorded wave is found by its rule. */
class GrantAuditTest extends OnRecordedWave {
  @Test
  @DisplayName("C1: a grant above a cap that was lowered before it is found")
  void capMoved() {
    beforeTheGrantTo(
        TWO_4,
        Recorded.newSignal(
            "steer",
            "{\"action\":\"set\",\"pool\":\"project:audited\",\"cap\":0,\"by\":\"x\",\"reason\":\"\"}"));
    AuditReport report = audit();
    found(report, "caps", "project:audited", "held at a cap of 0");
    found(report, "caps", TWO_4, "paused or has a cap of 0");
  }

  @Test
  @DisplayName("C2: a grant after a step-down that leaves no room is found")
  void steppedDown() {
    beforeTheGrantTo(
        TWO_3,
        Recorded.newSignal(
            "steer",
            "{\"action\":\"step-down\",\"pool\":\"project:audited\",\"cap\":0,\"by\":\"x\",\"reason\":\"\"}"));
    found(audit(), "caps", "project:audited", "2 held at a cap of 1");
  }

  @Test
  @DisplayName("C12: a grant above what the usage monitor allows is found")
  void limited() {
    beforeTheGrantTo(
        TWO_3,
        Recorded.newSignal(
            "steer",
            "{\"action\":\"limit\",\"pool\":\"project:audited\",\"cap\":1,\"by\":\"x\",\"reason\":\"\"}"));
    found(audit(), "caps", "project:audited", "2 held at a cap of 1");
  }

  @Test
  @DisplayName("C11: a grant during a pause is found")
  void paused() {
    beforeTheGrantTo(
        TWO_4,
        Recorded.newSignal(
            "steer", "{\"action\":\"pause\",\"pool\":null,\"by\":\"x\",\"reason\":\"\"}"));
    found(audit(), "caps", TWO_4, "everything is paused");
  }

  @Test
  @DisplayName("R5: a release that never came is found, and the grants beside it above the cap")
  void releaseDropped() {
    gate(
        events -> {
          events.removeIf(
              Recorded.signal("release", "\"acme/one#3\"")
                  .and(Recorded.signal("release", "IN_FLIGHT")));
          return events;
        });
    AuditReport report = audit();
    found(report, "caps", "repository:acme/one", "2 held at a cap of 1");
    found(report, "leases", ONE_3, "never given back");
  }

  @Test
  @DisplayName("C3: a late, repeated or foreign release frees nobody else's slot in the replay")
  void foreignReleases() {
    gate(
        events -> {
          int place = Recorded.first(events, Recorded.signal("release", "\"acme/one#3\""));
          events.add(place, events.get(place));
          events.add(
              place,
              Recorded.newSignal(
                  "release", "{\"key\":\"acme/two#3\",\"kind\":\"IN_FLIGHT\",\"token\":\"9.9\"}"));
          return events;
        });
    assertThat(audit().violations()).isEmpty();
  }

  @Test
  @DisplayName("a grant that is sent again under its token is one grant")
  void sentAgain() {
    gate(
        events -> {
          int place = Recorded.first(events, Recorded.sent("granted", ONE_3));
          events.add(place + 1, events.get(place));
          return events;
        });
    AuditReport report = audit();
    assertThat(report.violations()).isEmpty();
    assertThat(report.checked()).containsEntry("grants", 8);
  }

  @Test
  @DisplayName(
      "C6: a ticket that is granted twice under new tokens is found, as is one never asked for")
  void grantedTwice() {
    gate(
        events -> {
          int place = Recorded.first(events, Recorded.sent("granted", ONE_3));
          HistoryEvent grant = events.get(place);
          UnaryOperator<String> renewed =
              text -> text.replaceAll("\"token\":\"1\\.", "\"token\":\"2.");
          events.add(place + 1, Recorded.said(grant, renewed));
          events.add(
              Recorded.said(grant, text -> renewed.apply(text).replace(ONE_3, "acme/one#9")));
          return events;
        });
    AuditReport report = audit();
    found(report, "grants", ONE_3, "granted twice");
    found(report, "tokens", "acme/one#9", "is of acme/one#3 already");
  }

  @Test
  @DisplayName("requests that a wave sends for its issues count like those the issues send")
  void askedByTheWave() {
    gate(
        events -> {
          events.replaceAll(
              event ->
                  Recorded.signal("request", "").test(event)
                      ? Recorded.askedByWave(event, "")
                      : event);
          return events;
        });
    AuditReport report = audit();
    assertThat(report.violations()).isEmpty();
    assertThat(report.checked()).containsEntry("grants", 8);
  }

  @Test
  @DisplayName("C6: a grant that nobody asked for is found")
  void unasked() {
    gate(
        events -> {
          events.removeIf(Recorded.signal("request", "\"key\":\"acme/two#4\""));
          return events;
        });
    found(audit(), "grants", TWO_4, "granted unasked");
  }

  @Test
  @DisplayName("C4: a token that does not rise is found, and one sent after it was given back")
  void tokens() {
    gate(
        events -> {
          HistoryEvent grant = events.get(Recorded.first(events, Recorded.sent("granted", ONE_3)));
          events.add(grant);
          events.add(
              Recorded.said(grant, text -> text.replace("\"token\":\"1.", "\"token\":\"0.")));
          return events;
        });
    AuditReport report = audit();
    found(report, "tokens", ONE_3, "sent after it was given back");
    found(report, "tokens", ONE_3, "follows 1.");
  }
}
