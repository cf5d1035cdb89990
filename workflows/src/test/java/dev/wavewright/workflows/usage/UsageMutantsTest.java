package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.testing.DeliberateFaults;
import dev.wavewright.workflows.testing.Mutant;
import java.util.List;

class UsageMutantsTest extends DeliberateFaults {
  /** The random scripts, fewer of them. */
  public static final class Scripts implements Runnable {
    @Override
    public void run() {
      new UsageTrial().play(1, 400);
    }
  }

  UsageMutantsTest() {
    super(
        "usage",
        Scripts.class,
        mutant("another wording", "Monitor", "was read too long ago", "is too old"),
        List.of(
            mutant(
                "a step begins above its percentage",
                "Steps",
                "if (percent >= step.from()) {",
                "if (percent > step.from()) {"),
            mutant(
                "the least restrictive meter governs",
                "Monitor",
                "meters.values().stream().mapToInt(this::allowed).min()",
                "meters.values().stream().mapToInt(this::allowed).max()"),
            mutant(
                "two windows of one name are one meter",
                "Reading",
                "new MeterName(meter, window)",
                "new MeterName(meter, null)"),
            mutant(
                "a stale reading counts",
                "Monitor",
                "if (at.isBefore(now.minus(UsageDecider.STALE_AFTER))) {",
                "if (at.isBefore(Instant.EPOCH)) {"),
            mutant(
                "a reading of the future counts",
                "Monitor",
                "if (at.isAfter(now.plus(UsageDecider.CLOCKS_DIFFER))) {",
                "if (at.isAfter(Instant.MAX)) {"),
            mutant(
                "a repeated reading counts",
                "Monitor",
                "if (at.equals(known.at())) {",
                "if (at == now) {"),
            mutant(
                "readings out of order count",
                "Monitor",
                "if (at.isBefore(known.at())) {",
                "if (at.isBefore(Instant.EPOCH)) {"),
            mutant(
                "an unknown reading counts as nothing used",
                "Monitor",
                "outcomes.add(new Outcome.Unknown(name, why));\n      return;",
                "outcomes.add(new Outcome.Unknown(name, why));\n      percent = 0.0;"),
            mutant(
                "two good readings are enough",
                "Monitor",
                "return good >= UsageDecider.GOOD_READINGS",
                "return good + 1 >= UsageDecider.GOOD_READINGS"),
            mutant(
                "a bad reading does not break the row of good ones",
                "Monitor",
                "} else if (next == limit) {\n      good = 0;",
                "} else if (next == limit) {"),
            mutant(
                "good readings raise the limit without a dwell",
                "Monitor",
                "if (!raises() || now.isBefore(since.plus(UsageDecider.DWELL))) {",
                "if (!raises()) {"),
            mutant(
                "it goes up by all steps at once",
                "Monitor",
                "Math.min(steps.above(limit), allowed())",
                "allowed()"),
            mutant(
                "nothing wakes it at the end of the dwell",
                "Monitor",
                "raises() ? Stream.of(since.plus(UsageDecider.DWELL)) : Stream.empty()",
                "Stream.empty()"),
            mutant(
                "work begins at the reset itself",
                "UsageDecider",
                "AFTER_RESET = Duration.ofSeconds(30)",
                "AFTER_RESET = Duration.ZERO"),
            mutant(
                "a reset of a meter that held nothing down raises the limit",
                "Monitor",
                "if (held && next > limit) {",
                "if (next > limit) {"),
            mutant(
                "a reading of the old window counts after the reset",
                "Monitor",
                "return known.over() && known.resetsAt() != null",
                "return !known.over() && known.resetsAt() != null"),
            mutant(
                "every probe comes after five minutes",
                "Monitor",
                "Math.min(probes, UsageDecider.PROBE_AFTER.size() - 1)",
                "Math.min(probes, 0)"),
            mutant(
                "it probes although the reset is known",
                "Monitor",
                "if (limit != 0 || resetComes) {",
                "if (limit != 0) {"),
            mutant(
                "a probe lets everything start",
                "Monitor",
                "limitTo(Math.min(1, allowed()), why);",
                "limitTo(Steps.NO_LIMIT, why);"),
            mutant(
                "other steps are in force at the next reading only",
                "Monitor",
                "if (next != limit) {",
                "if (next == Steps.NO_LIMIT - 1) {")));
  }

  private static Mutant mutant(String name, String type, String before, String after) {
    return new Mutant(name, "dev/wavewright/workflows/usage/core/" + type + ".java", before, after);
  }
}
