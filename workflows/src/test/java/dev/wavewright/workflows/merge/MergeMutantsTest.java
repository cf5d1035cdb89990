package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.testing.DeliberateFaults;
import dev.wavewright.workflows.testing.Mutant;
import java.util.List;

class MergeMutantsTest extends DeliberateFaults {
  private static final String CORE = "dev/wavewright/workflows/merge/core/";
  private static final String RULES = CORE + "MergeRules.java";
  private static final String HEAD = CORE + "Head.java";
  private static final String WAITING = CORE + "Waiting.java";

  /** The random scripts, fewer of them. */
  public static final class Scripts implements Runnable {
    @Override
    public void run() {
      MergeScript.run(1, 300);
    }
  }

  MergeMutantsTest() {
    super(
        "merge",
        Scripts.class,
        new Mutant("another wording", RULES, "landed as ", "landed in "),
        List.of(
            new Mutant(
                "M1b: any green verdict is good for any tree",
                RULES,
                "built.verdict() != null && built.verdict().equals(head.item().verdict())",
                "head.item().verdict() != null"),
            new Mutant(
                "M1b: a tree that was just found green is checked again after a move",
                HEAD,
                "item.withVerdict(candidate.verdict())",
                "item"),
            new Mutant(
                "M12: a check without a verdict counts as green",
                RULES,
                "line.withHead(head.gateAgain())",
                "line.withHead(head.land(Objects.requireNonNull(head.built())))"),
            new Mutant(
                "M12: a third check is run before giving up",
                RULES,
                "CHECKS_WITHOUT_VERDICT = 2",
                "CHECKS_WITHOUT_VERDICT = 3"),
            new Mutant(
                "M7: a landing that broke is taken for not landed",
                RULES,
                "line.withHead(head.rebuildInDoubt(message))",
                "end(line, head, Kind.REFUSED, message, Evidence.NONE, steps)"),
            new Mutant(
                "M7: a repeated request stands in line twice",
                RULES,
                "if (line.waiting(ticket).isPresent()) {",
                "if (line.waiting(ticket).isPresent() && line.closed() != null) {"),
            new Mutant(
                "M4: a change goes to the back again and again",
                WAITING,
                "place, arrived, true)",
                "place, arrived, false)"),
            new Mutant(
                "M4: rebuilds after a move are not counted",
                HEAD,
                "null, moved + 1, 0",
                "null, moved, 0"),
            new Mutant(
                "M4: the branch is swapped without the tip the merge was built on",
                RULES,
                "new Step.Land(ticket, built.tip(), built.candidate())",
                "new Step.Land(ticket, built.candidate(), built.candidate())"),
            new Mutant(
                "M5: a second step begins while one is under way",
                RULES,
                "if (!working && !snapshot.ending()) {",
                "if ((!working || line.head() != null) && !snapshot.ending()) {"),
            new Mutant(
                "M10: the line is ordered by ticket instead of arrival",
                WAITING,
                "Comparator.comparingLong(Waiting::arrival).thenComparing(Waiting::ticket)",
                "Comparator.comparing(Waiting::ticket)"),
            new Mutant(
                "ML5: withdrawing the head drops it without an answer",
                RULES,
                "          : line;\n    }\n    Optional<Waiting> waiting",
                "          : line.withHead(null);\n    }\n    Optional<Waiting> waiting"),
            new Mutant(
                "L2: a landing that its issue takes back from a lost host stays head",
                RULES,
                "return withdrawn.hostLost()",
                "return withdrawn.hostLost() && line.closed() != null"),
            new Mutant(
                "L2: the landing under way on a lost host stays head",
                RULES,
                "if (head != null && head.item().host().equals(lost.host())) {",
                "if (head != null && head.item().host().equals(lost.host()) && head.moved() > 9) {"),
            new Mutant(
                "L2: who waits with a change on a lost host stays in line",
                RULES,
                "if (item.host().equals(lost.host())) {",
                "if (item.host().equals(lost.host()) && item.sentBack()) {"),
            new Mutant(
                "L2: whoever waits is answered, on whatever host",
                RULES,
                "if (item.host().equals(lost.host())) {",
                "if (!item.sentBack()) {"),
            new Mutant(
                "M2: a content mismatch leaves the branch open",
                RULES,
                "line.withHead(null).withClosed(why)",
                "line.withHead(null)"),
            new Mutant(
                "ML5: whoever waits at a closed branch is not answered",
                RULES,
                "for (Waiting item : line.waiting()) {",
                "for (Waiting item : List.<Waiting>of()) {")));
  }
}
