package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.capacity.LeaseRefusal;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.LeaseRequests;
import dev.wavewright.workflows.capacity.TicketMoves;
import dev.wavewright.workflows.capacity.WaitingCancel;
import dev.wavewright.workflows.delivery.Deliveries;
import dev.wavewright.workflows.issue.IssueInput;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.wave.core.Board;
import dev.wavewright.workflows.wave.core.Line;
import dev.wavewright.workflows.wave.core.WaveAction;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a wave tells the gate, one message at a time, so that the gate hears of an issue before it
 * hears of its moves.
 */
final class GateMessages {
  /** Keeps one message far below what the server takes. */
  private static final int REQUESTS_PER_MESSAGE = 200;

  private final Supplier<Board> board;
  private final List<Child> unasked = new ArrayList<>();
  private final List<LeaseRelease> unreleased = new ArrayList<>();
  private final Map<Ticket, TicketMoves.Move> unsentMoves = new LinkedHashMap<>();
  private boolean sending;

  /**
   * @param board the newest one, whose ranks are told
   */
  GateMessages(Supplier<Board> board) {
    this.board = board;
  }

  /** An issue's workflow that runs, what it was started with, and since when it waits. */
  record Child(IssueInput input, String run, Instant since) {}

  /** Tells whether everything was delivered. */
  boolean idle() {
    return !sending;
  }

  /**
   * Asks for the first leases of issues that run and do not ask for themselves, and gives leases
   * back when these requests are in line.
   */
  void ask(List<Child> children, List<LeaseRelease> releases) {
    unasked.addAll(children);
    unreleased.addAll(releases);
    send();
  }

  /** Tells new ranks; of two for one issue only the later is told. */
  void move(List<WaveAction.NewRank> ranks) {
    for (WaveAction.NewRank each : ranks) {
      Ticket ticket = Ticket.of(each.key(), 1);
      unsentMoves.put(ticket, new TicketMoves.Move(ticket, each.rank()));
    }
    send();
  }

  /**
   * Ends what these issues wait for; returns when the gate has it, or there is no gate.
   *
   * <p>It goes behind the requests that are on their way, and so finds them. A request that comes
   * after it finds the cancel of its own issue.
   */
  void cancelWaiting(List<IssueKey> keys, String reason) {
    Workflow.await(this::idle);
    WaitingCancel message =
        new WaitingCancel(keys.stream().map(IssueKey::workflowId).toList(), reason);
    Deliveries.deliver("cancel of what waits", () -> gate().cancelWaiting(message));
  }

  private void send() {
    if (sending) {
      return;
    }
    sending = true;
    Async.procedure(
        () -> {
          try {
            while (!unasked.isEmpty() || !unreleased.isEmpty() || !unsentMoves.isEmpty()) {
              sendMoves();
              sendRequests();
            }
          } finally {
            sending = false;
          }
        });
  }

  private void sendMoves() {
    if (unsentMoves.isEmpty()) {
      return;
    }
    TicketMoves message = new TicketMoves(List.copyOf(unsentMoves.values()));
    unsentMoves.clear();
    Deliveries.deliver("new order", () -> gate().move(message));
  }

  /** The best ones go first, with the ranks of this moment. */
  private void sendRequests() {
    List<Child> first =
        board.get().inOrder().stream()
            .flatMap(line -> unasked.stream().filter(each -> each.input().key().equals(line.key())))
            .limit(REQUESTS_PER_MESSAGE)
            .toList();
    unasked.removeAll(first);
    List<LeaseRequest> requests = first.stream().flatMap(each -> request(each).stream()).toList();
    LeaseRequests message = new LeaseRequests(requests, unreleased);
    unreleased.clear();
    if (requests.isEmpty() && message.releases().isEmpty()) {
      return;
    }
    // A gate that is gone has nothing to take back.
    if (!Deliveries.deliver("requests", () -> gate().requestAll(message))) {
      requests.forEach(GateMessages::refuse);
    }
  }

  private Optional<LeaseRequest> request(Child child) {
    IssueInput input = child.input();
    long rank = board.get().line(input.key()).map(Line::rank).orElse(input.rank());
    return input.firstRequest(child.run(), rank, child.since());
  }

  /** Without a gate an issue that waits for its answer gets this one. */
  private static void refuse(LeaseRequest request) {
    IssueWorkflow issue = Workflow.newExternalWorkflowStub(IssueWorkflow.class, request.holder());
    LeaseRefusal refusal =
        new LeaseRefusal(request.ticket(), LeaseRefusal.Cause.REJECTED, CapacityWorkflow.ABSENT);
    Deliveries.deliver("refusal of " + request.ticket(), () -> issue.refused(refusal));
  }

  private static CapacityWorkflow gate() {
    return Workflow.newExternalWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID);
  }
}
