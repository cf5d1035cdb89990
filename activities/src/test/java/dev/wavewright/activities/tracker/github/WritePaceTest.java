package dev.wavewright.activities.tracker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.tracker.TrackerUnavailable;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.workflows.model.GitHubSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritePaceTest {
  private static final String PATH = "/repos/acme/api/labels";

  private final FakeGitHub gitHub = FakeGitHub.start();
  private final SettableClock clock = new SettableClock();

  @TempDir Path folder;

  /** When a write came, and when its answer was on its way. */
  private record Span(Instant begin, Instant end) {}

  @AfterEach
  void close() {
    gitHub.close();
  }

  private GitHubAccess access(@Nullable Path shared) {
    return new GitHubAccess(new Redactor(), clock, shared, clock::pass, GitHubAccess.PATIENCE);
  }

  private GitHubTransport open(GitHubAccess access, String token) {
    return access.open(
        new GitHubSettings(gitHub.api(), "GITHUB_TOKEN", null, GitHubSettings.Trust.WRITE_ACCESS),
        SecretText.of(token).orElseThrow());
  }

  /** Every write takes {@code long} by the clock that stands, and is answered with the next. */
  private List<Span> hear(Duration taking, Reply... replies) {
    List<Span> heard = new ArrayList<>();
    gitHub.breaks(
        "POST",
        Integer.MAX_VALUE,
        request -> {
          Instant begin = clock.instant();
          clock.pass(taking);
          heard.add(new Span(begin, clock.instant()));
          return heard.size() <= replies.length
              ? replies[heard.size() - 1]
              : Reply.of(201, Map.of());
        });
    return heard;
  }

  private static void write(GitHubTransport transport) {
    GitHubAnswer unused = transport.send("POST", PATH, "{\"name\":\"x\"}", Map.of());
  }

  private static void apart(List<Span> heard) {
    for (int at = 1; at < heard.size(); at++) {
      assertThat(Duration.between(heard.get(at - 1).end(), heard.get(at).begin()))
          .as("between write %d and the one before", at)
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1))
          .isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  @DisplayName("a write begins a second after the answer to the one before, however slow that was")
  void fromTheAnswer() {
    List<Span> heard = hear(Duration.ofMillis(800));
    try (GitHubAccess access = access(null)) {
      for (int each = 0; each < 4; each++) {
        write(open(access, FakeGitHub.TOKEN));
      }
    }
    assertThat(heard).hasSize(4);
    apart(heard);
  }

  @Test
  @DisplayName("a write that failed, or was cut off, is a write too: the next one waits for it")
  void afterFailures() {
    List<Span> heard =
        hear(
            Duration.ofMillis(300),
            Reply.error(502, "Bad Gateway"),
            Reply.of(201, Map.of("name", "x")).cut(),
            Reply.error(422, "Validation Failed"));
    try (GitHubAccess access = access(null)) {
      GitHubTransport transport = open(access, FakeGitHub.TOKEN);
      assertThatThrownBy(() -> write(transport)).isInstanceOf(TrackerUnavailable.class);
      assertThatThrownBy(() -> write(transport)).isInstanceOf(TrackerUnavailable.class);
      assertThatThrownBy(() -> write(transport)).isInstanceOf(GitHubProblem.class);
      write(transport);
    }
    assertThat(heard).hasSize(4);
    apart(heard);
  }

  @Test
  @DisplayName("reading waits for nobody, and one token does not wait for another")
  void others() {
    gitHub.takesToken("another-token-of-the-fake");
    gitHub.repository("acme/api").issue("One", "text");
    List<Span> heard = hear(Duration.ZERO);
    try (GitHubAccess access = access(null)) {
      write(open(access, FakeGitHub.TOKEN));
      write(open(access, "another-token-of-the-fake"));
      open(access, FakeGitHub.TOKEN).get("/repos/acme/api/issues/1");
    }
    assertThat(heard).extracting(Span::begin).containsOnly(clock.instant());
  }

  @Test
  @DisplayName("two worker processes of a host keep the distance together; one that died does too")
  void ofOneHost() {
    List<Span> heard = hear(Duration.ofMillis(100));
    try (GitHubAccess one = access(folder);
        GitHubAccess two = access(folder)) {
      write(open(one, FakeGitHub.TOKEN));
      write(open(two, FakeGitHub.TOKEN));
      write(open(one, FakeGitHub.TOKEN));
    }
    try (GitHubAccess later = access(folder)) {
      write(open(later, FakeGitHub.TOKEN));
    }
    assertThat(heard).hasSize(4);
    apart(heard);
    assertThat(folder).isDirectoryRecursivelyContaining("glob:**.written");
  }

  @Test
  @DisplayName("a clock that was set back does not stop writing, and no gap gets shorter")
  void clockSetBack() {
    List<Span> heard = hear(Duration.ZERO);
    try (GitHubAccess access = access(folder)) {
      write(open(access, FakeGitHub.TOKEN));
      clock.pass(Duration.ofHours(-1));
      Instant before = clock.instant();
      write(open(access, FakeGitHub.TOKEN));
      assertThat(Duration.between(before, heard.getLast().begin()))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
  }

  @Test
  @DisplayName("a write that waits for its turn is not sent when the one before met a limit")
  void limitWhileWaiting() throws Exception {
    List<Span> heard = hear(Duration.ZERO, Reply.secondaryLimit(403, 30));
    try (GitHubAccess access = access(null);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writing = new ArrayList<>();
      for (int each = 0; each < 3; each++) {
        writing.add(threads.submit(() -> write(open(access, FakeGitHub.TOKEN))));
      }
      for (Future<?> each : writing) {
        assertThatThrownBy(each::get).hasCauseInstanceOf(TrackerUnavailable.class);
      }
    }
    assertThat(heard).hasSize(1);
  }

  @Test
  @DisplayName("as GitHub sees it: writes of several waves and processes arrive a second apart")
  void asTheyArrive() throws Exception {
    List<Long> begins = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    gitHub.breaks(
        "POST",
        Integer.MAX_VALUE,
        request -> {
          synchronized (begins) {
            begins.add(System.nanoTime());
            Reply reply =
                begins.size() == 2 ? Reply.error(502, "Oops") : Reply.of(201, Map.of("id", 1));
            ends.add(System.nanoTime());
            return reply;
          }
        });
    try (GitHubAccess one = new GitHubAccess(new Redactor(), Clock.systemUTC(), folder);
        GitHubAccess two = new GitHubAccess(new Redactor(), Clock.systemUTC(), folder);
        ExecutorService waves = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writing = new ArrayList<>();
      for (GitHubAccess access : List.of(one, one, two)) {
        writing.add(waves.submit(() -> persistently(open(access, FakeGitHub.TOKEN))));
      }
      for (Future<?> each : writing) {
        each.get();
      }
    }
    assertThat(begins).as("three that were taken, and one that failed").hasSize(4);
    for (int at = 1; at < begins.size(); at++) {
      assertThat(Duration.ofNanos(begins.get(at) - ends.get(at - 1)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  /** As Temporal does: what passes is tried again. */
  private static void persistently(GitHubTransport transport) {
    while (true) {
      try {
        write(transport);
        return;
      } catch (TrackerUnavailable passing) {
        assertThat(passing).isNotNull();
      }
    }
  }
}
