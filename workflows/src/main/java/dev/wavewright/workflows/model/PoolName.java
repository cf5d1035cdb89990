package dev.wavewright.workflows.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pool of leases: {@code project:<name>}, {@code repository:owner/name}, {@code host:<id>},
 * {@code agent:<name>}, {@code account:<x>}, {@code wave:<project>/<name>} or {@code
 * upstream:<name>}.
 */
public record PoolName(@JsonValue String value) implements Comparable<PoolName> {
  static final String HOST = "host:";

  private static final String WAVE = "wave:";

  private static final Pattern FORM =
      Pattern.compile(
          "(project|repository|host|agent|account|wave|upstream|checks):[^\\s:]{1,201}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public PoolName {
    Checks.matching(FORM, value, "a pool name (project:, repository:, host:, agent:, account:)");
  }

  public static PoolName project(String project) {
    return new PoolName("project:" + project);
  }

  public static PoolName repository(RepositoryName repository) {
    return new PoolName("repository:" + repository.value());
  }

  public static PoolName agent(String agent) {
    return new PoolName("agent:" + agent);
  }

  public static PoolName account(String account) {
    return new PoolName("account:" + account);
  }

  /** Returns the pool of a wave's issues in flight, which there is while the wave has a budget. */
  public static PoolName wave(WaveId wave) {
    return new PoolName(WAVE + wave);
  }

  /** Tells whether the pool is that of a wave of a project. */
  public boolean isOfWaveIn(String project) {
    return value.startsWith(WAVE + project + "/");
  }

  /** Tells whether the pool is a wave's. */
  public boolean isOfWave() {
    return value.startsWith(WAVE);
  }

  /** Returns the host whose sessions the pool counts; empty for a pool of another kind. */
  public Optional<HostId> host() {
    return value.startsWith(HOST) ? HostId.parse(value.substring(HOST.length())) : Optional.empty();
  }

  @Override
  public int compareTo(PoolName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
