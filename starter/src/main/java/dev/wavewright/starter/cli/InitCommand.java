package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.starter.gate.Json;
import dev.wavewright.starter.process.ChildProcess;
import dev.wavewright.workflows.model.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wavewright init}. */
@Command(
    name = "init",
    description = "Write a commented wavewright.yml for the git repositories found here.",
    mixinStandardHelpOptions = true)
final class InitCommand extends Verb {
  private static final Duration GIT_ANSWERS = Duration.ofSeconds(10);
  private static final Pattern OWNER_AND_NAME =
      Pattern.compile("[/:]([^/:]+)/([^/]+?)(?:\\.git)?/?$");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./-]*");

  @Option(names = "--dry-run", description = "Print the file instead of writing it.")
  boolean dryRun;

  InitCommand(CliContext context) {
    super(context);
  }

  @Override
  ExitCode run(CommandOutput output) throws IOException, InterruptedException {
    Path file = context.folder().resolve(ConfigurationReader.FILE_NAME);
    if (Files.exists(file) && !dryRun) {
      throw new CliProblem(
          ExitCode.CONFLICT,
          file + " is already there",
          "init never overwrites",
          "wavewright config print, or remove the file first");
    }
    List<Found> repositories = find(output);
    if (repositories.isEmpty()) {
      throw new CliProblem(
          ExitCode.CONFIGURATION,
          "no git repository here",
          context.folder() + " is none, and none of its folders is",
          "git init, or change to a folder that holds repositories");
    }
    String text = write(repositories);
    if (dryRun) {
      output.line(text.stripTrailing());
    } else {
      try {
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException e) {
        throw new CliProblem(ExitCode.CONFLICT, file + " is already there", "", null, e);
      }
      output.line("wrote " + file);
      output.note("next: wavewright up, then: wavewright doctor");
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("file", file.toString());
    data.put("written", !dryRun);
    data.put("repositories", repositories);
    output.data(data);
    return ExitCode.DONE;
  }

  /** One repository found. */
  record Found(String name, String url, String base, List<String> setup, List<String> check) {}

  private List<Found> find(CommandOutput output) throws IOException, InterruptedException {
    List<Path> folders = new ArrayList<>();
    if (Files.exists(context.folder().resolve(".git"))) {
      folders.add(context.folder());
    } else {
      try (Stream<Path> children = Files.list(context.folder())) {
        children
            .filter(child -> Files.exists(child.resolve(".git")))
            .sorted()
            .forEach(folders::add);
      }
    }
    List<Found> found = new ArrayList<>();
    for (Path folder : folders) {
      found.add(describe(folder, output));
    }
    return found;
  }

  private Found describe(Path folder, CommandOutput output) throws InterruptedException {
    String name = nameOf(folder);
    Optional<String> branch = git(folder, "symbolic-ref", "--quiet", "--short", "HEAD");
    boolean hasCommit = git(folder, "rev-parse", "--verify", "--quiet", "HEAD").isPresent();
    if (!hasCommit) {
      output.warning(name + " has no commit yet; Wavewright needs one on its base branch");
    }
    CheckGuess guess = CheckGuess.of(folder);
    if (guess.check().isEmpty()) {
      output.warning(
          "no test command could be told for "
              + name
              + ": until 'check' in the file is replaced, nothing of it can start");
    }
    String url = folder.equals(context.folder()) ? "." : String.valueOf(folder.getFileName());
    return new Found(name, url, branch.orElse("main"), guess.setup(), guess.check());
  }

  private String nameOf(Path folder) throws InterruptedException {
    Optional<String> origin = git(folder, "config", "--get", "remote.origin.url");
    if (origin.isPresent()) {
      Matcher matcher = OWNER_AND_NAME.matcher(origin.get());
      if (matcher.find() && isName(matcher.group(1) + "/" + matcher.group(2))) {
        return matcher.group(1) + "/" + matcher.group(2);
      }
    }
    // Not local/<folder>: a name stands for one repository on a machine, and many are called api.
    String own = folderName(folder).replaceAll("[^A-Za-z0-9._-]", "-");
    return Stream.of(projectName() + "/" + own, "local/" + own)
        .filter(InitCommand::isName)
        .findFirst()
        .orElse("local/repository");
  }

  private String projectName() {
    return folderName(context.folder())
        .replaceAll("[^A-Za-z0-9._-]", "-")
        .replaceFirst("^[^A-Za-z0-9]+", "p");
  }

  private static boolean isName(String text) {
    try {
      return new RepositoryName(text).value().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String folderName(Path folder) {
    return Optional.ofNullable(folder.getFileName()).map(Path::toString).orElse("root");
  }

  private Optional<String> git(Path folder, String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    ChildProcess.Ended ended =
        ChildProcess.run(folder, Map.of("GIT_TERMINAL_PROMPT", "0"), GIT_ANSWERS, command);
    return ended.ok() && !ended.output().isBlank()
        ? Optional.of(ended.firstLine())
        : Optional.empty();
  }

  private String write(List<Found> repositories) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Wavewright's configuration. Check it with: wavewright doctor
        # What is in force, and from where: wavewright config print
        project: %s

        repositories:
        """
            .formatted(quoted(projectName())));
    repositories.forEach(repository -> writeRepository(text, repository));
    text.append(
        """

        # Issues are Markdown files in this folder, one per issue, with front matter:
        #   ---
        #   repo: %s
        #   number: 1
        #   title: What is wanted
        #   ---
        #   The text. Dependencies on lines of their own:  Depends on #2, owner/repo#7
        tracker: {kind: files, path: issues/}
        # Or GitHub's issues; the worker finds the token in GITHUB_TOKEN or in a file of yours:
        # tracker: {kind: github}

        agents:
          default: opencode
          # opencode: {model: provider/model, login: [~/.local/share/opencode/auth.json]}
          # mytool:                       # any command line; without {prompt} or {prompt-file} it reads stdin
          #   command: [mytool, --yes, --message-file, "{prompt-file}"]
          #   env: [MYTOOL_API_KEY]       # names passed through from the worker's environment
          # review: {agent: mytool}       # a second agent that reviews before the merge queue

        capacity:
          in-flight: repositories         # cap on issues in flight: one per repository, or a number
          # 'wavewright task' answers from it whether to delegate now:
          # yes = it starts at once, slow = at once, but in one of the last places, no = it waits
          # queue-timeout: 24h
          # on-expiry: ask                # then a person is asked; or retry, or leave
          # aging: 1h                     # so long a wait gains one level of priority; or off
          # priority-labels: {urgent: 0, later: 4}

        # notify:                         # where people are told: queued, started, expired, parked, ...
        #   - webhook: {url-env: WAVEWRIGHT_WEBHOOK, secret-env: WAVEWRIGHT_WEBHOOK_SECRET}
        #   - slack: {url-env: SLACK_WEBHOOK, events: [parked, needs-input, wave-finished]}

        # limits: {attempts: 3, check-rounds: 3, review-rounds: 2, conflict-rounds: 3, start: 2m, run: 2h, stall: 5m}
        """
            .formatted(repositories.getFirst().name()));
    return text.toString();
  }

  private static void writeRepository(StringBuilder text, Found repository) {
    text.append("  - name: ").append(repository.name()).append('\n');
    text.append("    url: ").append(quoted(repository.url())).append('\n');
    text.append("    base: ").append(quoted(repository.base())).append('\n');
    text.append("    integration: ")
        .append(quoted("agent/" + repository.base()))
        .append("      # agents' work lands here, never on the base\n");
    text.append("    parallel: 1                 # issues in flight in this repository\n");
    if (repository.setup().isEmpty()) {
      text.append(
          "    # setup: [npm, ci]          # in every fresh checkout, before agent and check\n");
    } else {
      text.append("    setup: ").append(words(repository.setup())).append('\n');
    }
    text.append("    # copy: [.env]              # files git does not carry\n");
    if (repository.check().isEmpty()) {
      text.append(
          "    check: [\"false\"]            # REPLACE: the command that must pass before anything lands\n");
    } else {
      text.append("    check: ").append(words(repository.check())).append('\n');
    }
    text.append("    check-timeout: 20m\n");
  }

  private static String words(List<String> words) {
    return words.stream().map(InitCommand::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String text) {
    boolean plain =
        PLAIN.matcher(text).matches() && !text.matches("(?i)true|false|yes|no|on|off|null|[0-9.]+");
    return plain ? text : Json.line(text);
  }
}
