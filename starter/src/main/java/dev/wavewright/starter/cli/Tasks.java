package dev.wavewright.starter.cli;

import dev.wavewright.starter.cli.WaveView.AgentView;
import dev.wavewright.starter.cli.WaveView.IssueView;
import dev.wavewright.starter.cli.WaveView.LandedView;
import dev.wavewright.starter.cli.WaveView.TimesView;
import dev.wavewright.starter.stack.WorkflowFinder;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.IssueKey;
import io.temporal.client.WorkflowClient;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that are not final.
 *
 * @param told parked ones first, then the last started first
 * @param silent how many more run and give no answer
 */
record Tasks(List<IssueView> told, int silent) {
  Tasks {
    told = List.copyOf(told);
  }

  /** Asks every open task at once. */
  static Tasks open(WorkflowClient client, CapacityView gate) throws InterruptedException {
    List<IssueKey> open =
        new WorkflowFinder(client)
            .open("IssueWorkflow", "task/").stream().map(IssueKey::new).toList();
    Map<IssueKey, IssueStatus> answers = Together.ask(open, new Waves(client)::issue);
    List<IssueView> told =
        answers.values().stream()
            .filter(status -> !status.phase().isFinal())
            .map(status -> view(Waits.told(status, () -> gate)))
            .sorted(Comparator.comparing(task -> !task.phase().isForPeople()))
            .toList();
    return new Tasks(told, open.size() - answers.size());
  }

  private static IssueView view(IssueStatus status) {
    IssueStatus.@Nullable Landed landed = status.landed();
    return new IssueView(
        status.key(),
        status.title(),
        status.repository(),
        status.phase(),
        status.reason(),
        status.detail(),
        status.reason() == null ? null : status.unblock(),
        "",
        status.attempts(),
        List.of(),
        0,
        status.session(),
        new AgentView(status.agent(), null, null, status.host()),
        status.exitCode(),
        status.rescueRef(),
        landed == null ? null : LandedView.of(landed),
        TimesView.of(status));
  }
}
