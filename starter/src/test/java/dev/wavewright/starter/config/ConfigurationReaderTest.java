package dev.wavewright.starter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wavewright.starter.config.ProjectConfiguration.ValueInForce;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.Limits;
import dev.wavewright.workflows.model.OnExpiry;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.ProjectSettings.PriorityLabel;
import dev.wavewright.workflows.model.QueueSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.UsageCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {
  private static final String MINIMAL =
      """
      repositories:
        - url: api
          check: [make, test]
      """;

  @TempDir Path folder;

  @Test
  @DisplayName("a minimal file is filled with defaults, relative to its own folder")
  void minimal() throws IOException {
    Path shop = Files.createDirectory(folder.resolve("shop"));
    ProjectSettings settings = read(shop, MINIMAL).settings();

    assertThat(settings.project()).isEqualTo("shop");
    assertThat(settings.folder()).isEqualTo(shop.toString());
    assertThat(settings.state()).isNull();
    assertThat(settings.repositories())
        .containsExactly(
            new RepositorySettings(
                new RepositoryName("local/api"),
                shop.resolve("api").toString(),
                "main",
                "agent/main",
                1,
                List.of(),
                List.of(),
                List.of("make", "test"),
                Duration.ofMinutes(20)));
    assertThat(settings.tracker().path()).isEqualTo(shop.resolve("issues").toString());
    assertThat(settings.defaultAgent().backend()).isEqualTo(AgentBackend.OPENCODE);
    assertThat(settings.inFlight()).isZero();
    assertThat(settings.effectiveInFlight()).isEqualTo(1);
    assertThat(settings.limits()).isEqualTo(Limits.DEFAULT);
  }

  @Test
  @DisplayName("every key of the file reaches the settings")
  void everyKey() throws IOException {
    ProjectConfiguration configuration =
        read(
            folder,
            """
            project: shop
            state: /var/lib/shop
            repositories:
              - name: acme/api
                url: https://github.com/acme/api.git
                base: trunk
                integration: robots
                parallel: 2
                setup: [npm, ci]
                copy: [.env]
                check: [npm, test, --, 7]
                check-timeout: 1h30m
            tracker: {kind: files, path: tickets/}
            agents:
              default: mytool
              opencode: {model: provider/model, account: main, login: [~/auth.json]}
              mytool:
                command: [mytool, "{prompt-file}"]
                resume: [mytool, --session, "{session}"]
                env: [MYTOOL_API_BASE]
              review: {agent: opencode}
            capacity:
              in-flight: 4
              queue-timeout: 24h
              aging: 90m
              on-expiry: leave
              priority-labels: {sev1: 0, sev2: 1}
            usage: {commands: [{account: main, command: [node, usage.mjs], every: 1m, env: [USAGE_KEY]}]}
            limits: {attempts: 1, check-rounds: 0, review-rounds: 1, conflict-rounds: 2, start: 90s, run: 20m, stall: 1m}
            """);
    ProjectSettings settings = configuration.settings();

    assertThat(settings.state()).isEqualTo("/var/lib/shop");
    assertThat(settings.repositories())
        .containsExactly(
            new RepositorySettings(
                new RepositoryName("acme/api"),
                "https://github.com/acme/api.git",
                "trunk",
                "robots",
                2,
                List.of("npm", "ci"),
                List.of(".env"),
                List.of("npm", "test", "--", "7"),
                Duration.ofMinutes(90)));
    assertThat(settings.agents())
        .containsExactly(
            new AgentSettings(
                "mytool",
                AgentBackend.COMMAND,
                List.of("mytool", "{prompt-file}"),
                List.of("mytool", "--session", "{session}"),
                List.of("MYTOOL_API_BASE"),
                null,
                "mytool",
                List.of()),
            new AgentSettings(
                "opencode",
                AgentBackend.OPENCODE,
                List.of(),
                List.of(),
                List.of(),
                "provider/model",
                "main",
                List.of("/home/ada/auth.json")));
    assertThat(settings.reviewer()).isEqualTo("opencode");
    assertThat(settings.usageCommands())
        .containsExactly(
            new UsageCommand(
                "main", List.of("node", "usage.mjs"), Duration.ofMinutes(1), List.of("USAGE_KEY")));
    assertThat(settings.effectiveInFlight()).isEqualTo(4);
    assertThat(settings.priorityLabels())
        .containsExactly(
            new PriorityLabel("sev1", new Priority(0)), new PriorityLabel("sev2", new Priority(1)));
    assertThat(settings.limits())
        .isEqualTo(
            new Limits(
                1, 0, 1, 2, Duration.ofSeconds(90), Duration.ofMinutes(20), Duration.ofMinutes(1)));
    assertThat(configuration.queueTimeout()).isEqualTo(Duration.ofHours(24));
    assertThat(settings.effectiveQueue())
        .isEqualTo(new QueueSettings(Duration.ofMinutes(90), OnExpiry.LEAVE));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prject: shop | wavewright.yml:1: unknown key 'prject'; did you mean 'project'?
          budget: {} | wavewright.yml:1: unknown key 'budget'; known here: project, state, repositories, tracker, agents, capacity, usage, limits, prices, deliver, notify
          usage: {step: []} | wavewright.yml:1: unknown key 'usage.step'; did you mean 'steps'?
          usage: {auto-resume: no} | wavewright.yml:1: 'usage.auto-resume' must be true or false, not 'no'
          usage: {commands: {}} | wavewright.yml:1: 'usage.commands' must be a list such as [{account: main, command: [my-usage, --json]}], not
          usage: {commands: [{command: [u]}]} | wavewright.yml:1: 'usage.commands[0].account' is missing
          usage: {commands: [{account: opencode}]} | wavewright.yml:1: 'usage.commands[0]' needs 'command'
          usage: {commands: [{account: opencde, command: [u]}]} | wavewright.yml:1: unknown account 'opencde'; did you mean 'opencode'?
          usage: {commands: [{account: opencode, command: [u], every: 5s}]} | wavewright.yml:1: 'usage.commands[0].every' is 10s at least
          usage: {commands: [{account: opencode, command: [u], env: [A=b]}]} | wavewright.yml:1: 'env' takes names of variables
          usage: {commands: [{account: opencode, command: u}]} | wavewright.yml:1: 'usage.commands[0].command' must be a list of words
          usage: {commands: [{account: opencode, command: [u]}, {account: opencode, command: [v]}]} | wavewright.yml:1: 'usage.commands' names account 'opencode' twice; keep one
          usage: {steps: 3} | wavewright.yml:1: 'usage.steps' must be a list such as [{from: 50, cap: 3}], not
          usage: {steps: [{from: 0, cap: 3}]} | wavewright.yml:1: 'usage.steps[0].from' must be a percentage above 0 and at most 100, not '0'
          usage: {steps: [{from: 50}]} | wavewright.yml:1: 'usage.steps[0]' needs 'from' and 'cap'
          usage: {steps: [{from: 50, cap: 3}, {from: 40, cap: 2}]} | wavewright.yml:1: 'usage.steps': steps rise in percent and fall in cap: from 50 % on 3, then from 40 % on 2
          deliver: branch | wavewright.yml:1: 'deliver' must be 'pull-request' or 'none', not 'branch'
          deliver: pull-request | wavewright.yml:1: 'deliver: pull-request' needs 'tracker: {kind: github}'
          notify: log | wavewright.yml:1: 'notify' must be a list such as [{log: {}}, {webhook: {url-env: WAVEWRIGHT_WEBHOOK}}], not 'log'
          notify: [log] | wavewright.yml:1: 'notify[0]' must name one sink, for example {log: {}}, one of: log, webhook, slack, telegram
          notify: [{slak: {}}] | wavewright.yml:1: unknown sink 'notify[0].slak'; did you mean 'slack'?
          notify: [{webhook: {}}] | wavewright.yml:1: 'notify[0].webhook.url-env' is missing; it names a variable of the worker
          notify: [{webhook: {url-env: "https://hooks.example.com/x"}}] | wavewright.yml:1: 'notify[0].webhook.url-env' must be the name of a variable of the worker, never what it holds
          notify: [{webhook: {url-env: HOOK, secret-env: whsec_MfKQ9r8GKYqrTw}}] | wavewright.yml:1: 'notify[0].webhook.secret-env' must be the name of a variable of the worker, never what it holds
          notify: [{slack: {url-env: HOOK, secret-env: X}}] | wavewright.yml:1: unknown key 'notify[0].slack.secret-env'; known here: url-env, events
          notify: [{log: {events: [parkd]}}] | wavewright.yml:1: unknown event 'notify[0].log.events: parkd'; did you mean 'parked'?
          notify: [{log: {events: []}}] | wavewright.yml:1: 'notify[0].log.events' names nothing; leave it out for everything
          notify: [{log: {}}, {log: {events: [parked]}}] | wavewright.yml:1: 'notify[1]' is written twice; join the two and their 'events'
          notify: [{telegram: {token-env: T}}] | wavewright.yml:1: 'notify[0].telegram.chat' is missing
          notify: [{telegram: {token-env: T, chat: me}}] | wavewright.yml:1: 'notify[0].telegram.chat' must be the number of a chat, such as "-100123", or @channel
          notify: [{telegram: {token-env: T, chat: "-100", api: "http://example.com"}}] | wavewright.yml:1: 'notify[0].telegram.api' must be an https address such as https://api.telegram.org (plain http only to this machine), not 'http://example.com'
          capacity: {interactive-share: 1} | wavewright.yml:1: 'capacity.interactive-share' is known, but not built yet; remove it
          capacity: {on-expiry: wait} | wavewright.yml:1: 'capacity.on-expiry' must be 'ask', 'retry' or 'leave', not 'wait'
          capacity: {aging: 10s} | wavewright.yml:1: 'capacity.aging' must be a duration of at least 1m such as 1h, or 'off', not '10s'
          limits: {checkpoint: 30m} | wavewright.yml:1: 'limits.checkpoint' is known, but not built yet; remove it
          limits: {budget-usd: 5} | wavewright.yml:1: 'limits.budget-usd' must be a mapping, not '5'
          limits: {budget-usd: {month: 5}} | wavewright.yml:1: unknown key 'limits.budget-usd.month'; known here: issue, wave, day, since-accepted
          limits: {budget-usd: {day: 0}} | wavewright.yml:1: 'limits.budget-usd.day' must be dollars above 0 such as 10 or 2.50, not '0'
          limits: {budget-usd: {day: $5}} | wavewright.yml:1: 'limits.budget-usd.day' must be dollars above 0 such as 10 or 2.50, not '$5'
          limits: {budget-tokens: {issue: 1.5M}} | wavewright.yml:1: 'limits.budget-tokens.issue' must be a count of tokens above 0 such as 500k or 2M, not '1.5M'
          prices: {gpt: {input: 3}} | wavewright.yml:1: 'prices.gpt' needs 'input' and 'output'
          prices: {gpt: {input: cheap, output: 1}} | wavewright.yml:1: 'prices.gpt.input' must be dollars per million tokens such as 3 or 0.30, not 'cheap'
          prices: {gpt: {in: 3}} | wavewright.yml:1: unknown key 'prices.gpt.in'; known here: input, output, cache-read, cache-write
          limits: {atempts: 1} | wavewright.yml:1: unknown key 'limits.atempts'; did you mean 'attempts'?
          agents: {default: opencod} | wavewright.yml:1: unknown agent 'opencod'; did you mean 'opencode'?
          agents: {review: {agent: codex}} | wavewright.yml:1: unknown agent 'codex'; known here: opencode
          agents: {mytool: {}} | wavewright.yml:1: agent 'mytool' needs 'command'
          agents: {scripted: {command: [x], backend: scripted}} | wavewright.yml:1: agent 'scripted' has backend scripted, which takes no command
          agents: {opencode: {env: [KEY=secret]}} | wavewright.yml:1: 'env' takes names of variables, not 'KEY=secret'
          limits: {run: 2} | wavewright.yml:1: 'limits.run' must be a duration above zero such as 90s, 20m or 2h, not '2'
          limits: {run: 0s} | wavewright.yml:1: 'limits.run' must be a duration above zero such as 90s, 20m or 2h, not '0s'
          limits: {attempts: 0} | wavewright.yml:1: 'limits.attempts' must be a whole number of at least 1, not '0'
          limits: [] | wavewright.yml:1: 'limits' must be a mapping, not a list
          capacity: {in-flight: 0} | wavewright.yml:1: 'capacity.in-flight' must be 'repositories' or a whole number of at least 1, not '0'
          capacity: {priority-labels: {hot: 5}} | wavewright.yml:1: 'capacity.priority-labels.hot' must be a priority from 0 to 4, not '5'
          tracker: {kind: jira} | wavewright.yml:1: 'tracker.kind' must be 'files' or 'github', not 'jira'
          tracker: {kind: github, path: x} | wavewright.yml:1: remove 'tracker.path': kind 'github' has none
          tracker: {api: 'https://api.github.com'} | wavewright.yml:1: remove 'tracker.api': it belongs to kind 'github'
          tracker: {kind: github, trust: everybody} | wavewright.yml:1: 'tracker.trust' must be 'write-access' or 'anyone', not 'everybody'
          tracker: {kind: github, token-env: T, token-file: t} | wavewright.yml:1: give 'tracker.token-env' or 'tracker.token-file', not both
          tracker: {kind: github, token-env: ghp_0123456789} | wavewright.yml:1: 'tracker.token-env' must be the name of a variable, never a token
          tracker: {kind: github, api: 'http://ghe.example/api/v3'} | wavewright.yml:1: 'tracker.api' must be an https address such as https://api.github.com
          tracker: {kind: github, api: 'https://user:x@ghe.example'} | wavewright.yml:1: 'tracker.api' must be an https address such as https://api.github.com
          project: ../x | wavewright.yml:1: 'project' must be a name, and none of attempts
          state: "a\\0b" | wavewright.yml:1: 'state' must be a text of one line, not
          tracker: {path: "a\\0b"} | wavewright.yml:1: 'tracker.path' must be a text of one line, not
          agents: {opencode: {model: "a\\nb"}} | wavewright.yml:1: 'agents.opencode.model' must be a text of one line, not
          """)
  @DisplayName("a wrong value is refused with its line and what was meant")
  void wrongValues(String line, String message) {
    assertThat(problems(line + "\n" + MINIMAL)).contains(message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          urll: x | wavewright.yml:4: unknown key 'repositories[0].urll'; did you mean 'url'?
          base: --upload-pack=x | wavewright.yml:4: 'repositories[0].base' must be a branch name, not '--upload-pack=x'
          base: a..b | wavewright.yml:4: 'repositories[0].base' must be a branch name, not 'a..b'
          integration: main | wavewright.yml:4: 'integration' is the same branch as 'base'
          parallel: 0 | wavewright.yml:4: 'repositories[0].parallel' must be a whole number of at least 1, not '0'
          copy: [../secret] | wavewright.yml:4: 'copy' takes paths inside the project's folder, not ../secret
          setup: npm ci | wavewright.yml:4: 'repositories[0].setup' must be a list of words such as [make, test], not 'npm ci'
          base: "a\\0b" | wavewright.yml:4: 'repositories[0].base' must be a branch name, not 'a\uFFFDb'
          name: '../../x' | wavewright.yml:4: 'repositories[0].name' must be owner/name, not '../../x'
          url: other | wavewright.yml:4: key 'url' again; it already stands on line 2
          """)
  @DisplayName("a wrong value of a repository is refused with its line")
  void wrongRepository(String line, String message) {
    assertThat(problems(MINIMAL + "    " + line + "\n")).isEqualTo(message);
  }

  @Test
  @DisplayName("all problems of a file are told at once")
  void everyProblem() {
    assertThat(problems("prject: x\nlimits: {run: soon}\n"))
        .isEqualTo(
            """
            wavewright.yml:1: unknown key 'prject'; did you mean 'project'?
            wavewright.yml:1: 'repositories' must be a list with at least one
            wavewright.yml:2: 'limits.run' must be a duration above zero such as 90s, 20m or 2h, not 'soon'""");
  }

  @Test
  @DisplayName("a reviewer that is built in needs no entry")
  void builtInReviewer() throws IOException {
    ProjectSettings settings =
        read(folder, MINIMAL + "agents: {review: {agent: scripted}}\n").settings();
    assertThat(settings.reviewer()).isEqualTo("scripted");
    assertThat(settings.agents().stream().map(AgentSettings::name))
        .containsExactly("opencode", "scripted");
    assertThat(settings.agent("scripted").orElseThrow().backend()).isEqualTo(AgentBackend.SCRIPTED);
  }

  @Test
  @DisplayName("the same repository twice is refused")
  void repositoryTwice() {
    assertThat(problems(MINIMAL + "  - {url: elsewhere/api, check: [a]}\n"))
        .isEqualTo("wavewright.yml:4: repository local/api again");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "# nothing\n", "[]", "text", "a: [", "a: *b", "a: 1\n---\nb: 2\n", "\0"})
  @DisplayName(
      "what is no configuration is refused with file and line, never with an exception of a library")
  void notAConfiguration(String text) {
    assertThat(problems(text)).matches("(?s)wavewright\\.yml:[13]: .+");
  }

  @Test
  @DisplayName("a file nested without end is refused with its line")
  void nestedTooDeep() {
    assertThat(problems("limits: " + "[".repeat(100) + "]".repeat(100) + "\n"))
        .isEqualTo("wavewright.yml:1: nested deeper than 32 levels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "temporal",
        "run",
        "logs",
        "fences",
        "repositories",
        "sessions-index",
        "stack.json",
        "tokens"
      })
  @DisplayName("a project named like something else in the state folder is refused, however named")
  void reservedNames(String name) throws IOException {
    assertThat(problems("project: " + name + "\n" + MINIMAL))
        .startsWith("wavewright.yml:1: 'project' must be a name, and none of ")
        .endsWith("not '" + name + "'");
    Path named = Files.createDirectory(folder.resolve(name));
    assertThatThrownBy(() -> read(named, MINIMAL)).hasMessageContaining("'project' is missing");
  }

  @Test
  @DisplayName("state inside a git work tree is refused, also through a symbolic link")
  void stateInsideWorkTree() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.createDirectory(tree.resolve(".git"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), tree);

    assertThat(problems("state: tree/deep/er\n" + MINIMAL))
        .contains("wavewright.yml:1: 'state'")
        .contains("is inside the git work tree " + tree.toRealPath());
    assertThat(problems("state: " + link + "/x\n" + MINIMAL)).contains("inside the git work tree");
  }

  @Test
  @DisplayName("values in force tell where they come from and mask secrets")
  void origins() throws IOException {
    ProjectConfiguration configuration =
        read(
            folder,
            """
            project: shop
            repositories:
              - name: acme/api
                url: ssh://ada@example.org/acme/api.git
                check: [run, --token, hunter2, ghp_0123456789abcdef0123]
            """);

    assertThat(configuration.values())
        .contains(
            new ValueInForce("project", "shop", 1),
            new ValueInForce("repositories[0].url", "ssh://****@example.org/acme/api.git", 4),
            new ValueInForce("repositories[0].check", "[run, --token, ****, ****]", 5),
            new ValueInForce("repositories[0].check-timeout", "20m", 0),
            new ValueInForce("capacity.in-flight", "repositories", 0));
    assertThat(configuration.values().toString()).doesNotContain("hunter2", "ghp_");
  }

  @ParameterizedTest
  @DisplayName("S2: a url with a user or a password is refused, and not repeated")
  @ValueSource(
      strings = {
        "https://ada:hunter2@example.org/acme/api.git",
        "https://hunter2@example.org/acme/api.git",
        "HTTP://:hunter2@example.org/acme/api.git",
        "ssh://ada:hunter2@example.org/acme/api.git"
      })
  void secretInUrl(String url) {
    assertThat(problems("project: shop\nrepositories:\n  - {url: '" + url + "', check: [a]}\n"))
        .startsWith("wavewright.yml:3: 'url' holds a user or a password, which would get into")
        .contains("leave it out")
        .doesNotContain("hunter2");
  }

  @Test
  @DisplayName("the file is found from a folder below")
  void foundFromBelow() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("a/b"));
    Path file = Files.writeString(folder.resolve("wavewright.yml"), MINIMAL);
    assertThat(ConfigurationReader.find(deep)).contains(file);
  }

  private ProjectConfiguration read(Path where, String text) throws IOException {
    Path file = Files.writeString(where.resolve("wavewright.yml"), text);
    return ConfigurationReader.read(file, Map.of("HOME", "/home/ada"));
  }

  private String problems(String text) {
    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> read(folder, text));
    assertThat(thrown).as("refused: %s", text).isNotNull();
    return String.valueOf(thrown.getMessage());
  }
}
