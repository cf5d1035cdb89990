package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.Durations;
import dev.wavewright.workflows.model.UsageCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads which programs tell how much of the accounts is used. */
final class UsageCommandsReader {
  private static final String KEY = "usage.commands";

  private final YamlSection.Reading reading;

  UsageCommandsReader(YamlSection.Reading reading) {
    this.reading = reading;
  }

  List<UsageCommand> read(YamlSection usage, List<AgentSettings> agents) {
    if (!usage.has("commands")) {
      reading.value(KEY, "[]", 0);
      return List.of();
    }
    YamlNode node = usage.node("commands").orElseThrow();
    if (!(node instanceof YamlNode.Sequence sequence)) {
      reading.problem(
          node.line(),
          "'"
              + KEY
              + "' must be a list such as [{account: main, command: [my-usage, --json]}], not "
              + node.kind());
      return List.of();
    }
    List<String> accounts = agents.stream().map(AgentSettings::account).distinct().toList();
    List<UsageCommand> commands = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      String path = KEY + "[" + commands.size() + "]";
      YamlSection section = YamlSection.of(path, item, KnownKeys.USAGE_COMMAND, reading);
      command(path, section, accounts)
          .filter(command -> isFirst(commands, command, item.line()))
          .ifPresent(commands::add);
    }
    return List.copyOf(commands);
  }

  private Optional<UsageCommand> command(String path, YamlSection section, List<String> accounts) {
    int problems = reading.problems().size();
    Optional<String> account = section.requiredText("account");
    List<String> argv = section.texts("command");
    Duration every = section.duration("every", UsageCommand.USUALLY_EVERY);
    List<String> environment = AgentsReader.environment(section, reading);
    account
        .filter(name -> !accounts.contains(name))
        .ifPresent(
            name ->
                reading.problem(
                    section.lineOf("account"),
                    YamlSection.unknown("account", name, name, accounts)));
    if (argv.isEmpty() && section.has("account")) {
      reading.problem(section.lineOf("account"), "'" + path + "' needs 'command'");
    }
    if (every.compareTo(UsageCommand.SHORTEST) < 0) {
      reading.problem(
          section.lineOf("every"),
          "'" + path + ".every' is " + Durations.format(UsageCommand.SHORTEST) + " at least");
    }
    return account.isEmpty() || reading.problems().size() > problems
        ? Optional.empty()
        : Optional.of(new UsageCommand(account.get(), argv, every, environment));
  }

  private boolean isFirst(List<UsageCommand> commands, UsageCommand command, int line) {
    boolean first = commands.stream().noneMatch(each -> each.account().equals(command.account()));
    if (!first) {
      reading.problem(
          line, "'" + KEY + "' names account '" + command.account() + "' twice; keep one");
    }
    return first;
  }
}
