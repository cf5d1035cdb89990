package dev.wavewright.starter.demo;

import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.Holding;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.PoolName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges from views of the gate alone whether a lowered cap was kept. Every lease in one view that
 * is older than the newest one in it was held when the newest was granted; so the view's count is a
 * lower bound of what was held at that grant, and a count above the cap proves a violation.
 */
public final class CapObservation {
  private final PoolName pool;
  private final int cap;
  private final Set<LeaseToken> before = new TreeSet<>();
  private final Set<LeaseToken> grantedAfter = new TreeSet<>();
  private final List<String> violations = new ArrayList<>();

  /**
   * @param acknowledged the view in which the lower cap was first seen in force
   */
  public CapObservation(PoolName pool, int cap, CapacityView acknowledged) {
    this.pool = pool;
    this.cap = cap;
    held(acknowledged).forEach(holding -> before.add(holding.token()));
  }

  /** Takes a later view into account. */
  public void see(CapacityView view) {
    List<Holding> held = held(view);
    Optional<Holding> newest =
        held.stream()
            .filter(holding -> !before.contains(holding.token()))
            .max(Comparator.comparing(Holding::token));
    held.stream()
        .map(Holding::token)
        .filter(token -> !before.contains(token))
        .forEach(grantedAfter::add);
    if (newest.isPresent() && held.size() > cap) {
      String violation =
          "the grant "
              + newest.get().token()
              + " to "
              + newest.get().key()
              + " made "
              + held.size()
              + " of "
              + pool
              + " at a cap of "
              + cap;
      if (!violations.contains(violation)) {
        violations.add(violation);
      }
    }
  }

  private List<Holding> held(CapacityView view) {
    return view.holding().stream()
        .filter(holding -> holding.kind() == LeaseKind.IN_FLIGHT)
        .filter(holding -> holding.pools().contains(pool))
        .toList();
  }

  /** Returns how many grants were seen after the acknowledged step-down. */
  public int grants() {
    return grantedAfter.size();
  }

  public List<String> violations() {
    return List.copyOf(violations);
  }
}
