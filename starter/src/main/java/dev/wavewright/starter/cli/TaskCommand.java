package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.Delegation.Advice;
import dev.wavewright.starter.gate.Delegation.Delegate;
import dev.wavewright.starter.gate.Delegation.Question;
import dev.wavewright.starter.gate.Expecting;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.starter.gate.PositiveDuration;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.ExpectedStart;
import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.issue.IssueInput;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueText;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.Ticket;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wavewright task}: one unit of work without a tracker issue. */
@Command(
    name = "task",
    description = "Let an agent do one thing; it lands like an issue.",
    mixinStandardHelpOptions = true)
final class TaskCommand extends ConnectedVerb {
  /** Longer than it takes unless the repository is fetched for the first time. */
  private static final Duration TRIAL = Duration.ofSeconds(10);

  private static final int TITLE_LENGTH = 80;
  private static final SearchAttributeKey<String> REPOSITORY =
      SearchAttributeKey.forKeyword("Repository");
  private static final SearchAttributeKey<Long> PRIORITY = SearchAttributeKey.forLong("Priority");

  @Mixin ProjectOptions project = new ProjectOptions();

  @Parameters(paramLabel = "TEXT", description = "What is to be done; its first line is the title.")
  String text = "";

  @Option(
      names = "--repo",
      paramLabel = "REPOSITORY",
      description = "Where; not needed if the project has one.")
  @Nullable String repository;

  @Option(names = "--priority", paramLabel = "0-4", description = "0 goes first; 2 unless said.")
  int priority = Priority.DEFAULT.level();

  @Option(names = "--agent", paramLabel = "AGENT", description = "Another than the default agent.")
  @Nullable String agent;

