package dev.wavewright.workflows.wave.core;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What planning came to. */
public sealed interface Planning {
  /** Chosen issues that landed earlier and are left out. */
  List<IssueKey> alreadyLanded();

  /** There is no plan; every reason is given, not only the first. */
  record Refused(List<Refusal> refusals, List<IssueKey> alreadyLanded) implements Planning {
    public Refused {
      refusals = List.copyOf(refusals);
      alreadyLanded = List.copyOf(alreadyLanded);
    }
  }

  /**
   * A plan.
   *
   * @param issues dependencies before dependents, by layer and then by key
   * @param order keys in the order they would start with one slot; held issues are not in it
   * @param expectedMakespan as configured, held issues left out
   * @param whatIf the same under other settings of {@code parallel}
   */
  record Planned(
      List<PlannedLine> issues,
      List<Warning> warnings,
      List<IssueKey> alreadyLanded,
      List<IssueKey> order,
      Duration expectedMakespan,
      List<Alternative> whatIf)
      implements Planning {
    public Planned {
      issues = List.copyOf(issues);
      warnings = List.copyOf(warnings);
      alreadyLanded = List.copyOf(alreadyLanded);
      order = List.copyOf(order);
      whatIf = List.copyOf(whatIf);
    }
  }

  /**
   * One issue of a plan.
   *
   * @param dependsOn dependencies inside the wave
   * @param landed dependencies that have landed already
   * @param heldBy the first dependency outside the wave that has not landed, or null
   * @param layer 1 plus the longest chain of dependencies inside the wave
   */
  record PlannedLine(
      IssueKey key,
      String title,
      String digest,
      RepositoryName repository,
      Priority priority,
      String agent,
      List<IssueKey> dependsOn,
      List<LandedDependency> landed,
      @Nullable IssueKey heldBy,
      int layer,
      Duration expected) {
    public PlannedLine {
      dependsOn = List.copyOf(dependsOn);
      landed = List.copyOf(landed);
    }
  }

  /** The expected makespan if every repository took {@code parallel} issues at once. */
  record Alternative(int parallel, Duration makespan) {}

  /** What a person should know of a plan; it is made nevertheless. */
  sealed interface Warning {
    /** Returns one sentence for people. */
    String explain();
  }

  /** An issue that matches what was asked for, but is left out: a stranger wrote it. */
  record LeftOut(IssueKey key, String distrust) implements Warning {
    @Override
    public String explain() {
      return key + " is left out: " + distrust;
    }
  }

  /** A dependency outside the wave that has not landed. */
  record HeldOutside(IssueKey key, IssueKey dependency) implements Warning {
    @Override
    public String explain() {
      return key
          + " is held: it depends on "
          + dependency
          + ", which is not in this wave and has not landed";
    }
  }
}
