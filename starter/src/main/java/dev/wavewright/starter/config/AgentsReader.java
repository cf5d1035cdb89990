package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code agents}. */
record AgentsReader(WrittenPaths paths, YamlSection.Reading reading) {
  /**
   * What {@code agents} says.
   *
   * @param all the default first
   * @param reviewer name of the one that reviews, or null for none
   */
  record Agents(List<AgentSettings> all, @Nullable String reviewer) {
    Agents {
      all = List.copyOf(all);
    }
  }

  Agents read(YamlSection root) {
    YamlSection section = root.section("agents", null);
    List<AgentSettings> all = new ArrayList<>(agents(section));
    return new Agents(all, reviewer(section, all));
  }

  private List<AgentSettings> agents(YamlSection section) {
    List<String> configured =
        section.keys().stream().filter(key -> !KnownKeys.AGENTS.contains(key)).toList();
    String whenMissing = configured.isEmpty() ? BuiltInAgents.DEFAULT : configured.getFirst();
    String first = section.text("default", whenMissing).orElse(whenMissing);
    Set<String> names = new LinkedHashSet<>();
    names.add(first);
    names.addAll(configured);
    List<AgentSettings> agents = new ArrayList<>();
    for (String name : names) {
      if (configured.contains(name) || BuiltInAgents.names().contains(name)) {
        agent(name, section.section(name, KnownKeys.AGENT), section.lineOf(name))
            .ifPresent(agents::add);
      } else {
        List<String> known = new ArrayList<>(configured);
        known.addAll(BuiltInAgents.names());
        reading.problem(section.lineOf("default"), YamlSection.unknown("agent", name, name, known));
      }
    }
    return agents;
  }

  private Optional<AgentSettings> agent(String name, YamlSection section, int line) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      reading.problem(line, "'" + name + "' is no name for an agent");
      return Optional.empty();
    }
    String whenMissing =
        BuiltInAgents.names().contains(name) && !section.has("command")
            ? name
            : AgentBackend.COMMAND.word();
    Optional<AgentBackend> backend =
        section.value("backend", whenMissing, "opencode, command or scripted", this::backend);
    List<String> command = section.texts("command");
    List<String> resume = section.texts("resume");
    List<String> environmentNames = environment(section, reading);
    @Nullable String model = section.text("model", null).orElse(null);
    String account = section.text("account", name).orElse(name);
    List<String> login =
        section.texts("login").stream().map(path -> paths.resolve(path).toString()).toList();
    if (backend.isEmpty()) {
      return Optional.empty();
    }
    if (backend.get() == AgentBackend.COMMAND && command.isEmpty()) {
      reading.problem(line, "agent '" + name + "' needs 'command'");
      return Optional.empty();
    }
    if (backend.get() != AgentBackend.COMMAND && !command.isEmpty()) {
      reading.problem(
          section.lineOf("command"),
          "agent '" + name + "' has backend " + backend.get().word() + ", which takes no command");
      return Optional.empty();
    }
    return Optional.of(
        new AgentSettings(
            name, backend.get(), command, resume, environmentNames, model, account, login));
  }

  /** Reads the names of variables that are passed through from the worker's environment. */
  static List<String> environment(YamlSection section, YamlSection.Reading reading) {
    List<String> names = section.texts("env");
    names.stream()
        .filter(variable -> !variable.matches("[A-Za-z_][A-Za-z0-9_]*"))
        .forEach(
            variable ->
                reading.problem(
                    section.lineOf("env"),
                    "'env' takes names of variables, not '" + Secrets.mask(variable) + "'"));
    return names;
  }

  private Optional<AgentBackend> backend(String word) {
    for (AgentBackend backend : AgentBackend.values()) {
      if (backend.word().equals(word)) {
        return Optional.of(backend);
      }
    }
    return Optional.empty();
  }

  /** Returns the reviewer's name; one that needs no entry joins the agents. */
  private @Nullable String reviewer(YamlSection section, List<AgentSettings> agents) {
    if (!section.has("review")) {
      return null;
    }
    YamlSection review = section.section("review", KnownKeys.REVIEW);
    Optional<String> name = review.requiredText("agent");
    List<String> known = agents.stream().map(AgentSettings::name).toList();
    if (name.isEmpty() || known.contains(name.get())) {
      return name.orElse(null);
    }
    Optional<AgentSettings> builtIn = BuiltInAgents.find(name.get());
    if (builtIn.isPresent()) {
      agents.add(builtIn.get());
    } else {
      reading.problem(
          review.lineOf("agent"), YamlSection.unknown("agent", name.get(), name.get(), known));
    }
    return name.orElse(null);
  }
}
