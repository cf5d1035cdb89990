package dev.wavewright.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wavewright.activities.agent.AgentResult.Ending;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.activities.process.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real agents on a host that lets one of them start at once. */
final class StartSlotsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;
  private final Queue<Progress.Observed> seen = new ConcurrentLinkedQueue<>();
  private AgentFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new AgentFixture(folder);
  }

  @AfterEach
  void leaveNothing() throws Exception {
    fixture.close();
  }

  private Future<AgentResult> begin(ExecutorService threads, AgentLaunch launch) {
    return threads.submit(() -> fixture.runner.run(launch, fixture.look, seen::add));
  }

  private void awaitWaiting() throws Exception {
    assertThat(
            Waiting.until(
                PATIENCE, () -> seen.stream().anyMatch(Progress.Observed::waitsToStart), () -> {}))
        .isTrue();
  }

  @Test
  @DisplayName(
      "While another agent of the host starts, one waits and says so; it has its whole time to"
          + " start from then on")
  void waits() throws Exception {
    AgentLaunch launch = fixture.scripted("say hello\n");
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      SessionLocks.Lock other = fixture.slots.tryTake().orElseThrow();
      Future<AgentResult> result = begin(threads, launch);
      awaitWaiting();
      assertThat(fixture.alive()).isEmpty();
      assertThat(fixture.turn(1).resolve("launch.json")).doesNotExist();

      Instant freed = Instant.now();
      other.close();

      assertThat(result.get().ending()).isEqualTo(Ending.FINISHED);
      assertThat(TurnFolder.of(fixture.sessionFolder, 1).launch().orElseThrow().launched())
          .isAfterOrEqualTo(freed);
      assertThat(seen).last().matches(observed -> !observed.waitsToStart());
    }
    assertThat(isFree()).isTrue();
  }

  @Test
  @DisplayName("An agent that has said something is at work, and the next may start")
  void worksWithoutSlot() throws Exception {
    AgentLaunch launch = fixture.scripted("say begun\n" + fixture.waitForRelease());
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<AgentResult> result = begin(threads, launch);
      assertThat(
              Waiting.until(PATIENCE, () -> seen.stream().anyMatch(one -> one.pid() > 0), () -> {}))
          .isTrue();
      assertThat(Waiting.until(PATIENCE, this::isFree, () -> {})).isTrue();
      assertThat(fixture.alive()).as("it works").isNotEmpty();

      fixture.release();
      assertThat(result.get().ending()).isEqualTo(Ending.FINISHED);
    }
  }

  private boolean isFree() {
    try {
      Optional<SessionLocks.Lock> slot = fixture.slots.tryTake();
      slot.ifPresent(SessionLocks.Lock::close);
      return slot.isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("An agent that is stopped while it waits is never started")
  void stoppedWhileWaiting() throws Exception {
    AgentLaunch launch = fixture.scripted("say never\n");
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        SessionLocks.Lock other = fixture.slots.tryTake().orElseThrow()) {
      Future<AgentResult> result = begin(threads, launch);
      awaitWaiting();

      assertThat(fixture.runner.stop(fixture.session, fixture.sessionFolder, () -> {})).isTrue();

      assertThat(result.get().ending()).isEqualTo(Ending.STOPPED);
      assertThat(seen).allMatch(observed -> observed.pid() == 0);
      assertThat(other).isNotNull();
    }
  }

  @Test
  @DisplayName("An agent that reports events starts until the first, any other for 15 s at most")
  void starting() {
    Duration soon = Duration.ofSeconds(14);
    Duration late = Duration.ofSeconds(15);
    assertThat(StartSlots.isStarting(false, false, soon)).isTrue();
    assertThat(StartSlots.isStarting(false, false, late)).isFalse();
    assertThat(StartSlots.isStarting(true, false, soon)).isFalse();
    assertThat(StartSlots.isStarting(false, true, Duration.ofMinutes(2))).isTrue();
    assertThat(StartSlots.isStarting(true, true, soon)).isFalse();
  }

  @Test
  @DisplayName("As many slots as there are starts at once, and none of none")
  void count() throws Exception {
    StartSlots two =
        new StartSlots(folder.resolve("two"), new SessionLocks(), 2, (agent, starting) -> true);
    try (SessionLocks.Lock first = two.tryTake().orElseThrow()) {
      SessionLocks.Lock second = two.tryTake().orElseThrow();
      assertThat(two.tryTake()).isEmpty();
      second.close();
      second.close();
      try (SessionLocks.Lock third = two.tryTake().orElseThrow()) {
        assertThat(third).isNotSameAs(first);
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StartSlots(folder, new SessionLocks(), 0, (agent, starting) -> true));
  }
}
