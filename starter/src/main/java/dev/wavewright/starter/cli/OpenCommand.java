package dev.wavewright.starter.cli;

import dev.wavewright.starter.stack.GatewayToken;
import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackException;
import dev.wavewright.starter.stack.StackFile;
import dev.wavewright.starter.stack.StackLinks;
import dev.wavewright.starter.stack.StackRecord;
import dev.wavewright.workflows.model.IssueKey;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wavewright open}. */
@Command(
    name = "open",
    description = {
      "Open the status page, or the Temporal Web UI at one workflow.",
      "The status page's address lets one browser in, once, within two minutes."
    },
    mixinStandardHelpOptions = true)
final class OpenCommand extends StackVerb {
  @Parameters(
      arity = "0..1",
      paramLabel = "<key>",
      description =
          "An issue (owner/repo#7, task/<id>) or a workflow id, for example capacity/main.")
  @Nullable String key;

  @Option(names = "--print", description = "Print the address and open nothing.")
  boolean print;

  OpenCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode runOnStack(CommandOutput output) throws IOException, InterruptedException {
    StackRecord record =
        new StackFile(folders())
            .read()
            .filter(StackRecord::isUp)
            .orElseThrow(
                () ->
                    new StackException(
                        StackException.UNREACHABLE, "no stack runs here", "wavewright up"));
    String url = key == null ? entrance(record) : page(record, key);
    output.line(url);
    output.data(Map.of("url", url));
    if (!print && context.outputIsTerminal() && browse(url)) {
      output.note("opened in the browser");
    }
    return ExitCode.DONE;
  }

  /** A page of what is not there would show an error of the Web UI's own. */
  private String page(StackRecord record, String key) {
    if (record.temporal().uiPort() == 0) {
      throw new StackException(
          StackException.CONFLICT,
          "this stack has no Temporal Web UI of its own ("
              + record.temporal().mode().word()
              + " Temporal, namespace "
              + Stack.NAMESPACE
              + ")",
          "wavewright open");
    }
    String workflow = workflowId(key);
    try (TemporalAccess.Connection connection = context.temporal().connect()) {
      WorkflowExecutionDescription unused =
          connection.client().newUntypedWorkflowStub(workflow).describe();
    } catch (WorkflowNotFoundException e) {
      throw new CliProblem(
          ExitCode.CONFLICT,
          (workflow.equals(key)
              ? "there is no workflow " + key
              : "issue " + key + " has not been started"),
          "Temporal has no workflow " + workflow,
          "wavewright status",
          e);
    }
    return StackLinks.workflow(record.temporal().uiPort(), workflow);
  }

  private static String workflowId(String key) {
    try {
      return new IssueKey(IssueKeys.seen(key)).workflowId();
    } catch (IllegalArgumentException e) {
      return key;
    }
  }

  private String entrance(StackRecord record) throws IOException, InterruptedException {
    String gateway = StackLinks.gateway(record.gatewayPort());
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(gateway + "entrances"))
                  .timeout(Duration.ofSeconds(5))
                  .header("Authorization", "Bearer " + GatewayToken.of(folders().state()))
                  .POST(BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() == 201) {
        return gateway + answer.body().substring(1);
      }
      throw new StackException(
          StackException.UNREACHABLE,
          "the gateway at " + gateway + " answers " + answer.statusCode(),
          "wavewright down && wavewright up");
    } catch (IOException e) {
      throw new StackException(
          StackException.UNREACHABLE,
          "the gateway at " + gateway + " does not answer: " + e,
          "wavewright up",
          e);
    }
  }

  private boolean browse(String url) {
    try {
      new ProcessBuilder("xdg-open", url)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      // No browser here: the address is printed.
      return false;
    }
  }
}
