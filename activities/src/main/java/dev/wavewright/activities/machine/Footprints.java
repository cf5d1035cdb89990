package dev.wavewright.activities.machine;

import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.ByteSize;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory one agent uses at most, by its kind: measured where it says so, else taken to be
 * more than usual. What {@code wavewright calibrate} measured on this machine is used instead.
 *
 * <pre>
 * opencode   0.8 GiB   measured: 654–819 MiB while it starts and works
 * codex      0.2 GiB   measured: 184 MiB
 * claude     0.5 GiB   not measured; a program on Node
 * scripted   0.2 GiB   measured: 23 MiB; a small Java program
 * command    0.5 GiB   anybody's program: taken to be so
 * </pre>
 */
public final class Footprints {
  private static final ByteSize OTHER = ByteSize.ofMebibytes(512);
  private static final Map<String, ByteSize> KNOWN =
      Map.of(
          "opencode", ByteSize.ofMebibytes(820),
          "codex", ByteSize.ofMebibytes(200),
          "claude", OTHER,
          "scripted", ByteSize.ofMebibytes(200));

  private final Map<String, ByteSize> measured;
  private final AtomicLong largest;

  /**
   * @param measured by the agent's name, as calibration found them
   */
  public Footprints(Map<String, ByteSize> measured) {
    this.measured = Map.copyOf(new TreeMap<>(measured));
    this.largest =
        new AtomicLong(measured.values().stream().mapToLong(ByteSize::bytes).max().orElse(0));
  }

  /** Returns what the usual agent uses, opencode. */
  public static ByteSize usual() {
    return KNOWN.getOrDefault("opencode", OTHER);
  }

  /** Returns what an agent uses at most. */
  public ByteSize of(AgentSettings agent) {
    ByteSize told = measured.get(agent.name());
    return told == null ? KNOWN.getOrDefault(kind(agent), OTHER) : told;
  }

  /** Remembers that an agent is run here. */
  public void runs(AgentSettings agent) {
    largest.accumulateAndGet(of(agent).bytes(), Math::max);
  }

  /**
   * Returns what the largest agent uses that was measured or has run here; before any, what the
   * smallest does: which one comes is not known, and each is looked at again before its start.
   */
  public ByteSize largest() {
    long seen = largest.get();
    return seen > 0 ? new ByteSize(seen) : KNOWN.getOrDefault("codex", OTHER);
  }

  private static String kind(AgentSettings agent) {
    return agent.backend() == AgentBackend.COMMAND
        ? String.valueOf(Path.of(agent.command().getFirst()).getFileName())
        : agent.backend().word();
  }
}
