package dev.wavewright.workflows.model;

import java.util.regex.Pattern;

/**
 * A wave of one project.
 *
 * @param project the project's name, unique within one Temporal namespace
 * @param name the wave's name, unique within its project
 */
public record WaveId(String project, String name) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public WaveId {
    Checks.matching(NAME, project, "a project name");
    Checks.matching(NAME, name, "a wave name");
  }

  public String workflowId() {
    return "wave/" + project + "/" + name;
  }

  @Override
  public String toString() {
    return project + "/" + name;
  }
}
