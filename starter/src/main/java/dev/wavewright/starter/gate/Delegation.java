package dev.wavewright.starter.gate;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.ExpectedStart;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.capacity.LeaseRequest;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Would a new task be taken now? A delegating agent asks before it delegates. */
public final class Delegation {
  private static final String HOSTS = "the hosts";
  private static final IssueKey NEW_TASK = new IssueKey("task/new");

  private Delegation() {}

  /** Whether to hand work over now. */
  public enum Delegate {
    YES("yes", "there is a free place, it starts now"),
    SLOW("slow", "it starts now, in one of the last free places"),
    NO("no", "it waits: no place is free, or nothing starts for now");

    private final String word;
    private final String meaning;

    Delegate(String word, String meaning) {
      this.word = word;
      this.meaning = meaning;
    }

    public String meaning() {
      return meaning;
    }

    @JsonValue
    public String word() {
      return word;
    }
  }

  /**
   * What is asked.
   *
   * @param needs the pools that the task would need a lease of; a session of any host comes on top
   * @param priority the task would have
   */
  public record Question(List<PoolName> needs, Priority priority) {
    public Question {
      needs = List.copyOf(needs);
    }

    /** A task whose project, repository and agent are known. */
    public static Question of(
        String project,
        @Nullable RepositoryName repository,
        String agent,
        String account,
        Priority priority) {
      List<PoolName> needs = new ArrayList<>();
      needs.add(PoolName.project(project));
      if (repository != null) {
        needs.add(PoolName.repository(repository));
      }
      needs.add(PoolName.account(account));
      needs.add(PoolName.agent(agent));
      return new Question(needs, priority);
    }

    /**
     * A task of which only a part is said: where the gate knows but one project, or one account, it
     * is that one. An agent's account bears the agent's name unless another is said.
     */
    public static Question of(
        CapacityView view,
        @Nullable String project,
        @Nullable RepositoryName repository,
        @Nullable String agent,
        @Nullable String account,
        Priority priority) {
      List<PoolName> needs = new ArrayList<>();
      said("project:", project).or(() -> only(view, "project:")).ifPresent(needs::add);
      if (repository != null) {
        needs.add(PoolName.repository(repository));
      }
      said("account:", account != null ? account : agent)
          .or(() -> only(view, "account:"))
          .ifPresent(needs::add);
      said("agent:", agent).ifPresent(needs::add);
      return new Question(needs, priority);
    }

    /** Returns the request of such a task. A pool the gate does not know holds nobody up. */
    LeaseRequest asRequest(CapacityView view) {
      return new LeaseRequest(
          Ticket.of(NEW_TASK, 1),
          NEW_TASK,
          NEW_TASK.workflowId(),
          "",
          "implement",
          shares(view, false),
          true,
          shares(view, true),
          List.of(),
          priority,
          0,
          null,
          null,
          "",
          null);
    }

    private List<PoolShare> shares(CapacityView view, boolean ofAgent) {
      return needs.stream()
          .filter(name -> ofAgent == name.value().startsWith("agent:"))
          .flatMap(name -> Gate.pool(view, name).stream())
          .map(pool -> new PoolShare(pool.name(), pool.configured()))
          .toList();
    }

    private static Optional<PoolName> said(String kind, @Nullable String name) {
      return Optional.ofNullable(name).map(known -> new PoolName(kind + known));
    }

    private static Optional<PoolName> only(CapacityView view, String kind) {
      List<PoolName> known =
          view.pools().stream()
              .map(PoolView::name)
              .filter(name -> name.value().startsWith(kind))
              .toList();
      return known.size() == 1 ? Optional.of(known.getFirst()) : Optional.empty();
    }
  }

  /**
   * The answer.
   *
   * @param position the place in the queue it would have, from 1; 0 if it would start at once
   * @param expectedStart null while it cannot be told
   * @param reason what keeps it from a plain yes; empty for that
   */
  public record Advice(
      Delegate delegate, int position, @Nullable ExpectedStart expectedStart, String reason) {
    Advice expecting(@Nullable ExpectedStart start) {
      return new Advice(delegate, position, start, reason);
    }
  }

  /** The room of one pool, or of all hosts together. */
  private record Room(String name, long cap, long held) {
    static Room of(PoolView pool) {
      return new Room("pool " + pool.name(), pool.effective(), pool.held());
    }