  @Option(names = "--wait", description = "Wait until it is done, or a person must look.")
  boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "With --wait: give up waiting after this long (exit 7); the task goes on.")
  @Nullable String timeout;

  @Option(names = "--no-queue", description = "Refuse if it would have to wait.")
  boolean noQueue;

  @Option(names = "--dry-run", description = "Say where it would stand; start nothing.")
  boolean dryRun;

  TaskCommand(CliContext context) {
    super(context);
  }

  /**
   * The JSON of {@code task}.
   *
   * @param ticket null until the task has asked for a slot
   * @param position place in the queue from 1; 0 when it does not wait
   */
  record Data(
      @Nullable IssueKey key,
      @Nullable Ticket ticket,
      int position,
      @Nullable ExpectedStart expectedStart,
      @Nullable Phase phase,
      Delegate delegate,
      String reason,
      @Nullable IssueStatus status) {}

  @Override
  ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
      throws InterruptedException {
    long began = System.nanoTime();
    ProjectConfiguration configuration = project.require(context);
    ProjectSettings settings = configuration.settings();
    RepositorySettings target = NewTask.target(settings, repository);
    AgentSettings worker = NewTask.agent(settings, agent);
    checkText();
    Optional<Duration> patience = patience();
    PlaceholderChecks.refuse(configuration, List.of(target.name()));
    Gate gate = new Gate(connection.client());
    CapacityView view = gate.view();
    Advice advice =
        gate.advise(
            view,
            Question.of(
                settings.project(),
                target.name(),
                worker.name(),
                worker.account(),
                NewTask.priority(priority)));
    if (noQueue && advice.delegate() == Delegate.NO) {
      throw new CliProblem(
          ExitCode.CONFLICT,
          "it would have to wait at position " + advice.position(),
          "--no-queue refuses that; " + advice.reason(),
          "wavewright queue, or the same without --no-queue");
    }
    if (dryRun) {
      int position = advice.position();
      output.data(
          new Data(
              null,
              null,
              position,
              advice.expectedStart(),
              null,
              advice.delegate(),
              advice.reason(),
              null));
      output.line("would " + (position == 0 ? "start at once" : "wait at position " + position));
      return ExitCode.DONE;
    }
    IssueKey key =
        new IssueKey("task/" + UUID.randomUUID().toString().replace("-", "").substring(0, 12));
    tryRepository(output, connection.client(), view, settings, target);
    BesideWork.configure(connection.client(), settings, output);
    start(connection.client(), input(key, configuration, target, worker));
    connection.page(key.workflowId()).ifPresent(page -> output.note("Web UI: " + page));
    TaskProgress progress =
        new TaskProgress(connection.client(), settings, key, advice.delegate(), began);
    if (!wait) {
      Data data = progress.placed();
      output.data(data);
      output.line(
          data.key()
              + (data.position() > 0
                  ? " queued, position "
                      + data.position()
                      + ", expected start "
                      + Expecting.inWords(data.expectedStart(), context.clock().instant())
                  : " starts")
              + (data.ticket() == null ? "" : ", ticket " + data.ticket())
              + (data.reason().isEmpty() ? "" : ", " + data.reason()));
      output.line("delegate: " + data.delegate().word() + " (" + data.delegate().meaning() + ")");
      output.note("follow it: wavewright issue show '" + key + "'");
      return ExitCode.DONE;
    }
    try (Detach detach = Detach.with(context, "wavewright issue show '" + key + "'")) {
      return progress.follow(output, patience);
    }
  }

  private Optional<Duration> patience() {
    if (timeout == null) {
      return Optional.empty();
    }
    return Optional.of(PositiveDuration.of(timeout, "20m or 2h"));
  }

  /** Has a host open the repository as a preparation would, so that it is refused here and now. */
  private static void tryRepository(
      CommandOutput output,
      WorkflowClient client,
      CapacityView view,
      ProjectSettings settings,
      RepositorySettings target) {
    Optional<HostId> host = Gate.openHost(view);
    if (host.isEmpty()) {
      return;
    }
    try {
      HostAnswer unused =
          new Inquiries(client)
              .ask(host.get(), HostQuestion.repository(settings, target.name()), TRIAL);
    } catch (CliProblem problem) {
      if (Failures.isAnswer(problem)) {
        throw new CliProblem(
            Failures.isOfCredentials(problem) ? ExitCode.CREDENTIALS : ExitCode.CONFIGURATION,
            "no task can work in " + target.name(),
            Failures.reason(problem),
            "correct it, then: wavewright doctor",
            problem);
      }
      output.note(target.name() + " is still being read; what is wrong with it parks the task");
    }
  }

  private void checkText() {
    if (text.isBlank()) {
      throw CliProblem.usage("the text is empty", "");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > IssueText.MAX_BODY_BYTES) {
      throw CliProblem.usage(
          "the text has " + bytes + " bytes", "at most " + IssueText.MAX_BODY_BYTES);
    }
    if (text.indexOf('\0') >= 0) {
      throw CliProblem.usage("the text has a NUL character", "");
    }
  }

  private IssueInput input(
      IssueKey key,
      ProjectConfiguration configuration,
      RepositorySettings target,
      AgentSettings worker) {
    ProjectSettings configured = configuration.settings();
    ProjectSettings settings =
        configured.agent(worker.name()).isPresent() ? configured : configured.withAgent(worker);
    String title = Printable.shortened(text.strip().lines().findFirst().orElse(""), TITLE_LENGTH);
    return new IssueInput(
        key,
        new IssueText(title, text, null),
        settings,
        target.name(),
        worker.name(),
        List.of(),
        null,
        NewTask.priority(priority),
        0,
        settings.effectiveInFlight(),
        configuration.queueTimeout());
  }

  private static void start(WorkflowClient client, IssueInput input) {
    IssueWorkflow task =
        client.newWorkflowStub(
            IssueWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(input.key().workflowId())
                .setTaskQueue(Stack.TASK_QUEUE)
                .setStaticSummary(input.text().title())
                .setMemo(Notices.memo(input))
                .setTypedSearchAttributes(
                    SearchAttributes.newBuilder()
                        .set(REPOSITORY, input.repository().value())
                        .set(PRIORITY, (long) input.priority().level())
                        .build())
                .build());
    WorkflowClient.start(task::run, input);
  }
}
