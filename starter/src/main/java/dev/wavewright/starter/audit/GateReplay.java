package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.audit.Claim.Lease;
import io.temporal.api.enums.v1.SignalExternalWorkflowExecutionFailedCause;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.SignalExternalWorkflowExecutionInitiatedEventAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Walks the gate's history event by event and keeps its own books: what was asked, granted, given
 * back or lost, and which caps were in force. Every first sending of a grant is judged at the place
 * in history where it stands.
 *
 * <p>The server hands everything it recorded before a workflow task to that task, and what the task
 * commands follows it; so history's order is the order in which the gate knew things. The one
 * exception: a grant waits while an earlier message to the same holder is on its way, and was then
 * decided at one of the tasks since. Such a grant is right if there was room at one of them.
 */
final class GateReplay {
  private static final int SENDS_AT_ONCE = 200;

  private final Findings findings;
  private final List<Seen> grants = new ArrayList<>();
  private final Map<String, Lease> everGranted = new LinkedHashMap<>();
  private final TokenOrder order;
  private GateBooks books = new GateBooks();

  private WorkflowRun run;
  private Map<Long, Sent> sends = new TreeMap<>();
  private Map<Long, ActivityTaskScheduledEventAttributes> questions = new HashMap<>();
  private Set<String> refusedToSend = new HashSet<>();
  private Set<GateRequests.Asked> rejected = new HashSet<>();

  /**
   * A grant at its first sending.
   *
   * @param run first run id of the holder's chain
   */
  record Seen(String key, String kind, String token, String run, Instant at, String where) {}

  private record Sent(String name, String ticket, String holder, String run) {}

  private GateReplay(Findings findings, WorkflowRun first) {
    this.findings = findings;
    this.order = new TokenOrder(findings);
    this.run = first;
  }

  /** Replays one chain of runs, oldest first, the first of which may be gone. */
  static GateReplay of(List<WorkflowRun> chain, Findings findings) {
    GateReplay replay = new GateReplay(findings, chain.getFirst());
    for (int place = 0; place < chain.size(); place++) {
      replay.begin(chain.get(place), place == 0 ? null : chain.get(place - 1));
      chain.get(place).events().forEach(replay::take);
    }
    return replay;
  }

  /** Returns every lease at its first sending, in order. */
  List<Seen> grants() {
    return List.copyOf(grants);
  }

  /** Returns every lease ever seen, by token. */
  Map<String, Lease> everGranted() {
    return Map.copyOf(everGranted);
  }

  /** Returns what is held at the end of the history, without what drains. */
  List<Lease> heldAtTheEnd() {
    return books.claims.values().stream().flatMap(claim -> claim.leases.values().stream()).toList();
  }

  List<Lease> drainingAtTheEnd() {
    return List.copyOf(books.draining.values());
  }

  private void begin(WorkflowRun next, @Nullable WorkflowRun before) {
    GateRecord record = new GateRecord(Events.argument(next.started().getInput(), 0));
    GateBooks told = record.books();
    run = next;
    if (before != null && next.previous().equals(before.run())) {
      compare(told, record.unsent(), next.where(next.events().getFirst()));
    } else {
      told.leases().forEach(lease -> everGranted.put(lease.token(), lease));
      told.leases().forEach(lease -> order.seen(lease, run));
    }
    books = told;
    sends = new TreeMap<>();
    questions = new HashMap<>();
    refusedToSend = new HashSet<>(record.unsent());
    rejected = GateRequests.rejected(next);
  }

  /** The record a run hands over must say what its history says. */
  private void compare(GateBooks told, Set<String> unsent, String where) {
    for (Claim claim : told.claims.values()) {
      List<Lease> fresh =
          claim.leases.values().stream()
              .filter(each -> !everGranted.containsKey(each.token()))
              .toList();
      if (!fresh.isEmpty() && !claim.delivered && unsent.contains(claim.holder)) {
        grant(
            claim.ticket,
            claim.key,
            claim.holder,
            fresh,
            where,
            Events.at(run.events().getFirst()));
      }
    }
    HandOver.compare(books, told, findings, where);
  }

  private void take(HistoryEvent event) {
    switch (event.getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> GateMessages.heard(books, event, rejected);
      case EVENT_TYPE_WORKFLOW_TASK_STARTED -> {
        Instant now = Events.at(event);
        books.pools.replaceAll((name, cap) -> cap.at(now));
      }
      case EVENT_TYPE_WORKFLOW_TASK_COMPLETED -> decided();
      case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED -> sent(event);
      case EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED ->
          delivered(
              event.getExternalWorkflowExecutionSignaledEventAttributes().getInitiatedEventId());
      case EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED -> notDelivered(event);
      case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED ->
          questions.put(event.getEventId(), event.getActivityTaskScheduledEventAttributes());
      case EVENT_TYPE_ACTIVITY_TASK_COMPLETED -> answered(event);
      default -> {}
    }
  }

  /** A grant whose sending must wait may be decided at this task. */
  private void decided() {
    Set<String> busy = new HashSet<>(refusedToSend);
    sends.values().forEach(each -> busy.add(each.holder()));
    boolean allBusy = sends.size() >= SENDS_AT_ONCE;
    for (Claim claim : books.claims.values()) {
      if (!claim.granted && !claim.hadRoom && (allBusy || busy.contains(claim.holder))) {
        claim.hadRoom = books.hasRoom(claim);
      }
    }
  }

