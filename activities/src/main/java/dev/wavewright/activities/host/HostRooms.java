package dev.wavewright.activities.host;

import dev.wavewright.activities.agent.AgentRunner;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.activities.git.Landing;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.nio.file.Path;
import java.util.List;

/** The rooms of one host, made once per worker and shared by its activities. */
public record HostRooms(
    HostLayout layout,
    Fences fences,
    RepositoryNames names,
    SessionIndex index,
    LeaseGate gate,
    MergeQueues queues,
    UsageMonitors usage,
    SpendBooks books,
    ProjectHubs hubs,
    AgentRunner agents,
    CheckRoom checks,
    Housekeeping housekeeping,
    Instance instance,
    Trackers trackers) {

  Path project(SessionWork work) {
    return layout.project(work.project());
  }

  SessionFolder session(SessionWork work) {
    return new SessionFolder(HostLayout.session(project(work), work.session()));
  }

  /**
   * Opens a repository's hub for a project.
   *
   * @throws io.temporal.failure.ApplicationFailure if its name stands for another repository here
   */
  Hubs.Opened open(ProjectSettings project, RepositorySettings repository) {
    // Asked before anything of the other repository is touched; kept only for a url that works.
    names.find(repository).ifPresent(HostRooms::refuse);
    Hubs.Opened opened = hubs.of(project).open(layout.project(project), repository);
    names.claim(project, repository).ifPresent(HostRooms::refuse);
    return opened;
  }

  /**
   * Brings a repository's hub up to its url, and changes nothing there.
   *
   * @throws io.temporal.failure.ApplicationFailure if its name stands for another repository here
   */
  Hubs.Opened look(ProjectSettings project, RepositorySettings repository) {
    names.find(repository).ifPresent(HostRooms::refuse);
    Hubs.Opened seen = hubs.of(project).look(layout.project(project), repository);
    names.claim(project, repository).ifPresent(HostRooms::refuse);
    return seen;
  }

  /** Reads what has landed, newest first, as {@link #look} finds it. */
  List<Landing> landings(ProjectSettings project, RepositorySettings repository) {
    return look(project, repository).branch().landings();
  }

  private static void refuse(RepositoryNames.Conflict conflict) {
    throw Failures.lasting("configuration", conflict.explain());
  }

  /** Returns the hub of the work's repository, as it was opened by its preparation. */
  Hub hub(SessionWork work) {
    return hubs.of(work.project())
        .existing(project(work), settings(work.project(), work.repository()));
  }

  static RepositorySettings settings(ProjectSettings project, RepositoryName repository) {
    return project
        .repository(repository)
        .orElseThrow(
            () ->
                Failures.lasting(
                    "configuration",
                    "repository " + repository + " is not in project " + project.project()));
  }
}
