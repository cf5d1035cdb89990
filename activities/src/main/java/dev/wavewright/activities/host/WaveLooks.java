package dev.wavewright.activities.host;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import dev.wavewright.workflows.tracker.TrackerActivities.IssueNews;
import dev.wavewright.workflows.tracker.TrackerActivities.Look;
import dev.wavewright.workflows.tracker.TrackerActivities.News;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveStatus.IssueLine;
import dev.wavewright.workflows.wave.WaveStatus.WavePhase;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Looks at a wave as it is told by its own workflows; asking costs them no history. */
final class WaveLooks {
  /** With more of them the answer would be too long for one message; the others come next. */
  private static final int MOST_CHANGES = 400;

  private static final int ASKED_AT_ONCE = 16;
  private static final int LONGEST_TITLE = 200;
  private static final int LONGEST_DETAIL = 300;

  private final WorkflowClient client;

  WaveLooks(WorkflowClient client) {
    this.client = client;
  }

  /** Returns what is new; empty if nothing is. */
  Optional<News> look(Look look) throws InterruptedException {
    String id = look.wave().workflowId();
    WaveStatus status;
    boolean open;
    try {
      open =
          client.newUntypedWorkflowStub(id).describe().getStatus()
              == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
      status = client.newWorkflowStub(WaveWorkflow.class, id).status();
    } catch (WorkflowNotFoundException gone) {
      return Optional.of(over(look));
    }
    if (!status.started().equals(look.started())) {
      return Optional.of(over(look));
    }
    String phase = status.phase().word() + (open ? "" : " and over");
    List<IssueNews> changed = changed(look, issues(status));
    if (changed.isEmpty() && phase.equals(look.phase())) {
      return Optional.empty();
    }
    boolean settled =
        status.phase() == WavePhase.ENDED || status.phase() == WavePhase.WAITING_FOR_PEOPLE;
    // The end is told with the last of the changes, not before.
    boolean all = changed.size() <= MOST_CHANGES;
    return Optional.of(
        new News(
            all ? phase : look.phase(),
            status.ended(),
            all && settled,
            all && !open,
            status.issues().size(),
            changed.stream().limit(MOST_CHANGES).toList()));
  }

  /** The wave is gone, or its name went to another one: what is known of it stays as it is. */
  private static News over(Look look) {
    return new News("gone", null, true, true, look.known().size(), List.of());
  }

  private static List<IssueNews> changed(Look look, List<IssueNews> issues) {
    return issues.stream()
        .filter(
            issue ->
                issue.place() >= look.known().size()
                    || !look.known().get(issue.place()).equals(issue.fingerprint()))
        .toList();
  }

  private List<IssueNews> issues(WaveStatus status) throws InterruptedException {
    Map<IssueKey, IssueStatus> told = told(status.issues());
    boolean waiting = told.values().stream().anyMatch(issue -> issue.phase() == Phase.QUEUED);
    Map<IssueKey, Integer> positions = waiting ? positions() : Map.of();
    List<IssueNews> issues = new ArrayList<>();
    for (IssueLine line : status.issues()) {
      issues.add(
          news(issues.size(), line, told.get(line.key()), positions.getOrDefault(line.key(), 0)));
    }
    return issues;
  }

  /** Asks those that go on; of one that has ended the wave knows all that is told. */
  private Map<IssueKey, IssueStatus> told(List<IssueLine> lines) throws InterruptedException {
    Map<IssueKey, IssueStatus> told = new ConcurrentHashMap<>();
    Semaphore permits = new Semaphore(ASKED_AT_ONCE);
    List<Thread> asking = new ArrayList<>();
    for (IssueLine line : lines) {
      if (line.started() && !line.phase().isFinal()) {
        permits.acquire();
        asking.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        issue(line.key()).ifPresent(issue -> told.put(line.key(), issue));
                      } finally {
                        permits.release();
                      }
                    }));
      }
    }
    for (Thread thread : asking) {
      thread.join();
    }
    return told;
  }

  private Optional<IssueStatus> issue(IssueKey key) {
    try {
      return Optional.of(client.newWorkflowStub(IssueWorkflow.class, key.workflowId()).status());
    } catch (WorkflowException silent) {
      return Optional.empty();
    }
  }

  private Map<IssueKey, Integer> positions() {
    Map<IssueKey, Integer> positions = new HashMap<>();
    try {
      CapacityView view =
          client.newWorkflowStub(CapacityWorkflow.class, CapacityWorkflow.ID).view();
      view.waiting().forEach(each -> positions.putIfAbsent(each.key(), each.position()));
    } catch (WorkflowException silent) {
      // Without a gate nobody has a position.
    }
    return positions;
  }

  private static IssueNews news(
      int place, IssueLine line, @Nullable IssueStatus issue, int position) {
    if (issue == null || line.phase().isFinal()) {
      WaitReason reason = line.reason();
      return new IssueNews(
          place,
          line.key(),
          line.repository(),
          shortened(line.title(), LONGEST_TITLE),
          line.phase(),
          reason,
          shortened(line.detail(), LONGEST_DETAIL),
          reason == null ? "" : unblock(line, reason),
          0,
          0,
          line.landed());
    }
    return new IssueNews(
        place,
        line.key(),
        line.repository(),
        shortened(line.title(), LONGEST_TITLE),
        issue.phase(),
        issue.reason(),
        shortened(issue.detail(), LONGEST_DETAIL),
        issue.unblock(),
        issue.attempts(),
        issue.phase() == Phase.QUEUED ? position : 0,
        line.landed());
  }

  private static String unblock(IssueLine line, WaitReason reason) {
    String stopped = line.detail().split(" ", 2)[0];
    String dependency =
        line.dependsOn().stream()
            .map(IssueKey::value)
            .filter(stopped::equals)
            .findFirst()
            .orElseGet(() -> line.dependsOn().stream().map(IssueKey::value).findFirst().orElse(""));
    return reason
        .unblock()
        .replace("<key>", line.key().value())
        .replace("<this>", line.key().value())
        .replace("<dependency>", dependency);
  }

  private static String shortened(String text, int longest) {
    return text.codePointCount(0, text.length()) <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(0, longest));
  }
}