  private void sent(HistoryEvent event) {
    SignalExternalWorkflowExecutionInitiatedEventAttributes signal =
        event.getSignalExternalWorkflowExecutionInitiatedEventAttributes();
    JsonNode message = Events.argument(signal.getInput(), 0);
    String ticket = Events.text(message, "ticket");
    String holder = signal.getWorkflowExecution().getWorkflowId();
    Claim claim = books.claims.get(ticket);
    if (signal.getSignalName().equals("granted")) {
      List<Lease> leases = new ArrayList<>();
      for (JsonNode each : message.path("leases")) {
        leases.add(
            new Lease(
                Events.text(each, "token"),
                Events.text(each, "kind"),
                Events.text(message, "key"),
                ticket,
                holder,
                claim == null ? "" : claim.run,
                Events.texts(each.path("pools"))));
      }
      grant(
          ticket, Events.text(message, "key"), holder, leases, run.where(event), Events.at(event));
    } else if (claim != null && !claim.granted && Events.text(message, "cause").equals("expired")) {
      books.end(claim);
    }
    sends.put(
        event.getEventId(),
        new Sent(signal.getSignalName(), ticket, holder, claim == null ? "" : claim.run));
  }

  private void grant(
      String ticket, String key, String holder, List<Lease> leases, String where, Instant at) {
    List<Lease> fresh = new ArrayList<>();
    for (Lease lease : leases) {
      Lease known = everGranted.get(lease.token());
      if (known == null) {
        fresh.add(lease);
      } else if (!known.key().equals(key) || !known.kind().equals(lease.kind())) {
        findings.violation(
            Rule.TOKENS,
            key,
            "token " + lease.token() + " is of " + known.key() + " already",
            where);
      } else if (books.lease(lease.token()) == null) {
        findings.violation(
            Rule.TOKENS, key, "token " + lease.token() + " is sent after it was given back", where);
      }
    }
    if (fresh.isEmpty()) {
      return;
    }
    findings.looked(Rule.GRANTS);
    Claim claim = books.claims.get(ticket);
    if (claim == null || !claim.key.equals(key) || !claim.holder.equals(holder)) {
      findings.violation(Rule.GRANTS, key, "ticket " + ticket + " is granted unasked", where);
      claim = new Claim(ticket, key, holder, "", "", List.of(), false, List.of());
      books.claims.put(ticket, claim);
    } else if (claim.granted) {
      findings.violation(Rule.GRANTS, key, "ticket " + ticket + " is granted twice", where);
    }
    Set<String> named = new LinkedHashSet<>();
    fresh.forEach(lease -> named.addAll(lease.pools()));
    String closed = books.closedFor(key, List.copyOf(named));
    for (Lease lease : fresh) {
      claim.leases.put(lease.token(), lease);
      everGranted.put(lease.token(), lease);
      order.seen(lease, run);
      findings.looked(Rule.TOKENS);
      grants.add(new Seen(key, lease.kind(), lease.token(), claim.run, at, where));
    }
    claim.granted = true;
    judge(claim, named, closed, where);
  }

  private void judge(Claim claim, Set<String> named, @Nullable String closed, String where) {
    if (closed != null && !claim.hadRoom) {
      findings.violation(Rule.CAPS, claim.key, "granted although " + closed, where);
    }
    for (String pool : named) {
      findings.looked(Rule.CAPS);
      int held = books.held(pool);
      int cap = books.cap(pool).inForce();
      if (held > cap && !claim.hadRoom) {
        findings.violation(
            Rule.CAPS,
            pool,
            "the grant to " + claim.key + " makes " + held + " held at a cap of " + cap,
            where);
      }
    }
  }

  private void delivered(long initiated) {
    Sent sent = sends.remove(initiated);
    if (sent == null) {
      return;
    }
    refusedToSend.remove(sent.holder());
    Claim claim = books.claims.get(sent.ticket());
    if (sent.name().equals("granted") && claim != null && claim.run.equals(sent.run())) {
      claim.delivered = true;
    }
  }

  private void notDelivered(HistoryEvent event) {
    var failed = event.getSignalExternalWorkflowExecutionFailedEventAttributes();
    Sent sent = sends.remove(failed.getInitiatedEventId());
    if (sent == null) {
      return;
    }
    if (failed.getCause()
        != SignalExternalWorkflowExecutionFailedCause
            .SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND) {
      refusedToSend.add(sent.holder());
      return;
    }
    refusedToSend.remove(sent.holder());
    Claim about = books.claims.get(sent.ticket());
    boolean withdrawn =
        sent.name().equals("granted") && (about == null || !about.run.equals(sent.run()));
    if (!withdrawn) {
      books
          .claimsOf(sent.holder(), sent.run())
          .forEach(claim -> books.lose(claim, !claim.granted || !claim.delivered));
    }
  }

  private void answered(HistoryEvent event) {
    var completed = event.getActivityTaskCompletedEventAttributes();
    ActivityTaskScheduledEventAttributes asked = questions.remove(completed.getScheduledEventId());
    if (asked == null) {
      return;
    }
    JsonNode answer = Events.argument(completed.getResult(), 0);
    if (asked.getActivityType().getName().equals("DescribeHolders")) {
      for (JsonNode fact : answer) {
        if (!fact.path("open").asBoolean(true)) {
          JsonNode holder = fact.path("holder");
          books
              .claimsOf(Events.text(holder, "workflow"), Events.text(holder, "run"))
              .forEach(claim -> books.lose(claim, !claim.granted));
        }
      }
    } else if (asked.getActivityType().getName().equals("ConfirmSessionGone")
        && answer.asBoolean(false)) {
      books.draining.remove(Events.text(Events.argument(asked.getInput(), 1)));
    }
  }
}