    long free() {
      return Math.max(0, cap - held);
    }

    /** A pool of one that is idle is not near its cap: it could never be further from it. */
    boolean near() {
      return held > 0 && (free() <= 1 || free() * 5 <= cap);
    }

    String left() {
      return name + (name.equals(HOSTS) ? " have " : " has ") + free() + " of " + cap + " left";
    }
  }

  /**
   * Answers: no if no place is free, slow if at most one or a fifth of the cap in force is, in the
   * fullest pool it needs or in all hosts together. A request that will keep the next free places
   * for itself is seen only once somebody waits for it.
   */
  public static Advice answer(CapacityView view, Question question) {
    int ahead = ahead(view, question.priority());
    Optional<String> obstacle = obstacle(view, question);
    if (obstacle.isPresent()) {
      return new Advice(Delegate.NO, ahead + 1, null, obstacle.get());
    }
    return rooms(view, question)
        .filter(Room::near)
        .map(room -> new Advice(Delegate.SLOW, 0, null, room.left()))
        .findFirst()
        .orElseGet(() -> new Advice(Delegate.YES, 0, null, ""));
  }

  /** Counts who waits and would be served before a new request of this priority. */
  private static int ahead(CapacityView view, Priority priority) {
    return (int) view.waiting().stream().filter(waiting -> before(waiting, priority)).count();
  }

  private static boolean before(Waiting waiting, Priority priority) {
    return waiting.priority().level() <= priority.level();
  }

  private static Optional<String> obstacle(CapacityView view, Question question) {
    if (view.paused()) {
      return Optional.of("everything is paused");
    }
    if (Gate.hosts(view).isEmpty()) {
      return Optional.of("no worker has registered a host");
    }
    Optional<String> closed =
        needed(view, question)
            .filter(pool -> pool.effective() == 0)
            .map(pool -> "pool " + pool.name() + (pool.paused() ? " is paused" : " has a cap of 0"))
            .findFirst();
    return closed
        .or(() -> hostless(view))
        .or(
            () ->
                rooms(view, question)
                    .filter(room -> room.free() == 0)
                    .map(
                        room ->
                            room.name()
                                + (room.name().equals(HOSTS) ? " are" : " is")
                                + " full ("
                                + room.held()
                                + " of "
                                + room.cap()
                                + ")")
                    .findFirst())
        .or(() -> behind(view, question));
  }

  /** Says why no host takes a session, whatever room it has. */
  private static Optional<String> hostless(CapacityView view) {
    if (view.pools().stream().anyMatch(Delegation::takesSessions)) {
      return Optional.empty();
    }
    return view.pools().stream()
        .filter(pool -> pool.effective() > 0 && pool.name().host().isPresent())
        .flatMap(pool -> Stream.ofNullable(pool.condition()))
        .map(condition -> "no host takes a session: " + condition.reason())
        .findFirst()
        .or(() -> Optional.of("no host takes a session"));
  }

  private static boolean takesSessions(PoolView pool) {
    CapacityView.Condition condition = pool.condition();
    return pool.name().host().isPresent()
        && pool.effective() > 0
        && (condition == null || !condition.pressure().closes(pool.held()));
  }

  /** Whoever waits for a pool that has a free place will have it first. */
  private static Optional<String> behind(CapacityView view, Question question) {
    return view.waiting().stream()
        .filter(waiting -> before(waiting, question.priority()))
        .filter(waiting -> waiting.pool() != null && question.needs().contains(waiting.pool()))
        .findFirst()
        .map(waiting -> "behind " + waiting.ticket() + ", which waits for pool " + waiting.pool());
  }

  private static Stream<PoolView> needed(CapacityView view, Question question) {
    return question.needs().stream().flatMap(name -> Gate.pool(view, name).stream());
  }

  private static Stream<Room> rooms(CapacityView view, Question question) {
    long cap = 0;
    long held = 0;
    for (PoolView pool : view.pools()) {
      if (takesSessions(pool)) {
        cap += pool.effective();
        held += Math.min(pool.held(), pool.effective());
      }
    }
    return Stream.concat(
        needed(view, question)
            .filter(pool -> pool.effective() != PoolShare.UNLIMITED)
            .map(Room::of),
        Stream.of(new Room(HOSTS, cap, held)));
  }
}
