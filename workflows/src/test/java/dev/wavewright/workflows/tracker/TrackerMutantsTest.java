package dev.wavewright.workflows.tracker;

import dev.wavewright.workflows.testing.DeliberateFaults;
import dev.wavewright.workflows.testing.Mutant;
import java.util.List;

class TrackerMutantsTest extends DeliberateFaults {
  private static final String FOLDER = "dev/wavewright/workflows/tracker/core/";
  private static final String CORE = FOLDER + "TrackerCore.java";
  private static final String QUOTED = FOLDER + "Quoted.java";
  private static final String HAND_OFF = FOLDER + "HandOffText.java";

  /** The random scripts, fewer of them. */
  public static final class Scripts implements Runnable {
    @Override
    public void run() {
      TrackerScript.run(1, 120);
    }
  }

  TrackerMutantsTest() {
    super(
        "tracker",
        Scripts.class,
        new Mutant(
            "another wording",
            FOLDER + "MarkerText.java",
            "it was skipped.",
            "somebody skipped it."),
        List.of(
            new Mutant(
                "what is shown is written again",
                CORE,
                "if (same) {\n      return Optional.empty();",
                "if (same && snapshot.wave().closed()) {\n      return Optional.empty();"),
            new Mutant(
                "many issues tell their new positions as often as one",
                CORE,
                "multipliedBy(issues)",
                "multipliedBy(1)"),
            new Mutant(
                "a new phase waits as long as a new position",
                CORE,
                "case PROGRESS -> PHASE_GAP;",
                "case PROGRESS -> WORDING_GAP;"),
            new Mutant(
                "markers go by age, whatever they tell",
                CORE,
                "Comparator.comparing(Due::urgency)\n            .thenComparing(Due::at)",
                "Comparator.comparing(Due::at)"),
            new Mutant(
                "people who are waited for are told last",
                CORE,
                "case PARKED, NEEDS_INPUT -> Urgency.PEOPLE;",
                "case PARKED, NEEDS_INPUT -> Urgency.WORDING;"),
            new Mutant(
                "nothing is kept back for what is urgent",
                FOLDER + "Allowance.java",
                "PER_HOUR - RESERVED",
                "PER_HOUR"),
            new Mutant(
                "the hour never renews",
                FOLDER + "Allowance.java",
                "new Allowance(now, 0)",
                "new Allowance(now, used)"),
            new Mutant(
                "a refusal is final",
                CORE,
                "return Optional.of(last.plus(AFTER_REFUSAL));",
                "return same ? Optional.empty() : Optional.of(last.plus(AFTER_REFUSAL));"),
            new Mutant(
                "a tracker that refuses is asked for ever",
                CORE,
                "return same ? Optional.empty() : Optional.of(last);",
                "return Optional.of(last);"),
            new Mutant(
                "it ends although something is due later",
                CORE,
                "return next == null && snapshot.wave().closed()",
                "return snapshot.wave().closed()"),
            new Mutant(
                "a hand-off is made while work goes on",
                CORE,
                "snapshot.deliver() && snapshot.wave().settled();",
                "snapshot.deliver();"),
            new Mutant(
                "a hand-off is made although none is wanted",
                CORE,
                "snapshot.deliver() && snapshot.wave().settled();",
                "snapshot.wave().settled();"),
            new Mutant(
                "a hand-off that is there is never renewed",
                CORE,
                "return same ? Optional.empty() : Optional.of(Instant.MIN);",
                "return Optional.empty();"),
            new Mutant(
                "what did not land is closed too",
                HAND_OFF,
                "text.append(\"- \").append(fact.key()).append(' ').append(fact.phase().word());",
                "text.append(\"- \").append(closing(fact.key())).append(' ').append(fact.phase().word());"),
            new Mutant(
                "a title is not quoted",
                HAND_OFF,
                "text.append(Quoted.code(fact.title(), LONGEST_TITLE));",
                "text.append(fact.title());"),
            new Mutant("a backtick ends the quotation", QUOTED, "longestRun(line) + 1", "1"),
            new Mutant(
                "a line break ends the quotation",
                QUOTED,
                "blank = !line.isEmpty();",
                "blank = false;\n        line.append((char) point);"),
            new Mutant(
                "a mention stays one",
                QUOTED,
                "if (broken && (point == '@'",
                "if (broken && (point == '\\0'"),
            new Mutant(
                "text is not bounded", QUOTED, "if (kept == longest) {", "if (kept == -longest) {"),
            new Mutant(
                "what the tracker does not take is waited for",
                CORE,
                "left += same || (written != null && written.refused()) ? 0 : 1;",
                "left += same ? 0 : 1;"),
            new Mutant(
                "a hand-off that is still to come is not waited for",
                CORE,
                "left += refused || handOffDue(snapshot, repository).isEmpty() ? 0 : 1;",
                "left += 0;")));
  }
}
