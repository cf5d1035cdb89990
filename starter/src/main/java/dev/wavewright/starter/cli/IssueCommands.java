package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.gate.Gate;
import dev.wavewright.workflows.host.HostAnswer;
import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.host.HostQuestion.Subject;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.issue.IssueWorkflow;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.ProjectSettings;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wavewright issue}. */
final class IssueCommands {
  private IssueCommands() {}

  @Command(
      name = "issue",
      description = "Look at one issue, or act on it.",
      mixinStandardHelpOptions = true)
  static final class Issue extends Wavewright.Group {}

  static void print(CommandOutput output, IssueStatus status) {
    output.line(status.key() + "  " + Printable.line(status.title()));
    output.line("in:       " + status.repository());
    output.line("phase:    " + status.phase().word());
    if (status.reason() != null) {
      String detail = status.detail().isEmpty() ? "" : ": " + Printable.line(status.detail());
      output.line("why:      " + status.reason().word() + detail);
      output.line("next:     " + status.unblock());
    } else if (!status.detail().isEmpty()) {
      output.line("now:      " + Printable.line(status.detail()));
    }
    output.line("agent:    " + status.agent() + ", attempt " + status.attempts());
    output.line(
        "rounds:   check "
            + status.checkRounds()
            + ", review "
            + status.reviewRounds()
            + ", conflict "
            + status.conflictRounds());
    output.line("times:    " + times(status.times()));
    if (status.session() != null) {
      output.line(
          "session:  " + status.session() + (status.host() == null ? "" : " on " + status.host()));
    }
    if (status.landed() != null) {
      output.line(
          "landed:   "
              + status.landed().commit()
              + " on "
              + status.landed().branch()
              + " of "
              + status.landed().repository());
    }
    if (status.rescueRef() != null) {
      output.line("rescue:   " + status.rescueRef());
    }
    if (status.spent() != null) {
      output.line("spent:    " + status.spent().inWords());
    }
    if (status.exitCode() != null) {
      output.line("exit:     " + status.exitCode());
    }
    if (!status.logTail().isBlank()) {
      output.line("log:");
      status.logTail().lines().forEach(line -> output.line("  " + Printable.lines(line)));
    }
  }

  private static String times(IssueStatus.Times times) {
    return Stream.of(
            time("queued", times.queued()),
            time("started", times.started()),
            time("ended", times.ended()))
        .flatMap(Optional::stream)
        .reduce((earlier, later) -> earlier + ", " + later)
        .orElse("not queued yet");
  }

  private static Optional<String> time(String what, @Nullable Instant at) {
    return Optional.ofNullable(at).map(when -> what + " " + when.truncatedTo(ChronoUnit.SECONDS));
  }

  /** A command about one issue. */
  abstract static class OfOneIssue extends ConnectedVerb {
    @Mixin ProjectOptions project = new ProjectOptions();

    @Parameters(paramLabel = "KEY", description = "owner/repo#7 or task/<id>")
    String name = "";

    OfOneIssue(CliContext context) {
      super(context);
    }

    IssueKey key() {
      return IssueKeys.parse(name);
    }

    static IssueStatus status(WorkflowClient client, IssueKey key) {
      return find(client, key)
          .orElseThrow(
              () ->
                  new CliProblem(
                      ExitCode.CONFLICT,
                      "issue " + key + " has not been started",
                      "Temporal has no workflow " + key.workflowId(),
                      "wavewright wave status"));
    }

    static Optional<IssueStatus> find(WorkflowClient client, IssueKey key) {
      try {
        return Optional.of(stub(client, key).status());
      } catch (WorkflowNotFoundException e) {
        return Optional.empty();
      }
    }

    static IssueWorkflow stub(WorkflowClient client, IssueKey key) {
      return client.newWorkflowStub(IssueWorkflow.class, key.workflowId());
    }

