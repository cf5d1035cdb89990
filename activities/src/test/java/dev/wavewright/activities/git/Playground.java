package dev.wavewright.activities.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A person's repository, a state folder, and git as a person or an agent would call it. */
final class Playground {
  static final RepositoryName NAME = new RepositoryName("acme/api");

  final Path root;
  final Path person;
  final Path state;
  final Hubs hubs = new Hubs(GitCommand.find());

  Playground(Path root) {
    this.root = root;
    person = root.resolve("person");
    state = root.resolve("state");
    folder(person);
    naive(person, "init", "-q", "-b", "main");
    write(person, "README.md", "line 1\nline 2\nline 3\n");
    write(person, ".gitignore", "*.log\n");
    commit(person, "first");
  }

  RepositorySettings settings() {
    return settings(person.toString(), "main", "agent/main");
  }

  static RepositorySettings settings(String url, String base, String integration) {
    return new RepositorySettings(
        NAME,
        url,
        base,
        integration,
        1,
        List.of(),
        List.of(".env"),
        List.of("true"),
        Duration.ofMinutes(1));
  }

  Hub open() {
    return hubs.open(state, settings()).hub();
  }

  Path sessionFolder(String id) {
    return state.resolve("sessions").resolve(id);
  }

  Session session(Hub hub, String id) {
    return hub.createSession(new SessionId(id), sessionFolder(id), hub.integrationTip());
  }

  static IssueKey key(int number) {
    return IssueKey.of(NAME, number);
  }

  static CommitNote note(Session session, int number, String title) {
    return new CommitNote(title, key(number), session.id(), 1, List.of());
  }

  static CommitId collect(Hub hub, Session session, int number) {
    return hub.collect(session, note(session, number, "Leftovers"), new Identity("bot", "b@x"))
        .orElseThrow();
  }

  /** Merges and commits, as the queue does; the merge must be clean. */
  static CommitId candidate(Hub hub, Session session, CommitId tip, CommitId commit, int number) {
    MergeResult.Clean clean = (MergeResult.Clean) hub.mergeTree(tip, commit);
    return hub.commitMerge(clean, tip, commit, note(session, number, "Do issue " + number));
  }

  /** Takes a session's work from its worktree to the integration branch. */
  static CommitId landAll(Hub hub, Session session, int number) {
    CommitId commit = collect(hub, session, number);
    CommitId tip = hub.integrationTip();
    CommitId candidate = candidate(hub, session, tip, commit, number);
    LandResult result = hub.land(session.id(), tip, commit, candidate);
    if (!(result instanceof LandResult.Landed)) {
      throw new AssertionError(result);
    }
    return candidate;
  }

  /** Runs git as anybody would, with no protection at all; fails if git fails. */
  static String naive(Path folder, String... arguments) {
    Outcome outcome = tryNaive(folder, arguments);
    if (outcome.exitCode() != 0) {
      throw new AssertionError(String.join(" ", arguments) + ": " + outcome.output());
    }
    return outcome.output();
  }

  record Outcome(int exitCode, String output) {}

  static Outcome tryNaive(Path folder, String... arguments) {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + who + "_NAME", "somebody");
      environment.put("GIT_" + who + "_EMAIL", "somebody@example.org");
    }
    environment.put("GIT_EDITOR", ":");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      return new Outcome(process.waitFor(), output);
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  static CommitId commit(Path folder, String subject) {
    naive(folder, "add", "-A");
    naive(folder, "commit", "-q", "--allow-empty", "-m", subject);
    return new CommitId(naive(folder, "rev-parse", "HEAD"));
  }

  static void folder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Path write(Path folder, String name, String text) {
    Path file = folder.resolve(name);
    folder(Folders.parent(file));
    try {
      return Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Path script(Path file, String body) {
    write(Folders.parent(file), file.getFileName().toString(), "#!/bin/sh\n" + body + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new AssertionError(file);
    }
    return file;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
