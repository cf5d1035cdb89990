package dev.wavewright.workflows.wave;

import dev.wavewright.workflows.testing.DeliberateFaults;
import dev.wavewright.workflows.testing.Mutant;
import java.util.List;

class WaveMutantsTest extends DeliberateFaults {
  private static final String CORE_FOLDER = "dev/wavewright/workflows/wave/core/";
  private static final String CORE = CORE_FOLDER + "WaveCore.java";
  private static final String PLANNER = CORE_FOLDER + "Planner.java";

  /** The random scripts, fewer of them. */
  public static final class Scripts implements Runnable {
    @Override
    public void run() {
      PlanScript.run(1, 250);
      BoundScript.run(1, 40);
      LifeScript.run(1, 200);
    }
  }

  WaveMutantsTest() {
    super(
        "wave",
        Scripts.class,
        new Mutant("another wording", CORE, "could not be started", "not started"),
        List.of(
            new Mutant(
                "W1: a self-dependency is taken for an edge",
                PLANNER,
                "if (dependency.equals(issue.key())) {",
                "if (dependency.equals(issue.key()) && landing != null) {"),
            new Mutant(
                "W1: the members of a cycle are named against the direction of need",
                CORE_FOLDER + "Cycles.java",
                "cycles.add(fromSmallest(cycle));",
                "cycles.add(fromSmallest(cycle).reversed());"),
            new Mutant(
                "W1: a dependency given up counts as completed",
                PLANNER,
                "} else if (!known.completed()) {",
                "} else if (known.open()) {"),
            new Mutant(
                "W1: a landed dependency in the wave's own choice is not handed over",
                PLANNER,
                "before.add(landedDependency(landing, known));",
                "{}"),
            new Mutant(
                "W2: an issue starts when its last dependency landed, whatever the others did",
                CORE,
                "line.work().dependsOn().stream().filter(key -> !landed(key)).toList();",
                "line.work().dependsOn().stream().skip(1).filter(key -> !landed(key)).toList();"),
            new Mutant(
                "W3: people are waited for although an issue is at work",
                CORE_FOLDER + "Board.java",
                "line.phase().isForPeople() || line.phase() == Phase.HELD);",
                "line.phase().isForPeople() || line.phase() != Phase.PARKED);"),
            new Mutant(
                "W4: only the next dependents of a failure are held",
                CORE,
                "        stops.put(line.key(), stop);\n",
                ""),
            new Mutant(
                "W4: a cancelled dependency does not hold",
                CORE_FOLDER + "Line.java",
                "phase.isForPeople() || (phase.isFinal() && phase != Phase.DONE)",
                "phase.isForPeople() || phase == Phase.EXPIRED || phase == Phase.SKIPPED"),
            new Mutant(
                "W6: a refused start leaves the issue waiting for ever",
                CORE,
                "park(line.driver(Child.NONE, line.run()), \"could not be started: \" + refused.why());",
                "put(line);"),
            new Mutant(
                "W6: an older run found closed ends the newer one",
                CORE,
                "|| !closed.run().equals(line.run())",
                ""),
            new Mutant(
                "an old report overrides a newer one",
                CORE,
                "report.at().isBefore(line.heard())",
                "line.heard().isBefore(java.time.Instant.MIN)"),
            new Mutant(
                "a final report can be taken back",
                CORE,
                "    if (line == null\n        || line.phase().isFinal()\n        || (line.heard() != null",
                "    if (line == null\n        || (line.heard() != null"),
            new Mutant(
                "a live issue is told to cancel at every step",
                CORE,
                "put(line.cancelAsked(true));",
                "put(line.cancelAsked(false));"),
            new Mutant(
                "C7: issues that start together come in the plan's order",
                CORE,
                "        .sorted(Line.ORDER)\n        .forEach(",
                "        .forEach("),
            new Mutant(
                "C7: the place of a landed issue is free before its dependents are in line",
                CORE,
                "    core.start(ready, actions);\n    core.reorder(ready, actions);\n    giveBack(events, actions);\n",
                "    giveBack(events, actions);\n    core.start(ready, actions);\n    core.reorder(ready, actions);\n"),
            new Mutant(
                "a lease that comes with a report of nothing landed is kept by nobody",
                CORE,
                "report.handedOver() != null",
                "report.handedOver() != null && report.landed() != null"),
            new Mutant(
                "C13: a wave asks the gate for all of its issues at once",
                CORE,
                "mostAtGate / repositories",
                "mostAtGate"),
            new Mutant(
                "the gate is never told a new order",
                CORE,
                "if (asSent.equals(wanted)) {",
                "if (asSent.size() == wanted.size()) {"),
            new Mutant(
                "the ranking forgets what the repository still has to do",
                CORE_FOLDER + "Ranking.java",
                "-(chain + repository)",
                "-chain")));
  }
}
