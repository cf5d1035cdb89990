package dev.wavewright.starter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.events.Look;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.CapacityView.Waiting;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.Ticket;
import dev.wavewright.workflows.model.WaitReason;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events over real connections, from a gate that is told what to show. */
@Timeout(value = 5, unit = java.util.concurrent.TimeUnit.MINUTES)
class EventHubTest {
  private static final String TOKEN = "0123456789abcdef";

  private final ShownGate gate = new ShownGate();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final WorkflowServiceStubs nobody =
      WorkflowServiceStubs.newServiceStubs(
          WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:1").build());
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    EventHub.Pace pace =
        new EventHub.Pace(
            Duration.ofMillis(2),
            Duration.ofMillis(2),
            Duration.ZERO,
            Duration.ofMinutes(10),
            1_000_000);
    EventHub hub =
        new EventHub(
            gate,
            pace,
            work -> {
              Thread thread = Thread.ofVirtual().unstarted(work);
              threads.add(thread);
              return thread;
            });
    gateway =
        new Gateway(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TOKEN,
            new StatusPage(new TemporalFacts(WorkflowClient.newInstance(nobody)), 0),
            WorkflowClient.newInstance(nobody),
            hub);
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    nobody.shutdownNow();
  }

  @Test
  @DisplayName("a reader begins with a snapshot, then hears each change, with an id for each look")
  void events() throws IOException {
    gate.show(1);
    try (Listener one = new Listener("");
        Listener other = new Listener("")) {
      Event snapshot = one.next();
      assertThat(snapshot.name()).isEqualTo("snapshot");
      assertThat(snapshot.data()).contains("\"queue\":", "\"capacity\":", "\"usage\":", "#1/1");
      assertThat(other.next().name()).isEqualTo("snapshot");
      gate.show(2);
      Event queued = one.next();
      assertThat(queued.name()).isEqualTo("queued");
      assertThat(queued.data()).contains("\"ticket\":\"acme/api#2/1\"", "\"position\":2");
      assertThat(queued.id()).isNotEmpty().isNotEqualTo(snapshot.id());
      assertThat(other.next()).isEqualTo(queued);
    }
  }

  @Test
  @DisplayName(
      "who comes back hears what it missed; with an id that is not known, a snapshot first")
  void comesBack() throws IOException {
    try (Listener stays = new Listener("")) {
      Event first = stays.next();
      gate.show(1);
      Event second = stays.next();
      gate.show(2);
      Event third = stays.next();
      try (Listener back = new Listener(first.id());
          Listener later = new Listener(second.id());
          Listener lost = new Listener("0badcafe-1")) {
        assertThat(List.of(back.next(), back.next())).containsExactly(second, third);
        assertThat(later.next()).isEqualTo(third);
        assertThat(lost.next().name()).isEqualTo("snapshot");
        gate.show(3);
        assertThat(later.next().data()).contains("acme/api#3/1");
      }
    }
  }

  @Test
  @DisplayName("nobody looks while nobody listens, and an id from before that is no longer known")
  void quiet() throws Exception {
    String id;
    try (Listener only = new Listener("")) {
      id = only.next().id();
    }
    assertThat(threads).hasSize(1);
    // What is written to it shows the gateway that nobody is there any more.
    for (int i = 0; threads.getFirst().isAlive(); i++) {
      gate.show(i % 2);
      boolean unused = threads.getFirst().join(Duration.ofMillis(20));
    }
    gate.show(5);
    int looks = gate.looks.get();
    try (Listener back = new Listener(id)) {
      Event first = back.next();
      assertThat(first.name()).isEqualTo("snapshot");
      assertThat(first.data()).contains("acme/api#5/1");
      assertThat(first.id()).isNotEqualTo(id);
    }
    assertThat(gate.looks.get()).isGreaterThan(looks);
    assertThat(threads).hasSize(2);
  }

  @Test
  @DisplayName("a reader that does not read loses its connection, and the others hear on")
  void slowReader() throws IOException {
    try (Listener reads = new Listener("");
        Listener sleeps = new Listener("")) {
      assertThat(reads.next().name()).isEqualTo("snapshot");
      // More than all buffers of a connection and of the gateway hold, one look after another.
      for (int round = 0; round < 100; round++) {
        gate.show(400);
        reads.hear("queued", 400);
        gate.show(0);
        reads.hear("ended", 400);
      }
      assertThat(sleeps.readsToItsEnd()).as("its connection was closed").isTrue();
      gate.show(1);
      reads.hear("queued", 1);
    }
  }

