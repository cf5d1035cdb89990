package dev.wavewright.activities.agent;

import dev.wavewright.workflows.model.AgentSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Any command line tool: its exit code says whether it succeeded, and its whole output is its text.
 * Its own session bears the name of ours, as it cannot tell one.
 */
final class CommandBackend implements AgentBackendAdapter {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(prompt|prompt-file|worktree|session)}");

  /** The kernel refuses a single argument of 128 KiB. */
  private static final int MAX_ARGUMENT_BYTES = 120_000;

  @Override
  public Invocation begin(AgentLaunch launch, Path promptFile) throws CannotRunException {
    return invocation(launch, launch.agent().command(), promptFile);
  }

  @Override
  public Optional<Invocation> resume(AgentLaunch launch, Path promptFile, String agentSession)
      throws CannotRunException {
    AgentSettings agent = launch.agent();
    return agent.resume().isEmpty()
        ? Optional.empty()
        : Optional.of(invocation(launch, agent.resume(), promptFile));
  }

  @Override
  public String continuation(String prompt) {
    return Continuation.of(prompt);
  }

  @Override
  public EventReader reader() {
    QuotaLines quota = new QuotaLines();
    return new EventReader() {
      @Override
      public void line(String line, Observation observation) {
        observation.started();
        List<UsageSign> signs = UsageLines.of(line);
        observation.usage(signs);
        quota.line(line, signs);
        observation.quota(quota.quota());
      }

      @Override
      public boolean reportsItsEnd() {
        return false;
      }
    };
  }

  @Override
  public boolean separateErrors() {
    return false;
  }

  private static Invocation invocation(AgentLaunch launch, List<String> template, Path promptFile)
      throws CannotRunException {
    String prompt = launch.prompt().replace('\0', '\ufffd');
    boolean given = false;
    List<String> argv = new ArrayList<>();
    for (String part : template) {
      // One pass over the template: what a prompt holds is never looked at again.
      Matcher matcher = PLACEHOLDER.matcher(part);
      StringBuilder argument = new StringBuilder();
      while (matcher.find()) {
        String value =
            switch (matcher.group(1)) {
              case "prompt" -> prompt;
              case "prompt-file" -> promptFile.toString();
              case "worktree" -> launch.worktree().toString();
              default -> launch.session().value();
            };
        given |= matcher.group(1).startsWith("prompt");
        matcher.appendReplacement(argument, Matcher.quoteReplacement(value));
      }
      matcher.appendTail(argument);
      if (argument.toString().getBytes(StandardCharsets.UTF_8).length > MAX_ARGUMENT_BYTES) {
        throw new CannotRunException(
            "the prompt is too long for an argument; use {prompt-file} in agent "
                + launch.agent().name());
      }
      argv.add(argument.toString());
    }
    return new Invocation(
        argv,
        given ? null : promptFile,
        Map.of(),
        launch.agent().resume().isEmpty() ? null : launch.session().value());
  }
}
