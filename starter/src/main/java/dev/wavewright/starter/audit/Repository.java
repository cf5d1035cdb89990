package dev.wavewright.starter.audit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What git says of one repository of a project. */
interface Repository extends AutoCloseable {
  /** Opens a repository by its name, url, integration branch and the folder of its hub. */
  @FunctionalInterface
  interface Opener {
    Repository open(String name, String url, String integration, Path hub);
  }

  String name();

  /**
   * Reads the integration branch at the url, newest first, along first parents.
   *
   * @return empty when the url cannot be read
   */
  Optional<List<Landed>> atTheUrl();

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
