package dev.wavewright.starter.audit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What git says of one repository of a project. */
interface Repository extends AutoCloseable {
  /** Where a repository is, as the frozen project has it. */
  record Place(String name, String url, String integration) {}

  /** Opens a repository by its place, what its server is shown, and the folder of its hub. */
  @FunctionalInterface
  interface Opener {
    Repository open(Place place, Optional<Admission.Shown> shown, Path hub);
  }

  String name();

  /**
   * Reads the integration branch at the url, newest first, along first parents.
   *
   * @return empty when the url cannot be read
   */
  Optional<List<Landed>> atTheUrl();

  /** Returns why the url could not be read when it was last tried; no secret is in it. */
  String complaint();

  /** Reads the integration branch in the hub; empty when the hub is not on this machine. */
  Optional<List<Landed>> inTheHub();

  /** Returns the hub's refs below {@code refs/wavewright/}, by name without that. */
  Map<String, String> refs();

  /** Tells whether {@code commit} is {@code tip} or one of its ancestors. */
  boolean contains(String tip, String commit);

  @Override
  void close();

  /**
   * A commit of the first-parent line.
   *
   * @param issues keys in its {@code Wavewright-Issue} trailers
   */
  record Landed(String commit, List<String> parents, List<String> issues) {
    public Landed {
      parents = List.copyOf(parents);
      issues = List.copyOf(issues);
    }
  }
}
