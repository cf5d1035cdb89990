package dev.wavewright.activities.host;

import dev.wavewright.activities.host.Listing.Listed;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaveId;
import dev.wavewright.workflows.notice.NoticeActivities.Look;
import dev.wavewright.workflows.notice.NoticeConfiguration;
import dev.wavewright.workflows.notice.core.Seen;
import dev.wavewright.workflows.notice.core.Sighting;
import dev.wavewright.workflows.notice.core.Sighting.Cap;
import dev.wavewright.workflows.notice.core.Sighting.Count;
import dev.wavewright.workflows.notice.core.Sighting.Expiry;
import dev.wavewright.workflows.notice.core.Sighting.GateSight;
import dev.wavewright.workflows.notice.core.Sighting.Runs;
import dev.wavewright.workflows.notice.core.Sighting.Stop;
import dev.wavewright.workflows.notice.core.Sighting.Waits;
import dev.wavewright.workflows.notice.core.Sighting.WaveEnd;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveStatus.IssueLine;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.failure.TemporalException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a project as the server and its own workflows tell it; that costs them no history. What
 * a look before has seen, and what has not changed since, is not asked again.
 */
public final class NoticeLooks {
  private static final Set<String> STOPPED =
      Set.of(Phase.PARKED.word(), Phase.NEEDS_INPUT.word(), Phase.QUOTA_WAITING.word());
  private static final int MOST_LEFT = 50;
  private static final int LONGEST_TITLE = 200;
  private static final int LONGEST_DETAIL = 300;
  private static final int RESULT_SECONDS = 10;

  private final WorkflowClient client;
  private final Listing listing;
  private final InstantSource clock;

  public NoticeLooks(WorkflowClient client, InstantSource clock) {
    this(client, new ServerListing(client), clock);
  }

  NoticeLooks(WorkflowClient client, Listing listing, InstantSource clock) {
    this.client = client;
    this.listing = listing;
    this.clock = clock;
  }

  /**
   * Looks.
   *
   * @throws WorkflowException or a {@link io.grpc.StatusRuntimeException} if Temporal cannot be
   *     asked: half a look would tell of ends that are none
   */
  Sighting look(Look look) {
    NoticeConfiguration project = look.configuration();
    Map<IssueKey, Listed> open = new TreeMap<>();
    for (Listed each : listing.openIssues()) {
      if (isOf(project, each)) {
        key(each).ifPresent(key -> open.put(key, each));
      }
    }
    return new Sighting(
        clock.instant(),
        gate(project, look.seen(), open),
        stops(look.seen(), open),
        expired(project, look.seen()),
        waves(project, look.seen()));
  }

  /** A task that was started before tasks carried their project is told by its repository. */
  private static boolean isOf(NoticeConfiguration project, Listed listed) {
    if (!listed.wave().isEmpty()) {
      return listed.wave().startsWith(project.project() + "/");
    }
    return listed.project().isEmpty()
        ? project.repositories().stream()
            .map(RepositoryName::value)
            .anyMatch(listed.repository()::equals)
        : listed.project().equals(project.project());
  }

