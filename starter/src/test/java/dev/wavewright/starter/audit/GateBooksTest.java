package dev.wavewright.starter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.audit.Claim.Lease;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GateBooksTest {
  private static final String HOST = "host:alpha";

  @Test
  @DisplayName("L2: what ran on a host declared lost counts no more, until the host is back")
  void lostHost() {
    GateBooks books = new GateBooks();
    books.pools.put(HOST, PoolCap.UNKNOWN.registered(3).set(5, null));
    Claim both = claim("acme/api#1");
    hold(both, Claim.IN_FLIGHT, "0.1", "project:shop");
    hold(both, Claim.SESSION, "0.2", HOST);
    Claim one = claim("acme/api#2");
    hold(one, Claim.SESSION, "0.3", HOST);
    Claim elsewhere = claim("acme/api#3");
    hold(elsewhere, Claim.SESSION, "0.4", "host:beta");
    for (Claim claim : List.of(both, one, elsewhere)) {
      books.claims.put(claim.ticket, claim);
    }
    Claim gone = claim("acme/api#4");
    hold(gone, Claim.SESSION, "0.5", HOST);
    books.lose(gone, false);
    assertThat(books.held(HOST)).isEqualTo(3);

    books.hostLost("host:nowhere");
    books.hostLost(HOST);

    assertThat(books.held(HOST)).isZero();
    assertThat(books.cap(HOST).inForce()).isZero();
    assertThat(books.leases()).extracting(Lease::token).containsExactly("0.1", "0.4");
    assertThat(books.hasEnded(one.ticket)).isTrue();
    assertThat(books.hasEnded(both.ticket)).isFalse();

    books.hostBack("host:beta");
    assertThat(books.held(HOST)).isZero();
    books.hostBack(HOST);
    assertThat(books.draining.keySet()).containsExactlyInAnyOrder("0.2", "0.3", "0.5");
    books.hostBack(HOST);
    assertThat(books.held(HOST)).isEqualTo(3);
  }

  @Test
  @DisplayName("C12: a limit only lowers, a set cap beats it, and at its end the limit is in force")
  void limits() {
    Instant end = Instant.parse("2026-11-22T10:00:00Z");
    PoolCap limited = PoolCap.UNKNOWN.requested(4).limited(2, true);
    assertThat(limited.inForce()).isEqualTo(2);
    assertThat(limited.limited(9, true).inForce()).isEqualTo(4);
    assertThat(PoolCap.UNKNOWN.limited(2, false).requested(1).inForce()).isEqualTo(1);
    PoolCap set = limited.set(3, end);
    assertThat(set.inForce()).isEqualTo(3);
    assertThat(set.at(end.minusMillis(1)).inForce()).isEqualTo(3);
    assertThat(set.at(end).inForce()).isEqualTo(2);
    assertThat(set.released().inForce()).isEqualTo(2);
    assertThat(limited.up().inForce()).as("a step against the monitor").isEqualTo(3);
    assertThat(limited.down().limited(null, true).inForce()).isEqualTo(1);
  }

  private static Claim claim(String key) {
    return new Claim(
        key + "/1", key, "issue/" + key, "run", "implement", List.of(), true, List.of());
  }

  private static void hold(Claim claim, String kind, String token, String pool) {
    claim.granted = true;
    claim.leases.put(
        token,
        new Lease(token, kind, claim.key, claim.ticket, claim.holder, claim.run, List.of(pool)));
  }
}
