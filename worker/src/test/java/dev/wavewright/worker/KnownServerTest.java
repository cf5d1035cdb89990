package dev.wavewright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real connections: what counts is which connection a call goes out on. */
class KnownServerTest {
  private static final String OURS = "7c1f6a1e-0000-4000-8000-000000000001";
  private static final String THEIRS = "7c1f6a1e-0000-4000-8000-000000000002";
  private static final int PATIENCE_SECONDS = 120;

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  @TempDir Path state;

  /** A frontend that counts who asks it for work; without an id it has no namespace. */
  private static final class Frontend extends WorkflowServiceGrpc.WorkflowServiceImplBase
      implements AutoCloseable {
    private final @Nullable String id;
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger questions = new AtomicInteger();
    private final Server server;
    private final int port;

    Frontend(int wanted, @Nullable String id) throws IOException {
      this.id = id;
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted))
              .addService(this)
              .build()
              .start();
      port = server.getPort();
    }

    @Override
    public void getSystemInfo(
        GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> to) {
      to.onNext(GetSystemInfoResponse.getDefaultInstance());
      to.onCompleted();
    }

    @Override
    public void describeNamespace(
        DescribeNamespaceRequest request, StreamObserver<DescribeNamespaceResponse> to) {
      questions.incrementAndGet();
      if (id == null) {
        to.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      to.onNext(
          DescribeNamespaceResponse.newBuilder()
              .setNamespaceInfo(NamespaceInfo.newBuilder().setId(id))
              .build());
      to.onCompleted();
    }

    @Override
    public void pollWorkflowTaskQueue(
        PollWorkflowTaskQueueRequest request, StreamObserver<PollWorkflowTaskQueueResponse> to) {
      polls.incrementAndGet();
      to.onNext(PollWorkflowTaskQueueResponse.getDefaultInstance());
      to.onCompleted();
    }

    int port() {
      return port;
    }

    @Override
    public void close() throws InterruptedException {
      server.shutdownNow();
      server.awaitTermination();
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  /** A port that was just given up may be somebody's for a moment. */
  private Frontend frontend(int port, @Nullable String id)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (true) {
      try {
        Frontend frontend = new Frontend(port, id);
        open.add(frontend);
        return frontend;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  private WorkflowServiceGrpc.WorkflowServiceBlockingStub worker(int port) {
    String address = "127.0.0.1:" + port;
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            new TemporalTuning()
                .connection(
                    new KnownServer(address, "wavewright", NamespaceIdentity.of(state), said::add))
                .customize(WorkflowServiceStubsOptions.newBuilder().setTarget(address))
                .build());
    open.add(stubs::shutdownNow);
    return stubs.blockingStub();
  }

  private static void poll(WorkflowServiceGrpc.WorkflowServiceBlockingStub worker) {
    PollWorkflowTaskQueueResponse unused =
        worker.pollWorkflowTaskQueue(PollWorkflowTaskQueueRequest.getDefaultInstance());
  }

  /** Polls as a worker does, until somebody answers or it is told whom it has before it. */
  private void pollUntilDecided(WorkflowServiceGrpc.WorkflowServiceBlockingStub worker)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (said.isEmpty() && System.nanoTime() < end) {
      try {
        poll(worker);
        return;
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode())
            .isIn(Status.Code.UNAVAILABLE, Status.Code.FAILED_PRECONDITION);
        Thread.sleep(20);
      }
    }
  }

  @Test
  @DisplayName("a first start learns the server's id and keeps it, and asks once a connection")
  void learns() throws Exception {
    Frontend ours = frontend(0, OURS);
    WorkflowServiceGrpc.WorkflowServiceBlockingStub worker = worker(ours.port());

    poll(worker);
    poll(worker);
    poll(worker);

    assertThat(ours.polls).hasValue(3);
    assertThat(ours.questions).hasValue(1);
    assertThat(NamespaceIdentity.of(state).known()).contains(OURS);
    assertThat(said).isEmpty();
  }

  @Test
  @DisplayName("calls that start together on a new connection all wait for the one answer")
  void together() throws Exception {
    Frontend ours = frontend(0, OURS);
    WorkflowServiceGrpc.WorkflowServiceBlockingStub worker = worker(ours.port());
    try (ExecutorService pollers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> polls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        polls.add(pollers.submit(() -> poll(worker)));
      }
      for (Future<?> one : polls) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a poll failed", e.getCause());
    }
    assertThat(ours.polls).hasValue(40);
    assertThat(ours.questions).hasValue(1);
  }

  @Test
  @DisplayName("a worker whose server came back goes on")
  void comesBack() throws Exception {
    Frontend ours = frontend(0, OURS);
    WorkflowServiceGrpc.WorkflowServiceBlockingStub worker = worker(ours.port());
    poll(worker);
    ours.close();
    Frontend again = frontend(ours.port(), OURS);

    pollUntilDecided(worker);

    assertThat(again.polls).hasPositiveValue();
    assertThat(said).isEmpty();
  }

  @Test
  @DisplayName(
      "another server at the same port is asked for nothing, and the message names both ids and"
          + " what to do")
  void another() throws Exception {
    Frontend ours = frontend(0, OURS);
    WorkflowServiceGrpc.WorkflowServiceBlockingStub worker = worker(ours.port());
    poll(worker);
    ours.close();
    Frontend theirs = frontend(ours.port(), THEIRS);

    pollUntilDecided(worker);

    assertThat(theirs.questions).hasPositiveValue();
    assertThat(theirs.polls).hasValue(0);
    assertThat(said)
        .first()
        .asString()
        .contains(OURS, THEIRS, "127.0.0.1:" + ours.port(), "wavewright down && wavewright up");
    assertThatThrownBy(() -> poll(worker)).hasMessageContaining(THEIRS);
    assertThat(theirs.polls).hasValue(0);
  }

  @Test
  @DisplayName("a server without the namespace is another one, unless none was ever known")
  void withoutNamespace() throws Exception {
    Frontend empty = frontend(0, null);
    assertThatThrownBy(() -> poll(worker(empty.port())))
        .hasMessageContaining("has no namespace wavewright");
    assertThat(said).isEmpty();

    Files.writeString(state.resolve("namespace-id"), OURS + "\n");
    assertThatThrownBy(() -> poll(worker(empty.port()))).hasMessageContaining(OURS);
    assertThat(said).singleElement().asString().contains("it has no namespace", OURS);
    assertThat(empty.polls).hasValue(0);
  }

  @Test
  @DisplayName("a worker that is started for a known server refuses another from its first call")
  void knownBefore() throws Exception {
    Files.writeString(state.resolve("namespace-id"), OURS + "\n");
    Frontend theirs = frontend(0, THEIRS);

    assertThatThrownBy(() -> poll(worker(theirs.port()))).hasMessageContaining(THEIRS);

    assertThat(theirs.polls).hasValue(0);
    assertThat(NamespaceIdentity.of(state).known()).contains(OURS);
    assertThat(NamespaceIdentity.of(state).learn(THEIRS)).isEqualTo(OURS);
  }
}