  private static Optional<IssueKey> key(Listed listed) {
    String id = listed.workflow();
    String issue = "issue/";
    int last = id.lastIndexOf('/');
    try {
      if (id.startsWith(issue) && last > issue.length()) {
        return Optional.of(
            new IssueKey(id.substring(issue.length(), last) + "#" + id.substring(last + 1)));
      }
      return Optional.of(new IssueKey(id));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** Returns null if there is no gate. */
  private @Nullable GateSight gate(
      NoticeConfiguration project, Seen seen, Map<IssueKey, Listed> open) {
    CapacityView view;
    try {
      view = client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID).view();
    } catch (WorkflowNotFoundException none) {
      return null;
    }
    Set<Ticket> told = new HashSet<>(seen.waiting());
    List<Waits> waiting =
        view.waiting().stream()
            .filter(each -> open.containsKey(each.key()))
            .map(each -> waits(each, told.contains(each.ticket())))
            .toList();
    List<Runs> running =
        view.holding().stream()
            .filter(each -> !each.draining() && open.containsKey(each.key()))
            .map(each -> new Runs(each.key(), title(open, each.key()), each.host(), each.since()))
            .toList();
    List<Ticket> expired =
        view.ended().stream()
            .filter(each -> each.how().equals("expired") && told.contains(each.ticket()))
            .map(CapacityView.Ended::ticket)
            .toList();
    CapacityView.@Nullable PoolView any =
        view.paused() ? view.pools().stream().findFirst().orElse(null) : null;
    return new GateSight(
        waiting,
        running,
        expired,
        view.pools().stream()
            .filter(each -> isOf(project, each.name()))
            .map(NoticeLooks::cap)
            .toList(),
        view.paused(),
        any == null ? null : any.loweredBy(),
        any == null ? null : any.reason());
  }

  private static String title(Map<IssueKey, Listed> open, IssueKey key) {
    Listed listed = open.get(key);
    return listed == null ? "" : shortened(listed.title(), LONGEST_TITLE);
  }

  /** Of what was told already only its ticket matters. */
  private static Waits waits(CapacityView.Waiting waiting, boolean told) {
    CapacityView.ExpectedStart expected = told ? null : waiting.expectedStart();
    return new Waits(
        waiting.ticket(),
        waiting.key(),
        told ? "" : shortened(waiting.title(), LONGEST_TITLE),
        waiting.position(),
        told ? "" : shortened(waiting.reason(), LONGEST_DETAIL),
        waiting.since(),
        expected == null ? null : expected.earliest(),
        expected == null ? null : expected.latest());
  }

  private static boolean isOf(NoticeConfiguration project, PoolName pool) {
    return project.pools().contains(pool)
        || pool.isOfWaveIn(project.project())
        || pool.host().isPresent();
  }

  private static Cap cap(CapacityView.PoolView pool) {
    return new Cap(
        pool.name(),
        pool.configured(),
        pool.afterPause(),
        pool.paused(),
        pool.loweredBy(),
        pool.reason(),
        pool.until(),
        pool.byHand());
  }

  private List<Stop> stops(Seen seen, Map<IssueKey, Listed> open) {
    List<Stop> stops = new ArrayList<>();
    open.forEach(
        (key, listed) -> {
          if (STOPPED.contains(listed.phase())) {
            stop(seen, key).ifPresent(stops::add);
          }
        });
    return stops;
  }

  private Optional<Stop> stop(Seen seen, IssueKey key) {
    Seen.StopSeen known = seen.stop(key);
    String mark;
    try {
      var info =
          client.newUntypedWorkflowStub(key.workflowId()).describe().getWorkflowExecutionInfo();
      mark = info.getExecution().getRunId() + "/" + info.getHistoryLength();
    } catch (WorkflowNotFoundException gone) {
      return Optional.empty();
    }
    if (known != null && known.mark().equals(mark)) {
      return Optional.of(same(known));
    }
    IssueStatus status;
    try {
      status = client.newWorkflowStub(IssueWorkflow.class, key.workflowId()).status();
    } catch (WorkflowException silent) {
      // What it is now comes with a later look; until then it is as it was.
      return Optional.ofNullable(known).map(NoticeLooks::same);
    }
    return status.phase().isForPeopleToSettle()
        ? Optional.of(
            new Stop(
                key,
                shortened(status.title(), LONGEST_TITLE),
                status.phase(),
                status.reason(),
                status.ticket(),
                shortened(status.detail(), LONGEST_DETAIL),
                status.unblock(),
                mark))
        : Optional.empty();
  }

  private static Stop same(Seen.StopSeen known) {
    return new Stop(
        known.key(), "", known.phase(), known.reason(), known.ticket(), "", "", known.mark());
  }

  private List<Expiry> expired(NoticeConfiguration project, Seen seen) {
    List<Expiry> expired = new ArrayList<>();
    for (Listed each : listing.expiredIssues(seen.endsFrom())) {
      Instant closed = each.closed();
      String id = each.workflow() + "@" + each.run();
      if (closed != null && isOf(project, each) && !seen.knows(id, closed)) {
        key(each).ifPresent(key -> expired.add(expiry(each, id, key, closed)));
      }
    }
    return expired;
  }

  private Expiry expiry(Listed listed, String id, IssueKey key, Instant closed) {
    IssueStatus status = result(listed, IssueStatus.class);
    return status == null
        ? new Expiry(id, key, shortened(listed.title(), LONGEST_TITLE), "", closed)
        : new Expiry(
            id,
            key,
            shortened(status.title(), LONGEST_TITLE),
            shortened(status.detail(), LONGEST_DETAIL),
            closed);
  }

  private List<WaveEnd> waves(NoticeConfiguration project, Seen seen) {
    List<WaveEnd> waves = new ArrayList<>();
    for (Listed each : listing.endedWaves(project.project(), seen.endsFrom())) {
      Instant closed = each.closed();
      String id = each.workflow() + "@" + each.run();
      if (closed != null && !seen.knows(id, closed)) {
        waves.add(wave(project, each, closed));
      }
    }
    return waves;
  }

  private WaveEnd wave(NoticeConfiguration project, Listed listed, Instant closed) {
    WaveStatus status = listed.how().isEmpty() ? result(listed, WaveStatus.class) : null;
    String name = listed.workflow().split("/", 3)[2];
    List<IssueLine> issues = status == null ? List.of() : status.issues();
    Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    issues.forEach(each -> counts.merge(each.phase(), 1, Integer::sum));
    return new WaveEnd(
        new WaveId(project.project(), name),
        listed.run(),
        status == null ? listed.started() : status.started(),
        closed,
        listed.how(),
        counts.entrySet().stream().map(each -> new Count(each.getKey(), each.getValue())).toList(),
        issues.stream()
            .filter(each -> each.phase() != Phase.DONE)
            .map(IssueLine::key)
            .limit(MOST_LEFT)
            .toList());
  }

  /** Reads only the last event of a history; null if it cannot be had. */
  private <T> @Nullable T result(Listed listed, Class<T> type) {
    try {
      return client
          .newUntypedWorkflowStub(
              WorkflowTargetOptions.newBuilder()
                  .setWorkflowId(listed.workflow())
                  .setRunId(listed.run())
                  .build())
          .getResult(RESULT_SECONDS, TimeUnit.SECONDS, type);
    } catch (TimeoutException | TemporalException e) {
      return null;
    }
  }

  private static String shortened(String text, int longest) {
    return text.codePointCount(0, text.length()) <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(0, longest));
  }
}
