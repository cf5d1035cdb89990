package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.CapacityView.ExpectedStart;
import dev.wavewright.workflows.model.HostId;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * The semaphore of a Temporal namespace. Signals only record; one loop grants. The names and the
 * JSON of its messages are public: an operator may send them from the Web UI or the command line.
 */
@WorkflowInterface
public interface CapacityWorkflow {
  /** The id of the one gate of a namespace. */
  String ID = "capacity/main";

  /** What a requester is told that finds no gate. */
  String ABSENT = "nobody grants leases: " + ID + " is not running; wavewright up";

  /**
   * Runs until terminated, continuing as new; {@code state} is {@link CapacityState#initial()} at
   * first.
   */
  @WorkflowMethod(name = "CapacityWorkflow")
  void run(CapacityState state);

  /**
   * Asks for leases. Repeating a ticket changes nothing; if it is granted, its grant is sent again.
   */
  @SignalMethod(description = "Ask for leases")
  void request(LeaseRequest request);

  /**
   * Asks for leases in the name of several holders at once. None of these requests is granted
   * before all of them are in line, so their order among themselves is by priority and rank alone.
   * Leases that the message gives back are free after that, for whoever is first in line then.
   */
  @SignalMethod(description = "Ask for leases in the name of several holders")
  void requestAll(LeaseRequests requests);

  /** Gives one lease back. A token that is not held changes nothing. */
  @SignalMethod(description = "Give a lease back, by token")
  void release(LeaseRelease release);

  /** Ends a waiting request, or takes back the leases of a granted one. */
  @SignalMethod(description = "Cancel a ticket")
  void cancel(TicketCancel cancel);

  /** Ends the waiting tickets of several holders; what is granted stays granted. */
  @SignalMethod(description = "Cancel the waiting tickets of several holders")
  void cancelWaiting(WaitingCancel cancel);

  /** Changes priority or rank of waiting requests. Unknown tickets are ignored. */
  @SignalMethod(description = "Change the order of waiting tickets")
  void move(TicketMoves moves);

  /** Puts a waiting request at the front or beside another. Unknown tickets are ignored. */
  @SignalMethod(description = "Put a waiting ticket at the front, before or after another")
  void place(TicketPlacement placement);

  /** Moves the deadline of a waiting request to a later moment. Unknown tickets are ignored. */
  @SignalMethod(description = "Let a waiting ticket wait longer")
  void extend(TicketExtension extension);

  /** Sets, lowers, raises or pauses pools. */
  @SignalMethod(description = "Steer the caps of pools")
  void steer(CapSteering steering);

  /**
   * Makes a host known, with how many sessions it carries; repeated at every worker start, and by a
   * worker that learns from {@link #knows} that its host is not known.
   */
  @SignalMethod(description = "Register a host")
  void host(HostRegistration host);

  /**
   * Says what the machine of a known host is short of: under pressure it takes no new session. Only
   * one worker of a host says so; it asks {@link #condition} whether the gate still knows.
   */
  @SignalMethod(name = "hostCondition", description = "Say what a host's machine is short of")
  void tell(HostCondition condition);

  /**
   * Declares that a host does not come back: it takes no session, and the session leases of what
   * ran on it count no more. If it registers again, they count again until it has confirmed that
   * their processes are gone.
   */
  @SignalMethod(description = "Declare a host lost")
  void hostLost(HostLoss loss);

  /** Raises the epoch of tokens; a lower one than in force changes nothing. */
  @SignalMethod(description = "Raise the epoch of tokens")
  void epoch(long epoch);

  /** Tells whether a host has registered and was not declared lost since. */
  @QueryMethod(description = "Whether a host is known")
  boolean knows(HostId host);

  /** Returns what a host's worker last said; without pressure and words if it has not. */
  @QueryMethod(description = "What a host's machine is short of")
  HostCondition condition(HostId host);

  @QueryMethod(description = "Who runs, who waits, every pool")
  CapacityView view();

  /**
   * Returns when a request would be granted that were asked for now; nothing is asked for. Null
   * while it cannot be told, and if it would not wait.
   */
  @QueryMethod(name = "expected", description = "When a request asked for now would be granted")
  @Nullable ExpectedStart expected(LeaseRequest request);
}
