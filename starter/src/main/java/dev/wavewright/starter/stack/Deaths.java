package dev.wavewright.starter.stack;

import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a supervisor remembers of its parts' deaths, and the facts its policy decides by. */
final class Deaths {
  private final RestartPolicy policy;
  private final ProcessControl processes;
  private final Map<String, List<Instant>> restarts = new HashMap<>();
  private final Map<String, Instant> found = new HashMap<>();
  private final Map<String, Long> logged = new HashMap<>();

  Deaths(RestartPolicy policy, ProcessControl processes) {
    this.policy = policy;
    this.processes = processes;
  }

  /** Notes where a part's log ends: what an earlier process said is not the next one's word. */
  void starting(String name, Path log) {
    try {
      logged.put(name, Files.exists(log) ? Files.size(log) : 0);
    } catch (IOException e) {
      logged.remove(name);
    }
  }

  /** Decides about a part that is dead now; asked again until it is started again. */
  RestartPolicy.Decision decide(StackRecord record, RunningProcess part, Instant now) {
    return policy.decide(
        new RestartPolicy.Death(
            restarts.getOrDefault(part.name(), List.of()),
            found.computeIfAbsent(part.name(), name -> now),
            fault(part),
            obstacle(record, part)),
        now);
  }

  private @Nullable String obstacle(StackRecord record, RunningProcess part) {
    return switch (part.role()) {
      case TEMPORAL -> takenPort(record.temporal());
      case WORKER -> deadServer(record);
      case GATEWAY, SUPERVISOR -> null;
    };
  }

  /** A worker that starts while its server is dead may find another stack's at the address. */
  private @Nullable String deadServer(StackRecord record) {
    return record
        .process("temporal")
        .filter(server -> !processes.lives(server.pid(), server.identity()))
        .map(server -> "it waits for Temporal, which does not run")
        .orElse(null);
  }

  /** Returns what no further start of a part can mend; null if nothing is known to be so. */
  @Nullable String fault(RunningProcess part) {
    Long from = logged.get(part.name());
    return from == null
        ? null
        : CertainFault.of(part.role(), LastWords.in(Path.of(part.log()), from));
  }

  /** Notes that a part is started again. */
  void startedAgain(String name, Instant now) {
    found.remove(name);
    List<Instant> before = restarts.computeIfAbsent(name, part -> new ArrayList<>());
    before.removeIf(restart -> restart.isBefore(now.minus(policy.window())));
    before.add(now);
  }

  /** Says when a part that died is started again, and what it said last. */
  String said(RestartPolicy.Decision.Wait wait, RunningProcess part) {
    return "it died"
        + (wait.deaths() > 1 ? " " + wait.deaths() + " times lately" : "")
        + ", next start at "
        + wait.until().truncatedTo(ChronoUnit.SECONDS)
        + ": "
        + LastWords.in(Path.of(part.log()), logged.getOrDefault(part.name(), 0L));
  }

  /** The workers and the gateway hold the server's address: it cannot move to another port. */
  private @Nullable String takenPort(StackRecord.TemporalEndpoint temporal) {
    for (int port : List.of(TemporalAddress.port(temporal.address()), temporal.uiPort())) {
      if (port != 0 && !Ports.isFree(port)) {
        String holder =
            processes
                .listener(port)
                .map(listener -> "pid " + listener.pid() + " (" + listener.program() + ")")
                .orElse("another program");
        return "it waits for its port " + port + ", which " + holder + " has taken";
      }
    }
    return null;
  }
}
