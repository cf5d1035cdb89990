package dev.wavewright.starter.cli;

import dev.wavewright.starter.config.ProjectConfiguration;
import dev.wavewright.starter.config.ProjectConfiguration.ValueInForce;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wavewright config}. */
final class ConfigCommands {
  private ConfigCommands() {}

  @Command(
      name = "config",
      description = "The configuration in force.",
      mixinStandardHelpOptions = true)
  static final class Config extends Wavewright.Group {}

  @Command(
      name = "print",
      description = "Print each value in force and where it comes from, secrets masked.",
      mixinStandardHelpOptions = true)
  static final class Print extends Verb {
    @Mixin ProjectOptions project = new ProjectOptions();

    Print(CliContext context) {
      super(context);
    }

    @Override
    ExitCode run(CommandOutput output) {
      ProjectConfiguration configuration = project.require(context);
      List<Line> lines =
          configuration.values().stream().map(value -> line(configuration, value)).toList();
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("file", configuration.file().toString());
      data.put("values", lines);
      output.data(data);
      Table table = new Table("KEY", "VALUE", "FROM");
      lines.forEach(
          line ->
              table.row(line.key(), line.value(), line.line() == null ? "default" : line.from()));
      table.lines().forEach(output::line);
      return ExitCode.DONE;
    }

    private static Line line(ProjectConfiguration configuration, ValueInForce value) {
      return value.line() == 0
          ? new Line(value.key(), value.value(), "default", null)
          : new Line(
              value.key(),
              value.value(),
              configuration.file().getFileName() + ":" + value.line(),
              value.line());
    }

    /** One value as printed. */
    record Line(String key, String value, String from, @Nullable Integer line) {}
  }
}
