package dev.wavewright.starter.gate;

import dev.wavewright.workflows.capacity.CapSteering;
import dev.wavewright.workflows.capacity.CapSteering.Action;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.ProjectSettings;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pulls the levers of pools, by the same rules and with the same words for everybody. */
public final class Levers {
  private final Gate gate;
  private final Supplier<Optional<ProjectSettings>> configured;

  /**
   * @param configured asked for the pools that the gate does not know yet
   */
  public Levers(Gate gate, Supplier<Optional<ProjectSettings>> configured) {
    this.gate = gate;
    this.configured = configured;
  }

  /**
   * What a pull did.
   *
   * @param view the gate after it
   * @param note what is in force now, or why nothing was to be done; empty for a dry run
   */
  public record Pulled(CapacityView view, String note) {}

  /**
   * Pulls a lever and waits until it is in force; one that would change nothing is not pulled.
   *
   * @param dryRun pulls nothing
   * @throws Refusal if the pool is not known, that of a lost host, or it does not show in time
   */
  public Pulled pull(CapSteering steering, boolean dryRun) throws InterruptedException {
    @Nullable PoolName name = steering.pool();
    CapacityView view = gate.view();
    if (name != null && steering.action() != Action.RESUME) {
      KnownPools.require(view, name, configured);
      refuseLost(steering.action(), name);
    }
    Optional<String> nothing = nothingToDo(steering.action(), view, name);
    if (nothing.isPresent() || dryRun) {
      return new Pulled(view, nothing.orElse(""));
    }
    CapacityView after = gate.steer(steering);
    return new Pulled(after, outcome(steering.action(), after, name));
  }

  /** Refuses to give sessions to a host that does not come back. */
  private void refuseLost(Action action, PoolName name) {
    if ((action == Action.SET || action == Action.STEP_UP) && gate.isLost(name)) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          name + " is the pool of a host that was declared lost",
          "no session can start there; a worker on it makes it known again within 15 seconds,"
              + " with the cap it was configured with",
          "wavewright worker");
    }
  }

  private static String outcome(Action action, CapacityView view, @Nullable PoolName name) {
    if (action == Action.RESUME && !view.paused()) {
      return "resume is in force" + closed(view, name);
    }
    @Nullable PoolView pool = name == null ? null : Gate.pool(view, name).orElse(null);
    boolean hidden = pool != null && pool.effective() != pool.afterPause();
    if (pool == null || !hidden || action == Action.PAUSE) {
      return action.word() + " is in force";
    }
    String paused = view.paused() ? "all is paused" : name + " is paused";
    String resume = view.paused() ? "" : " --pool " + name;
    return action.word()
        + " is recorded, but "
        + paused
        + ": in force after 'wavewright capacity resume"
        + resume
        + "' will be "
        + PoolShare.inWords(pool.afterPause());
  }

  /** Returns why the lever would change nothing; empty if it might. */
  private static Optional<String> nothingToDo(
      Action action, CapacityView view, @Nullable PoolName name) {
    @Nullable PoolView seen = name == null ? null : Gate.pool(view, name).orElse(null);
    return switch (action) {
      case SET, PAUSE, LIMIT, LIFT -> Optional.empty();
      case RELEASE ->
          seen != null && seen.byHand()
              ? Optional.empty()
              : Optional.of("nobody has set a cap of " + name);
      case RESUME -> notPaused(view, name);
      case STEP_DOWN ->
          seen == null || seen.afterPause() > 0
              ? Optional.empty()
              : Optional.of(name + " is already at 0");
      case STEP_UP -> seen == null ? Optional.empty() : notHigher(seen);
    };
  }

  private static Optional<String> notHigher(PoolView seen) {
    if (seen.afterPause() < seen.configured()) {
      return Optional.empty();
    }
    if (seen.configured() == 0 && seen.name().host().isEmpty()) {
      return Optional.of("no request has told the configured cap of " + seen.name() + " yet");
    }
    if (seen.configured() == PoolShare.UNLIMITED) {
      return Optional.of(seen.name() + " has no cap");
    }
    return Optional.of(
        seen.name()
            + (seen.afterPause() == seen.configured()
                ? " is already at its configured cap "
                : " is at " + seen.afterPause() + ", above its configured cap ")
            + seen.configured());
  }

  private static Optional<String> notPaused(CapacityView view, @Nullable PoolName name) {
    return view.paused() || pools(view, name).anyMatch(PoolView::paused)
        ? Optional.empty()
        : Optional.of(
            (name == null ? "nothing is paused" : name + " is not paused") + closed(view, name));
  }

  private static Stream<PoolView> pools(CapacityView view, @Nullable PoolName name) {
    return view.pools().stream().filter(pool -> name == null || pool.name().equals(name));
  }

  /** Tells of the pools that admit nothing although no pause holds them, and what opens each. */
  private static String closed(CapacityView view, @Nullable PoolName name) {
    return pools(view, name)
        .filter(pool -> !pool.paused() && pool.effective() == 0)
        .map(pool -> "; " + pool.name() + " has a cap of 0. next: " + opens(pool))
        .collect(Collectors.joining());
  }

  private static String opens(PoolView pool) {
    if (pool.configured() > 0) {
      return "wavewright capacity step-up --pool " + pool.name();
    }
    return pool.name().host().isPresent()
        ? "wavewright worker"
        : "wavewright capacity set 1 --pool " + pool.name();
  }
}
