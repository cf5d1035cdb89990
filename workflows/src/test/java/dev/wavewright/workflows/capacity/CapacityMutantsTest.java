package dev.wavewright.workflows.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.testing.Mutant;
import dev.wavewright.workflows.testing.Mutants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CapacityMutantsTest {
  private static final Mutants MUTANTS = Mutants.inPackages("dev.wavewright.workflows.capacity.");

  static Stream<Mutant> faults() {
    return Stream.of(
        mutant(
            "C1: a pool takes one lease too many",
            "Admission",
            ".filter(entry -> room(entry.getKey()) < entry.getValue())",
            ".filter(entry -> room(entry.getKey()) + 1 < entry.getValue())"),
        mutant(
            "C1: draining leases are not counted",
            "Occupancy",
            "gate.draining().forEach(draining -> occupancy.add(draining.lease()));",
            ""),
        mutant(
            "C2: a step down from above three only takes one off",
            "Pool",
            "Math.min(cap - 1, 3)",
            "cap - 1"),
        mutant(
            "C2: a step up passes the configured cap",
            "Pool",
            "if (lever == null || cap >= configured) {",
            "if (lever == null) {"),
        mutant(
            "C3: a release frees whatever lease of that kind the issue holds",
            "Holders",
            ".filter(l -> l.token().equals(token)).isPresent()",
            ".isPresent()"),
        mutant(
            "C4: an epoch may go back",
            "Levers",
            "if (raised.epoch() > ledger.epoch()) {",
            "if (raised.epoch() != ledger.epoch()) {"),
        mutant(
            "C6: the purpose of a request is not looked at",
            "Asking",
            "if (other.purpose().equals(request.purpose())\n            && request.wants(kind)",
            "if (request.wants(kind)"),
        mutant(
            "C6: a holder that asks again is told nothing",
            "Asking",
            "ledger.postGrant(rival);",
            ""),
        mutant(
            "C7: the first that cannot go stops all behind it",
            "CapacityDecider",
            "case Verdict.Hold hold -> {}",
            "case Verdict.Hold hold -> { ledger.stopAndStartClocks(); return new Decision("
                + "ledger.toGate(), ledger.outcomes(), wakeAt(ledger.toGate(), snapshot.now())); }"),
        mutant(
            "C7: rank comes before priority",
            "Request",
            "Comparator.comparing(Request::priority)\n          .thenComparingLong(Request::rank)",
            "Comparator.comparingLong(Request::rank)\n          .thenComparing(Request::priority)"),
        mutant(
            "C10: a deadline comes one millisecond early",
            "Waiting",
            "now.plus(remaining)",
            "now.plus(remaining).minusMillis(1)"),
        mutant(
            "C10: the clock of a deadline runs on in a pause",
            "Ledger",
            "waits.clocked(paused.contains(ticket), now)",
            "waits.clocked(false, now)"),
        mutant(
            "C11: a pause does not reach repairs of issues in flight",
            "Admission",
            "gating.addAll(inFlightPools.getOrDefault(request.key(), List.of()));",
            ""),
        mutant(
            "L2: a lost holder's session lease is free at once",
            "Ledger",
            "host != null && !neverReceived",
            "host != null && neverReceived"),
        mutant(
            "L2: only the first request of a lost holder ends",
            "Holders",
            "found += loseIfOf(ledger, waits.request(), lost.holder(), lost.run(), false);",
            "found += found > 0 ? 0\n"
                + " : loseIfOf(ledger, waits.request(), lost.holder(), lost.run(), false);"));
  }

  private static Mutant mutant(String name, String type, String before, String after) {
    return new Mutant(
        name, "dev/wavewright/workflows/capacity/core/" + type + ".java", before, after);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @DisplayName("the scripts catch this fault of the core")
  void caught(Mutant fault) {
    assertThat(MUTANTS.caughtBy(fault, CapacityTrial.class))
        .get()
        .isInstanceOf(AssertionError.class)
        .satisfies(found -> System.out.println(fault + " — " + firstLine(found)));
  }

  private static String firstLine(Throwable found) {
    return String.valueOf(found.getMessage()).lines().findFirst().orElse("");
  }

  @Test
  @DisplayName("the documented list of faults is the list that is run")
  void documented() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("basedir", "."), "..", "docs", "mutants-capacity.md"));

    faults()
        .forEach(fault -> assertThat(page).contains("| " + fault.name() + " | `" + file(fault)));
  }

  private static String file(Mutant fault) {
    return fault.file().substring(fault.file().lastIndexOf('/') + 1) + "` |";
  }
}
