package dev.wavewright.starter.gateway;

import dev.wavewright.starter.gate.CapacityData;
import dev.wavewright.starter.gate.Delegation.Question;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.KnownPools;
import dev.wavewright.starter.gate.Levers;
import dev.wavewright.starter.gate.PositiveDuration;
import dev.wavewright.starter.gate.QueueData;
import dev.wavewright.starter.gate.QueueVerbs;
import dev.wavewright.starter.gate.UsageData;
import dev.wavewright.starter.gate.UsageReports;
import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapSteering.Action;
import dev.wavewright.workflows.capacity.TicketPlacement.Where;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The routes that change something, each by the rules and with the words of its command. They
 * answer when the change is in force, as the command does with {@code --json}, and say in {@code
 * note} what was done.
 */
final class Changes {
  private static final String BY = "http";
  private static final int MOST_BY = 60;

  private final Gate gate;
  private final Levers levers;
  private final UsageReports reports;
  private final InstantSource clock;

  Changes(Gate gate, Levers levers, UsageReports reports, InstantSource clock) {
    this.gate = gate;
    this.levers = levers;
    this.reports = reports;
    this.clock = clock;
  }

  /** {@code POST /api/v1/queue/{ticket}/cancel}. */
  Answer cancel(Call call) throws InterruptedException {
    Body body = call.body("reason", "by");
    return changed(
        "queue-cancel", verbs(body).cancel(call.value(), body.text("reason").orElse("")));
  }

  /** {@code POST /api/v1/queue/{ticket}/move}. */
  Answer move(Call call) throws InterruptedException {
    Body body = call.body("front", "before", "after", "priority", "rank", "by");
    Optional<String> before = body.text("before");
    Optional<String> after = body.text("after");
    @Nullable Long priority = body.number("priority");
    @Nullable Long rank = body.number("rank");
    boolean front = body.flag("front");
    long places = Stream.of(front, before.isPresent(), after.isPresent()).filter(is -> is).count();
    boolean value = priority != null || rank != null;
    if (places > 1 || (places == 1 && value)) {
      throw Problem.usage(
          "two places cannot both hold: say \"front\": true, or \"before\" or \"after\" with a"
              + " ticket, or \"priority\" and \"rank\"");
    }
    QueueVerbs verbs = verbs(body);
    if (places == 0) {
      return changed("queue-move", verbs.move(call.value(), whole("priority", priority), rank));
    }
    Where where = front ? Where.FRONT : before.isPresent() ? Where.BEFORE : Where.AFTER;
    return changed(
        "queue-move", verbs.place(call.value(), where, before.or(() -> after).orElse(null)));
  }

  /** {@code POST /api/v1/queue/{ticket}/extend}. */
  Answer extend(Call call) throws InterruptedException {
    Body body = call.body("for", "until", "by");
    Optional<String> length = body.text("for");
    Optional<String> until = body.text("until");
    if (length.isPresent() == until.isPresent()) {
      throw Problem.usage(
          "say by how much, \"for\": \"2h\", or until when, \"until\": \"2026-11-22T15:00:00Z\"");
    }
    QueueVerbs verbs = verbs(body);
    return changed(
        "queue-extend",
        length.isPresent()
            ? verbs.extend(call.value(), PositiveDuration.of(length.get(), "30m or 2h"))
            : verbs.extendUntil(call.value(), time("until", until.orElseThrow())));
  }

  private QueueVerbs verbs(Body body) {
    return new QueueVerbs(gate, clock, by(body, "by"), false);
  }

  private static Answer changed(String command, QueueVerbs.Changed changed) {
    return Answer.data(command, QueueData.of(changed.view()), changed.said());
  }

  /** {@code POST /api/v1/capacity}: pauses or resumes every pool. */
  Answer steerAll(Call call) throws InterruptedException {
    return steer(call.body("action", "reason", "by"), null);
  }

  /** {@code POST /api/v1/capacity/{pool}}. */
  Answer steer(Call call) throws InterruptedException {
    Body body = call.body("action", "cap", "for", "reason", "by");
    return steer(body, KnownPools.named(call.value()));
  }

  private Answer steer(Body body, @Nullable PoolName pool) throws InterruptedException {
    Action action = action(body.required("action"));
    if (pool == null && action != Action.PAUSE && action != Action.RESUME) {
      throw Problem.usage(
          action.word()
              + " needs a pool: POST /api/v1/capacity/{pool}, for example"
              + " /api/v1/capacity/project:shop");
    }
    @Nullable Integer cap = whole("cap", body.number("cap"));
    Optional<String> length = body.text("for");
    if (action == Action.SET && cap == null) {
      throw Body.missing("cap");
    }
    if (action != Action.SET && (cap != null || length.isPresent())) {
      throw Problem.usage("'cap' and 'for' belong to the action set only");
    }
    if (cap != null && cap < 0) {
      throw Problem.usage("a cap is at least 0");
    }
    @Nullable Instant until =
        length
            .map(text -> clock.instant().plus(PositiveDuration.of(text, "30m or 2h")))
            .orElse(null);
    Levers.Pulled pulled =
        levers.pull(
            new CapSteering(
                action,
                pool,
                cap == null ? 0 : cap,
                by(body, "by"),
                body.text("reason").orElse(""),
                until),
            false);
    Question question = Question.of(pulled.view(), null, null, null, null, Priority.DEFAULT);
    return Answer.data(
        "capacity-" + action.word(),
        CapacityData.of(pulled.view(), Optional.ofNullable(pool), question),
        pulled.note());
  }

  private static Action action(String word) {
    List<Action> all =
        Stream.of(Action.values())
            .filter(action -> action != Action.LIMIT && action != Action.LIFT)
            .toList();
    Call.requireKnown("action", word, all.stream().map(Action::word).toList());
    return all.stream().filter(action -> action.word().equals(word)).findFirst().orElseThrow();
  }

  /** {@code POST /api/v1/usage/{account}}: a reading. */
  Answer report(Call call) throws InterruptedException {
    Body body = call.body("meter", "used", "window", "resetsAt", "at", "source");
    UsageReports.Written written =
        new UsageReports.Written(
            body.required("meter"),
            body.written("used").orElseThrow(() -> Body.missing("used")),
            body.text("window").orElse(null),
            body.text("resetsAt").orElse(null),
            body.text("at").orElse(null),
            by(body, "source"));
    UsageReports.Reported reported = reports.report(call.value(), written.read(null), false);
    return Answer.data(
        "usage-report", UsageData.of(reported.views(), reported.caps()), reported.said());
  }

  private static String by(Body body, String name) {
    String by = body.text(name).orElse(BY);
    if (by.isBlank() || by.length() > MOST_BY) {
      throw Problem.usage("'" + name + "' has 1 to " + MOST_BY + " characters");
    }
    return by;
  }

  private static @Nullable Integer whole(String name, @Nullable Long number) {
    if (number == null) {
      return null;
    }
    if (number != number.intValue()) {
      throw Problem.usage("'" + name + "' is too large a number");
    }
    return number.intValue();
  }

  private static Instant time(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Problem.usage(
          "'" + name + "': '" + text + "' is no time; write it as 2026-11-22T15:00:00Z");
    }
  }
}
