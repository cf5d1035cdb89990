package dev.wavewright.starter.stack;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code stack.json} says about the stack.
 *
 * @param format version of this record; a higher one was written by a newer Wavewright
 * @param epoch of the embedded server's present start; 0 with an external one
 * @param failure why the supervisor gave up; null unless {@code FAILED}
 * @param processes every child that {@code up} or {@code worker} started, and the supervisor
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StackRecord(
    int format,
    Phase phase,
    Instant started,
    long epoch,
    TemporalEndpoint temporal,
    int gatewayPort,
    @Nullable Failure failure,
    List<RunningProcess> processes) {
  public static final int FORMAT = 1;

  public StackRecord {
    processes = List.copyOf(processes);
  }

  /**
   * Why a supervisor gave up.
   *
   * @param exitCode of the command that reports it
   * @param fix the command that puts it right
   */
  public record Failure(int exitCode, String message, String fix) {}

  /** Where a stack stands. */
  public enum Phase {
    STARTING("starting"),
    RUNNING("running"),
    STOPPING("stopping"),
    STOPPED("stopped"),
    FAILED("failed");

    private final String word;

    Phase(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }
  }

  /** Where a stack's Temporal comes from. */
  public enum TemporalMode {
    EMBEDDED("embedded"),
    IN_MEMORY("in-memory"),
    EXTERNAL("external");

    private final String word;

    TemporalMode(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }
  }

  /**
   * The Temporal of a stack.
   *
   * @param uiPort port of the Web UI on loopback; 0 when the stack has none of its own
   * @param serverVersion of an embedded server, else null
   * @param binary of an embedded server, else null
   */
  public record TemporalEndpoint(
      TemporalMode mode,
      String address,
      int uiPort,
      @Nullable String serverVersion,
      @Nullable String binary) {}

  /** The parts that are processes of their own. */
  public enum Role {
    SUPERVISOR("supervisor"),
    TEMPORAL("temporal"),
    WORKER("worker"),
    GATEWAY("gateway");

    private final String word;

    Role(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }
  }

  /**
   * A process of the stack.
   *
   * @param name unique in the stack: the role, for further workers {@code worker-2} and so on
   * @param identity tells this process from a later one with the same pid
   * @param restarts how often the supervisor has started this part again
   * @param waits why a part that died does not run, and when it is started again; null of one that
   *     lives
   */
  public record RunningProcess(
      String name,
      Role role,
      long pid,
      String identity,
      String log,
      int restarts,
      @Nullable String waits) {
    public RunningProcess(
        String name, Role role, long pid, String identity, String log, int restarts) {
      this(name, role, pid, identity, log, restarts, null);
    }

    RunningProcess waiting(String why) {
      return new RunningProcess(name, role, pid, identity, log, restarts, why);
    }
  }

  public Optional<RunningProcess> process(String name) {
    return processes.stream().filter(process -> process.name().equals(name)).findFirst();
  }

  /** Returns this record with {@code process} in the place of the one of the same name. */
  public StackRecord with(RunningProcess process) {
    List<RunningProcess> others = new ArrayList<>(without(process.name()).processes);
    others.add(process);
    return withProcesses(others);
  }

  public StackRecord without(String name) {
    return withProcesses(
        processes.stream().filter(process -> !process.name().equals(name)).toList());
  }

  public StackRecord withProcesses(List<RunningProcess> changed) {
    return new StackRecord(format, phase, started, epoch, temporal, gatewayPort, failure, changed);
  }

  public StackRecord withPhase(Phase changed, @Nullable Failure reason) {
    return new StackRecord(
        format, changed, started, epoch, temporal, gatewayPort, reason, processes);
  }

  public StackRecord withEpoch(long raised) {
    return new StackRecord(
        format, phase, started, raised, temporal, gatewayPort, failure, processes);
  }

  public StackRecord withTemporal(TemporalEndpoint changed) {
    return new StackRecord(format, phase, started, epoch, changed, gatewayPort, failure, processes);
  }

  public StackRecord withGatewayPort(int changed) {
    return new StackRecord(format, phase, started, epoch, temporal, changed, failure, processes);
  }

  @JsonIgnore
  public boolean isUp() {
    return phase == Phase.STARTING || phase == Phase.RUNNING;
  }
}