  @Test
  @DisplayName("while nobody answers a reader is told so once, and goes on where it was after it")
  void unreachable() throws IOException {
    try (Listener listener = new Listener("")) {
      Event snapshot = listener.next();
      gate.silent = true;
      assertThat(listener.next().name()).isEqualTo("unreachable");
      gate.show(1);
      gate.silent = false;
      assertThat(listener.next().name()).isEqualTo("reachable");
      Event queued = listener.next();
      assertThat(queued.name()).isEqualTo("queued");
      assertThat(queued.id()).isNotEqualTo(snapshot.id());
    }
  }

  @Test
  @DisplayName("many changes of one look are told as a snapshot; one reader too many is refused")
  void bounds() throws IOException {
    List<Listener> listeners = new ArrayList<>();
    try {
      for (int i = 0; i < EventHub.MOST_READERS; i++) {
        listeners.add(new Listener(""));
        assertThat(listeners.getLast().next().name()).isEqualTo("snapshot");
      }
      try (Listener tooMany = new Listener("")) {
        assertThat(tooMany.status).contains("503");
      }
      gate.show(EventHub.MOST_EVENTS + 1);
      assertThat(listeners.getFirst().next().name()).isEqualTo("snapshot");
    } finally {
      for (Listener each : listeners) {
        each.close();
      }
    }
  }

  private record Event(String name, String id, String data) {}

  /** Speaks HTTP by hand, so that it can stop to read; 1.0, in which a body has no frames. */
  private final class Listener implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final String status;

    Listener(String lastId) throws IOException {
      socket.setReceiveBufferSize(8_192);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
      socket.setSoTimeout((int) Duration.ofMinutes(4).toMillis());
      String request =
          "GET /api/v1/events HTTP/1.0\r\nHost: 127.0.0.1:"
              + gateway.port()
              + "\r\nAuthorization: Bearer "
              + TOKEN
              + (lastId.isEmpty() ? "" : "\r\nLast-Event-ID: " + lastId)
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      status = in.readLine();
    }

    /** Lines of HTTP's own, and comments, are passed over. */
    Event next() throws IOException {
      String name = "";
      String id = "";
      String data = "";
      while (true) {
        String line = in.readLine();
        if (line == null) {
          throw new IOException("the connection ended");
        }
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty() && !name.isEmpty()) {
          return new Event(name, id, data);
        }
      }
    }

    void hear(String name, int times) throws IOException {
      for (int heard = 0; heard < times; heard++) {
        assertThat(next().name()).isEqualTo(name);
      }
    }

    boolean readsToItsEnd() {
      try {
        while (in.readLine() != null) {
          // What was under way.
        }
        return true;
      } catch (java.net.SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Shows as many waiting tickets as it is told. */
  private static final class ShownGate implements Supplier<Look> {
    private final AtomicReference<CapacityView> shown = new AtomicReference<>();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile boolean silent;

    ShownGate() {
      show(0);
    }

    void show(int waiting) {
      List<Waiting> line = new ArrayList<>();
      for (int i = 1; i <= waiting; i++) {
        line.add(waiting(i));
      }
      shown.set(new CapacityView(List.of(), line, List.of(), false));
    }

    private static Waiting waiting(int number) {
      IssueKey key = new IssueKey("acme/api#" + number);
      return new Waiting(
          Ticket.of(key, 1),
          key,
          key.workflowId(),
          number,
          Priority.DEFAULT,
          0,
          WaitReason.POOL_FULL,
          null,
          "",
          Instant.EPOCH,
          null,
          "a title ".repeat(20),
          null,
          null,
          null);
    }

    @Override
    public Look get() {
      looks.incrementAndGet();
      if (silent) {
        throw new IllegalStateException("nobody answers");
      }
      return new Look(Instant.EPOCH, Optional.ofNullable(shown.get()).orElseThrow(), List.of());
    }
  }
}
