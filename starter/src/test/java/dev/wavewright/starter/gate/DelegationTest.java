package dev.wavewright.starter.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.gate.Delegation.Advice;
import dev.wavewright.starter.gate.Delegation.Delegate;
import dev.wavewright.starter.gate.Delegation.Question;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.PoolView;
import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.PoolName;
import dev.wavewright.workflows.model.Pressure;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelegationTest {
  private static final RepositoryName API = new RepositoryName("acme/api");
  private static final Question QUESTION =
      Question.of("shop", API, "scripted", "main", Priority.DEFAULT);

  @ParameterizedTest(name = "{0} of {1} held: {2}")
  @DisplayName("CAP-8: full is none free, near is at most one or a fifth of the cap in force")
  @CsvSource({
    "0, 1, yes",
    "1, 1, no",
    "2, 1, no",
    "0, 2, yes",
    "1, 2, slow",
    "2, 2, no",
    "1, 3, yes",
    "2, 3, slow",
    "3, 3, no",
    "7, 9, yes",
    "8, 9, slow",
    "7, 10, yes",
    "8, 10, slow",
    "9, 10, slow",
    "10, 10, no",
    "15, 20, yes",
    "16, 20, slow",
    "79, 100, yes",
    "80, 100, slow",
    "0, 0, no"
  })
  void table(int held, int cap, String delegate) {
    for (String name : List.of("project:shop", "account:main", "agent:scripted")) {
      Advice ofPool = answer(List.of(pool("host:h1", 9, 0), pool(name, cap, held)), false);
      assertThat(ofPool.delegate().word()).as(name).isEqualTo(delegate);
      assertThat(ofPool.reason().isEmpty()).as(ofPool.reason()).isEqualTo(delegate.equals("yes"));
    }
    assertThat(answer(List.of(pool("host:h1", cap, held)), false).delegate().word())
        .isEqualTo(delegate);
  }

  @Test
  @DisplayName("CAP-8: the fullest pool it needs decides, and others count nothing")
  void needs() {
    List<PoolView> pools =
        List.of(
            pool("host:h1", 5, 0), pool("repository:acme/lib", 1, 1), pool("project:other", 0, 0));
    assertThat(answer(pools, false)).isEqualTo(new Advice(Delegate.YES, 0, null, ""));
    List<PoolView> full = new ArrayList<>(pools);
    full.add(pool("project:shop", 3, 2));
    full.add(pool("repository:acme/api", 1, 1));
    assertThat(answer(full, false))
        .isEqualTo(new Advice(Delegate.NO, 1, null, "pool repository:acme/api is full (1 of 1)"));
  }

  @Test
  @DisplayName("CAP-8: the sessions of all open hosts count together")
  void hosts() {
    assertThat(answer(List.of(pool("host:h1", 3, 3), pool("host:h2", 3, 1)), false).delegate())
        .isEqualTo(Delegate.YES);
    assertThat(answer(List.of(pool("host:h1", 3, 3), pool("host:h2", 3, 2)), false))
        .isEqualTo(new Advice(Delegate.SLOW, 0, null, "the hosts have 1 of 6 left"));
    assertThat(answer(List.of(pool("host:h1", 3, 4), pool("host:h2", 0, 0)), false).reason())
        .isEqualTo("the hosts are full (3 of 3)");
    assertThat(answer(List.of(pool("host:h1", 0, 0)), false).reason())
        .isEqualTo("no host takes a session");
    assertThat(answer(List.of(), false).reason()).isEqualTo("no worker has registered a host");
  }

  @Test
  @DisplayName("CAP-8: a host whose machine is short of something has no room")
  void pressure() {
    PoolView h2 = pool("host:h2", 3, 2);
    assertThat(answer(List.of(pressed(Pressure.MEMORY, 0), h2), false).reason())
        .isEqualTo("the hosts have 1 of 3 left");
    assertThat(answer(List.of(pressed(Pressure.CPU, 0)), false).delegate()).isEqualTo(Delegate.YES);
    assertThat(answer(List.of(pressed(Pressure.CPU, 1)), false))
        .isEqualTo(new Advice(Delegate.NO, 1, null, "no host takes a session: too little"));
  }

  private static PoolView pressed(Pressure pressure, int held) {
    return new PoolView(
        new PoolName("host:h1"),
        3,
        3,
        held,
        0,
        null,
        null,
        3,
        false,
        null,
        false,
        new CapacityView.Condition(pressure, "too little", "", Instant.EPOCH));
  }

  @Test
  @DisplayName("CAP-8: a pause says no, and one without a cap is never near")
  void closed() {
    List<PoolView> pools =
        List.of(pool("host:h1", 3, 0), pool("account:main", PoolShare.UNLIMITED, 1_000_000));
    assertThat(answer(pools, false).delegate()).isEqualTo(Delegate.YES);
    assertThat(answer(pools, true))
        .isEqualTo(new Advice(Delegate.NO, 1, null, "everything is paused"));
    PoolView paused =
        new PoolView(
            new PoolName("account:main"), 3, 0, 0, 0, "ann", "paused", 3, true, null, false, null);
    assertThat(answer(List.of(pool("host:h1", 3, 0), paused), false).reason())
        .isEqualTo("pool account:main is paused");
  }

  @Test
  @DisplayName("CAP-8: the position counts who goes first; who waits for another pool is passed")
  void position() {
    List<PoolView> full = List.of(pool("host:h1", 3, 0), pool("project:shop", 1, 1));
    List<Waiting> queue =
        List.of(
            waiting(1, 0, "project:shop"),
            waiting(2, 2, "repository:acme/lib"),
            waiting(3, 4, "project:shop"));
    assertThat(Delegation.answer(new CapacityView(List.of(), queue, full, false), QUESTION))
        .extracting(Advice::delegate, Advice::position)
        .containsExactly(Delegate.NO, 3);
    Question urgent = Question.of("shop", API, "scripted", "main", new Priority(1));
    assertThat(
            Delegation.answer(new CapacityView(List.of(), queue, full, false), urgent).position())
        .isEqualTo(2);
    List<PoolView> free = List.of(pool("host:h1", 3, 0), pool("project:shop", 3, 0));
    assertThat(Delegation.answer(new CapacityView(List.of(), queue, free, false), QUESTION))
        .isEqualTo(
            new Advice(
                Delegate.NO, 3, null, "behind acme/api#1/1, which waits for pool project:shop"));
    assertThat(
            Delegation.answer(
                    new CapacityView(List.of(), queue.subList(1, 3), free, false), QUESTION)
                .delegate())
        .isEqualTo(Delegate.YES);
  }

  @Test
  @DisplayName("a question that names little is about the only project and account there is")
  void only() {
    List<PoolView> pools =
        List.of(pool("project:shop", 3, 0), pool("account:a", 1, 0), pool("account:b", 1, 0));
    CapacityView view = new CapacityView(List.of(), List.of(), pools, false);
    assertThat(Question.of(view, null, API, null, null, Priority.DEFAULT).needs())
        .containsExactly(PoolName.project("shop"), PoolName.repository(API));
    assertThat(Question.of(view, "other", null, "codex", null, Priority.DEFAULT).needs())
        .containsExactly(
            PoolName.project("other"), PoolName.account("codex"), PoolName.agent("codex"));
  }

  private static Advice answer(List<PoolView> pools, boolean paused) {
    return Delegation.answer(new CapacityView(List.of(), List.of(), pools, paused), QUESTION);
  }

  private static PoolView pool(String name, int cap, int held) {
    return new PoolView(new PoolName(name), cap, cap, held, 0, null, null, cap);
  }

  private static Waiting waiting(int position, int priority, @Nullable String pool) {
    IssueKey key = new IssueKey("acme/api#" + position);
    return new Waiting(
        Ticket.of(key, 1),
        key,
        key.workflowId(),
        position,
        new Priority(priority),
        0,
        WaitReason.POOL_FULL,
        pool == null ? null : new PoolName(pool),
        "",
        Instant.EPOCH,
        null,
        "",
        null,
        null,
        null);
  }
}