    /** Asks the issue's host, and prints the answer: never nothing. */
    ExitCode look(CommandOutput output, TemporalAccess.Connection connection, Subject subject) {
      IssueKey key = key();
      HostAnswer answer = ask(connection.client(), key, subject);
      String note = Printable.line(answer.note() == null ? "" : answer.note());
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("key", key);
      data.put("text", answer.text());
      data.put("truncated", answer.truncated());
      data.put("note", note);
      if (answer.truncated()) {
        String kept = subject == Subject.DIFF ? "beginning" : "end";
        output.warning("only the " + kept + " is shown: the whole is longer than 256 KiB");
      }
      output.data(data);
      if (answer.text().isBlank()) {
        output.line(note.isEmpty() ? "nothing of " + key + " was printed yet" : note);
        return ExitCode.DONE;
      }
      if (!note.isEmpty()) {
        output.note(note);
      }
      answer.text().lines().forEach(line -> output.line(Printable.lines(line)));
      return ExitCode.DONE;
    }

    private HostAnswer ask(WorkflowClient client, IssueKey key, Subject subject) {
      @Nullable ProjectSettings settings =
          project.optional(context).map(ProjectConfiguration::settings).orElse(null);
      Optional<IssueStatus> status = find(client, key);
      @Nullable HostId host = status.map(IssueStatus::host).orElse(null);
      HostId asked = host == null ? new Gate(client).anyHost() : host;
      try {
        return new Inquiries(client)
            .ask(
                asked,
                new HostQuestion(
                    subject,
                    settings == null ? "" : settings.project(),
                    settings == null ? null : settings.state(),
                    key));
      } catch (CliProblem problem) {
        throw Failures.isOfType(problem, HostAnswer.NO_SESSION)
            ? noSession(client, key, status, asked, problem)
            : problem;
      }
    }

    private static CliProblem noSession(
        WorkflowClient client,
        IssueKey key,
        Optional<IssueStatus> status,
        HostId asked,
        CliProblem problem) {
      String why = "host " + asked + " has no session of it";
      if (status.isPresent()) {
        IssueStatus known = status.get();
        String kept =
            known.landed() != null
                ? "; it landed as " + known.landed().commit()
                : known.rescueRef() != null ? "; its work is kept as " + known.rescueRef() : "";
        return new CliProblem(
            ExitCode.CONFLICT,
            "issue "
                + key
                + (known.session() == null ? " has not started" : " has no session here")
                + ": it is "
                + known.phase().word(),
            why + kept,
            "wavewright issue show '" + key + "'",
            problem);
      }
      String phase =
          IssueInWave.find(client, key).map(found -> ": it is " + found.phase().word()).orElse("");
      return new CliProblem(
          ExitCode.CONFLICT,
          "issue " + key + " has not been started" + phase,
          why,
          "wavewright wave status",
          problem);
    }
  }

  @Command(
      name = "show",
      description = "Phase, reason, attempts, evidence.",
      mixinStandardHelpOptions = true)
  static final class Show extends OfOneIssue {
    @Option(names = "--prompt", description = "What the agent is told.")
    boolean prompt;

    Show(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      if (prompt) {
        return look(output, connection, Subject.PROMPT);
      }
      IssueStatus status =
          SilentAgents.told(
              Waits.told(
                  status(connection.client(), key()), () -> new Gate(connection.client()).view()),
              connection.client(),
              project.optional(context).map(ProjectConfiguration::settings));
      output.data(status);
      print(output, status);
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "logs",
      description = "What its agents and its checks printed, the newest last.",
      mixinStandardHelpOptions = true)
  static final class Logs extends OfOneIssue {
    @Option(names = "--agent", description = "Only what agents printed.")
    boolean agent;

    @Option(names = "--check", description = "Only what checks printed.")
    boolean check;

    Logs(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      Subject subject =
          agent == check ? Subject.LOGS : agent ? Subject.AGENT_LOG : Subject.CHECK_LOG;
      return look(output, connection, subject);
    }
  }

  @Command(
      name = "diff",
      description = "What it changed: landed, committed or rescued.",
      mixinStandardHelpOptions = true)
  static final class Diff extends OfOneIssue {
    Diff(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output, TemporalAccess.Connection connection) {
      return look(output, connection, Subject.DIFF);
    }
  }
}
