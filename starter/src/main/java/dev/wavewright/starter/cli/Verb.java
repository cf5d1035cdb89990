package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ConfigurationException;
import dev.wavewright.starter.gate.Refusal;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One command: runs, reports what goes wrong in one form, and answers with an exit code. */
abstract class Verb implements Callable<Integer> {
  final CliContext context;

  @Mixin OutputOptions outputOptions = new OutputOptions();

  @Spec @Nullable CommandSpec spec;

  Verb(CliContext context) {
    this.context = context;
  }

  abstract ExitCode run(CommandOutput output) throws Exception;

  @Override
  public final Integer call() throws Exception {
    CommandOutput output = new CommandOutput(context, outputOptions, schema());
    try {
      return run(output).number();
    } catch (CliProblem problem) {
      return fail(output, withHelp(problem));
    } catch (Refusal refusal) {
      return fail(output, withHelp(CliProblem.of(refusal)));
    } catch (ConfigurationException e) {
      return fail(
          output,
          new CliProblem(
              ExitCode.CONFIGURATION,
              "the configuration cannot be used",
              String.valueOf(e.getMessage()),
              "correct it, then: wavewright config print",
              e));
    } catch (StatusRuntimeException | WorkflowServiceException e) {
      return fail(output, TemporalProblems.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail(output, new CliProblem(ExitCode.INTERRUPTED, "interrupted", "", null, e));
    } catch (IOException | UncheckedIOException e) {
      return fail(
          output,
          new CliProblem(
              ExitCode.CONFIGURATION,
              "a file cannot be read or written",
              e.toString(),
              "df -h, and look at who may write there",
              e));
    } catch (RuntimeException e) {
      return fail(
          output,
          new CliProblem(
              ExitCode.NOT_ALL_DONE,
              "internal error: " + e,
              "this is a defect of Wavewright",
              "run it again with --debug and report the stack trace",
              e));
    }
  }

  private CliProblem withHelp(CliProblem problem) {
    return problem.exitCode() == ExitCode.USAGE && spec != null
        ? problem.orNext(spec.qualifiedName() + " --help")
        : problem;
  }

  private static int fail(CommandOutput output, CliProblem problem) {
    output.problem(problem);
    return problem.exitCode().number();
  }

  /**
   * Returns the command as in the schema: {@code wave-status} for {@code wavewright wave status}.
   */
  private String schema() {
    if (spec == null) {
      return "unknown";
    }
    String qualified = spec.qualifiedName("-");
    return qualified.substring(qualified.indexOf('-') + 1);
  }
}
