package dev.wavewright.activities.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.workflows.model.LeaseToken;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.model.SessionId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path root;

  private Playground play;
  private Path bare;

  @BeforeEach
  void share() {
    play = new Playground(root);
    bare = root.resolve("shared.git");
    Playground.naive(root, "clone", "-q", "--bare", play.person.toString(), bare.toString());
  }

  /** A hub of its own, as another machine has one. */
  private Hub hub(String machine) {
    RepositorySettings settings = Playground.settings(bare.toString(), "main", "agent/main");
    return new Hubs(GitCommand.find()).open(root.resolve(machine), settings).hub();
  }

  private static Claim claim(String instance, int number, long token) {
    return new Claim(
        instance, instance + "-host", Playground.key(number), new LeaseToken(0, token), NOON);
  }

  private String refs() {
    return Playground.naive(bare, "for-each-ref", "--format=%(refname)", "refs/wavewright/");
  }

  @Test
  @DisplayName(
      "an issue is taken once: the other is told who has it, since when, and how to free it")
  void once() {
    Claims ours = hub("a").claims();
    Claims theirs = hub("b").claims();
    Claim claim = claim("a", 7, 3);
    assertThat(ours.take(claim)).isEqualTo(new ClaimResult.Taken());
    assertThat(refs()).isEqualTo("refs/wavewright/claims/7");
    assertThat(theirs.take(claim("b", 7, 9)))
        .isInstanceOfSatisfying(
            ClaimResult.Elsewhere.class,
            elsewhere -> {
              assertThat(elsewhere.holder()).hasValue(claim);
              String[] words = elsewhere.removal().split(" ");
              assertThat(words).startsWith("git", "-C");
              String unused =
                  Playground.naive(
                      root, List.of(words).subList(1, words.length).toArray(String[]::new));
            });
    assertThat(theirs.take(claim("b", 7, 9))).isEqualTo(new ClaimResult.Taken());
    assertThat(ours.holder(7)).hasValue(claim("b", 7, 9));
    assertThat(ours.holder(8)).isEmpty();
  }

  @Test
  @DisplayName(
      "C4: after a crash an instance finds its claim, a newer token takes it over, an older not")
  void fenced() {
    Claims claims = hub("a").claims();
    assertThat(claims.take(claim("a", 7, 3))).isEqualTo(new ClaimResult.Taken());
    Claims afterCrash = hub("another-host-of-a").claims();
    assertThat(afterCrash.take(claim("a", 7, 3))).isEqualTo(new ClaimResult.Taken());
    assertThat(afterCrash.take(claim("a", 7, 4))).isEqualTo(new ClaimResult.Taken());
    assertThat(claims.take(claim("a", 7, 3))).isEqualTo(new ClaimResult.Outdated(claim("a", 7, 4)));
    claims.release(7, "a", new LeaseToken(0, 3));
    assertThat(claims.holder(7)).as("an older token frees nothing").isPresent();
    claims.release(7, "b", new LeaseToken(9, 9));
    assertThat(claims.holder(7)).as("another instance frees nothing").isPresent();
    claims.release(7, "a", new LeaseToken(0, 4));
    claims.release(7, "a", new LeaseToken(0, 4));
    assertThat(refs()).isEmpty();
  }

  @Test
  @DisplayName("of two that take twenty issues at once, each issue has exactly one taker")
  void race() throws Exception {
    List<Claims> both = List.of(hub("a").claims(), hub("b").claims());
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int number = 1; number <= 20; number++) {
        CyclicBarrier together = new CyclicBarrier(2);
        List<Future<ClaimResult>> results = new ArrayList<>();
        for (int who = 0; who < 2; who++) {
          Claims claims = both.get(who);
          Claim claim = claim(who == 0 ? "a" : "b", number, 1);
          Callable<ClaimResult> taking =
              () -> {
                int unused = together.await();
                return claims.take(claim);
              };
          results.add(threads.submit(taking));
        }
        ClaimResult first = results.get(0).get();
        ClaimResult second = results.get(1).get();
        assertThat(List.of(first, second)).containsOnlyOnce(new ClaimResult.Taken());
        String taker = first.equals(new ClaimResult.Taken()) ? "a" : "b";
        assertThat(both.getFirst().holder(number)).map(Claim::instance).hasValue(taker);
      }
    }
  }

  @Test
  @DisplayName("no session and no hub ever has a claim's ref")
  void nowhereElse() {
    Hub hub = hub("a");
    assertThat(hub.claims().take(claim("b", 7, 1))).isEqualTo(new ClaimResult.Taken());
    assertThat(hub.claims().take(claim("a", 7, 1))).isInstanceOf(ClaimResult.Elsewhere.class);
    Path folder = root.resolve("a/sessions/s1");
    Session session = hub.createSession(new SessionId("s1"), folder, hub.integrationTip());
    for (Path repository : List.of(hub.folder(), session.repository(), session.worktree())) {
      assertThat(Playground.naive(repository, "for-each-ref")).doesNotContain("claims");
    }
  }

  @Test
  @DisplayName("S4: what stands in a claim's place and is none belongs to somebody else")
  void foreign() {
    Claims claims = hub("a").claims();
    for (String message : new String[] {"hello", "x\n\nWavewright-Instance: $(id)\n"}) {
      String commit = Playground.naive(bare, "commit-tree", "-m", message, "main^{tree}");
      Playground.naive(bare, "update-ref", "refs/wavewright/claims/7", commit);
      assertThat(claims.take(claim("a", 7, 1)))
          .isInstanceOfSatisfying(
              ClaimResult.Elsewhere.class, result -> assertThat(result.holder()).isEmpty());
    }
    String blob = Playground.naive(bare, "rev-parse", "main:README.md");
    Playground.naive(bare, "update-ref", "refs/wavewright/claims/7", blob);
    assertThat(claims.take(claim("a", 7, 1))).isInstanceOf(ClaimResult.Elsewhere.class);
    claims.release(7, "a", new LeaseToken(9, 9));
    assertThat(refs()).isEqualTo("refs/wavewright/claims/7");
  }

  @Test
  @DisplayName("a server that takes no such refs is told apart from one that cannot be reached")
  void refused() {
    Claims claims = hub("a").claims();
    Path hook =
        Playground.script(
            bare.resolve("hooks/pre-receive"), "echo 'not in this house' >&2; exit 1");
    assertThat(claims.take(claim("a", 7, 1)))
        .isInstanceOfSatisfying(
            ClaimResult.Refused.class,
            refused ->
                assertThat(refused.reason()).contains("not in this house", "pre-receive hook"));
    assertThat(refs()).isEmpty();
    Folders.delete(hook);
    assertThat(claims.take(claim("a", 7, 1))).isEqualTo(new ClaimResult.Taken());
    Folders.delete(bare);
    assertThatThrownBy(() -> claims.take(claim("a", 7, 1)))
        .isInstanceOfSatisfying(
            GitProblem.class, problem -> assertThat(problem.mayPass()).isTrue());
  }
}
