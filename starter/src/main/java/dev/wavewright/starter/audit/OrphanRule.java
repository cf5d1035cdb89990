package dev.wavewright.starter.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processes, worktrees and refs of sessions belong to open issues. What is found is looked at again
 * after Temporal said that nobody owns it: it may just have been cleaned up.
 */
final class OrphanRule {
  private static final String MARKER = "WAVEWRIGHT_SESSION=";
  private static final int SUFFIX = 9;

  private final Histories histories;
  private final Path processes;
  private final Findings findings;

  /**
   * @param processes the folder of processes, {@code /proc}
   */
  OrphanRule(Histories histories, Path processes, Findings findings) {
    this.histories = histories;
    this.processes = processes;
    this.findings = findings;
  }

  /** Looks at the processes that were started for sessions of a project in this folder. */
  void processes(Path project) {
    if (!Files.isDirectory(processes)) {
      findings.notGuaranteed("that no process was left behind: there is no " + processes);
      return;
    }
    for (Path process : list(processes)) {
      if (!process.getFileName().toString().matches("[0-9]+")) {
        continue;
      }
      findings.lookedThrough(Rule.ORPHANS, "processes", 1);
      Optional<String> session = sessionOf(process, project);
      if (session.isEmpty()) {
        continue;
      }
      findings.looked(Rule.ORPHANS);
      if (!isOwned(session.get()) && sessionOf(process, project).equals(session)) {
        findings.violation(
            Rule.ORPHANS,
            session.get(),
            "process " + process.getFileName() + " belongs to no open issue",
            process.toString());
      }
    }
  }

  /** Only what mentions the project's folder is of this stack: others may run beside it. */
  private static Optional<String> sessionOf(Path process, Path project) {
    String environment;
    try {
      environment =
          new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
    } catch (IOException notOursOrGone) {
      return Optional.empty();
    }
    if (!environment.contains(project.toString() + "/")) {
      return Optional.empty();
    }
    return Stream.of(environment.split("\0"))
        .filter(variable -> variable.startsWith(MARKER))
        .map(variable -> variable.substring(MARKER.length()))
        .findFirst();
  }

  /** Looks at what sessions keep on disk; logs and records stay on purpose. */
  void folders(Path project) {
    Path sessions = project.resolve("sessions");
    if (!Files.isDirectory(sessions)) {
      return;
    }
    List<Path> folders = list(sessions);
    findings.lookedThrough(Rule.ORPHANS, "session folders", folders.size());
    for (Path session : folders) {
      for (Path work : list(session)) {
        if (!isWork(work)) {
          continue;
        }
        findings.looked(Rule.ORPHANS);
        String id = session.getFileName().toString();
        if (!isOwned(id) && Files.exists(work)) {
          findings.violation(
              Rule.ORPHANS, id, "its work on disk belongs to no open issue", work.toString());
        }
      }
    }
  }

  /** A worktree has a {@code .git}; a repository has objects. */
  private static boolean isWork(Path folder) {
    return Files.exists(folder.resolve(".git"))
        || Files.isDirectory(folder.resolve("objects"))
        || folder.getFileName().toString().equals("worktree");
  }

  /** Looks at the refs that pin what live sessions stand on. */
  void refs(Repository repository) {
    findings.lookedThrough(Rule.ORPHANS, "refs of hubs", repository.refs().size());
    for (String ref : repository.refs().keySet()) {
      if (!ref.startsWith("base/") && !ref.startsWith("sessions/")) {
        continue;
      }
      findings.looked(Rule.ORPHANS);
      String session = ref.substring(ref.indexOf('/') + 1).replace('+', '~').replace('=', '.');
      if (!isOwned(session) && repository.refs().containsKey(ref)) {
        findings.violation(
            Rule.ORPHANS,
            session,
            "its ref belongs to no open issue",
            repository.name() + " refs/wavewright/" + ref);
      }
    }
  }

  /**
   * A session's id is made of its issue and digits of its workflow's first run: the last, or in
   * older sessions the first.
   */
  private boolean isOwned(String session) {
    if (session.length() <= SUFFIX) {
      return false;
    }
    String run = session.substring(session.length() - SUFFIX + 1);
    String key = session.substring(0, session.length() - SUFFIX);
    Histories.Standing standing = histories.standing(workflowOf(key));
    return standing.open()
        && (standing.firstRun().endsWith(run) || standing.firstRun().startsWith(run));
  }

  private static String workflowOf(String folder) {
    String path = folder.replace('~', '/');
    return path.startsWith("task/") && path.indexOf('/', "task/".length()) < 0
        ? path
        : "issue/" + path;
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return new ArrayList<>(found.sorted().toList());
    } catch (IOException gone) {
      return List.of();
    }
  }
}
