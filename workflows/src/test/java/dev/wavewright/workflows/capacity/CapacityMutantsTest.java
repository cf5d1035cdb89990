package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.testing.DeliberateFaults;
import dev.wavewright.workflows.testing.Mutant;
import java.util.List;

class CapacityMutantsTest extends DeliberateFaults {
  /** The random scripts, fewer of them. */
  public static final class Scripts implements Runnable {
    @Override
    public void run() {
      new CapacityTrial().play(1, 500);
    }
  }

  CapacityMutantsTest() {
    super(
        "capacity",
        Scripts.class,
        mutant("another wording", "Asking", "this request has ended", "this request is over"),
        List.of(
            mutant(
                "C1: a pool takes one lease too many",
                "Admission",
                "if (room <= 0 || (needed.size() > room && room < Collections.frequency(needed, name))) {",
                "if (room < 0) {"),
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
                "if (cap >= configured) {\n      return this;\n    }\n    int next = cap >= 3 ? configured : Math.min(cap + 1, configured);",
                "int next = cap >= 3 ? cap : cap + 1;"),
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
                "case Verdict.Hold hold -> { return false; }"),
            mutant(
                "C7: priority is not looked at",
                "Waiting",
                "(here == null ? one.priority() : here.priority())",
                "(here == null ? other.priority() : here.priority())"),
            mutant(
                "C7: a wave's rank takes back a person's place",
                "Placing",
                "Waiting now = waits.with(moved);",
                "Waiting now = waits.with(moved).placed(move.by() == null ? null : waits.place());"),
            mutant(
                "C7: what is put before a ticket comes behind it",
                "Placing",
                "put.side() == Event.Side.BEFORE ? index : index + 1",
                "index + 1"),
            mutant(
                "C7: what stands beside one ticket is numbered from its end",
                "Placing",
                "place.at(index - zero)",
                "place.at(zero - index)"),
            mutant(
                "C7: a wave's new ranks go past what a person put to the front",
                "Placing",
                "return first != null && first.atFront() ? first : Place.front(request, by);",
                "return first != null ? first : Place.front(request, by);"),
            mutant(
                "C7: a wave parts what a person put side by side",
                "Placing",
                "followed(ledger, waits, now);",
                ""),
            mutant(
                "C7: the front is behind the first",
                "Placing",
                "return 0;",
                "return Math.min(1, others.size());"),
            mutant(
                "C9: cancelling what waits also takes what one of the others waits for",
                "Holders",
                "if (holders.contains(waits.request().holder())) {",
                "if (!holders.isEmpty()) {"),
            mutant(
                "C10: a deadline comes one millisecond early",
                "Waiting",
                "ends.plus(stood)",
                "ends.plus(stood).minusMillis(1)"),
            mutant(
                "C10: the clock of a deadline runs on in a pause",
                "Ledger",
                "waits.clocked(paused.contains(ticket), now)",
                "waits.clocked(false, now)"),
            mutant(
                "C10: an extension makes a deadline earlier",
                "Waiting",
                "end.isAfter(ends)",
                "!end.equals(ends)"),
            mutant(
                "C10: a pause loses an extension",
                "Waiting",
                "stopped == null ? until : stopped.plus(Duration.between(now, until))",
                "stopped == null ? until : ends"),
            mutant(
                "C11: a pause does not reach repairs of issues in flight",
                "Admission",
                "gating.addAll(inFlightPools.getOrDefault(request.key(), List.of()));",
                ""),
            mutant(
                "C12: the monitor raises a cap above the configured one",
                "Pool",
                "limit == null ? configured : Math.min(limit.cap(), configured)",
                "limit == null ? configured : limit.cap()"),
            mutant(
                "C12: the monitor beats what a person set",
                "Pool",
                "return lever.set() ? lever.cap()",
                "return lever.set() && limit == null ? lever.cap()"),
            mutant(
                "C12: a person's step up does not pass what the monitor allows",
                "Pool",
                "if (next > allowed()) {",
                "if (next > allowed() && limit == null) {"),
            mutant(
                "C12: a set cap outlives its end", "CapacityDecider", "Levers.endDue(ledger);", ""),
            mutant(
                "C12: nothing wakes the gate at the end of a set cap",
                "CapacityDecider",
                "Stream.of(expiries, resends, ends)",
                "Stream.of(expiries, resends)"),
            mutant(
                "SES-5: a host under pressure takes sessions",
                "Admission",
                "return pool.host() && !pool.closed() && !pressed(pool);",
                "return pool.host() && !pool.closed();"),
            mutant(
                "SES-5: a machine short of cores takes sessions side by side",
                "Pool",
                "condition.pressure().closes(held)",
                "condition.pressure().closes(0)"),
            mutant(
                "SES-5: a lost host's machine still counts when the host is back",
                "Hosts",
                "if (!known.host() || known.lost()) {",
                "if (!known.host()) {"),
            mutant(
                "L2: a lost holder's session lease is free at once",
                "Ledger",
                "host != null && !neverReceived",
                "host != null && neverReceived"),
            mutant(
                "L2: what ran on a lost host does not count when the host is back",
                "Ledger",
                "draining.put(lease.lease().token(), lease);",
                ""),
            mutant(
                "L2: a host that is declared lost takes sessions",
                "Pool",
                "return new Pool(name, 0, true, true, null, limit, pause, null);",
                "return this;"),
            mutant(
                "L2: a cap can be set for a host that was declared lost",
                "Levers",
                "if (ledger.pool(set.pool()).lost()) {",
                "if (ledger.pool(set.pool()).lost() && set.cap() == 0) {"),
            mutant(
                "L3: nobody reserves",
                "Waiting",
                "return overtaken >= PATIENCE;",
                "return overtaken > PATIENCE;"),
            mutant(
                "L3: who reserves is not first",
                "Admission",
                "admitted.add(waits.request().ticket());",
                "admitted.add(waits.request().ticket()); break;"),
            mutant(
                "L3: all that were overtaken too often reserve",
                "Admission",
                "reserve(waits.request());\n        break;",
                "reserve(waits.request());"),
            mutant(
                "L3: the newest of those that were overtaken reserves",
                "Admission",
                "Comparator.comparing(Waiting::since)",
                "Comparator.comparing(Waiting::since).reversed()"),
            mutant(
                "L3: a reservation holds up what is in flight",
                "Admission",
                "&& !inFlight.contains(request.key());",
                ";"),
            mutant(
                "L3: a request whose repository is busy keeps leases from other repositories",
                "Admission",
                "if (ownFull || pool(name)",
                "if (pool(name)"),
            mutant(
                "L3: who is before the one granted is not counted as overtaken",
                "Overtaking",
                "times += takesFrom(admitted.get(next), waits.request()) ? 1 : 0;",
                ""),
            mutant(
                "L3: a wave's requests age one by one",
                "Aging",
                "age.with() == null ? waits.agedMillis(ledger.now) : oldest.getOrDefault(age.with(), 0L)",
                "waits.agedMillis(ledger.now)"),
            mutant(
                "L3: what stands beside one that ages is left behind",
                "Aging",
                "Placing.followed(ledger, before, now);",
                ""),
            mutant(
                "L3: requests age in a pause",
                "Waiting",
                "age == null ? null : age.later(stood)",
                "age"),
            mutant(
                "L3: what a person gave its priority goes on with its old age",
                "Waiting",
                "aged(age.anew(stopped == null ? now : stopped))",
                "this"),
            mutant(
                "L3: what came with the events is not aged with its wave",
                "CapacityDecider",
                "Levers.endDue(ledger);\n    Aging.bringUpToNow(ledger);",
                "Levers.endDue(ledger);"),
            mutant(
                "L5: a lease that is given back is not measured",
                "Holders",
                "holds.lease(release.kind()).ifPresent(lease -> ledger.measure(holds, lease));",
                ""),
            mutant(
                "L5: what was measured is forgotten with its purpose",
                "Measured",
                "new Work(known, by, request.purpose(), lease)",
                "new Work(known, by, \"\", lease)"),
            mutant(
                "L2: only the first request of a lost holder ends",
                "Holders",
                "found += loseIfOf(ledger, waits.request(), lost.holder(), lost.run(), false);",
                "found += found > 0 ? 0\n"
                    + " : loseIfOf(ledger, waits.request(), lost.holder(), lost.run(), false);")));
  }

  private static Mutant mutant(String name, String type, String before, String after) {
    return new Mutant(
        name, "dev/wavewright/workflows/capacity/core/" + type + ".java", before, after);
  }
}
