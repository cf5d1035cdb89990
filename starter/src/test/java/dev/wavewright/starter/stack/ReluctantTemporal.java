package dev.wavewright.starter.stack;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * As much of a Temporal frontend as a supervisor talks to. It answers, but may refuse to say
 * anything about its namespace so many times, as a server that just came up does.
 */
final class ReluctantTemporal implements AutoCloseable {
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger epochs = new AtomicInteger();
  private final Server server;

  /** The id of its namespace. */
  volatile String namespace = "";

  /**
   * @param port 0 for any
   * @param refusals how many questions it refuses at first
   */
  ReluctantTemporal(int port, int refusals) throws IOException {
    this.refusals.set(refusals);
    server =
        Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
            .addService(new Frontend())
            .addService(new Operator())
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  /** Returns how many questions it refused. */
  int refused() {
    return refused.get();
  }

  /** Returns how often the gate was told an epoch. */
  int epochs() {
    return epochs.get();
  }

  /** Returns once the port is free. */
  @Override
  public void close() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination();
  }

  private static <T> void answer(StreamObserver<T> to, T answer) {
    to.onNext(answer);
    to.onCompleted();
  }

  private final class Frontend extends WorkflowServiceGrpc.WorkflowServiceImplBase {
    @Override
    public void getSystemInfo(
        GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> to) {
      answer(to, GetSystemInfoResponse.getDefaultInstance());
    }

    @Override
    public void describeNamespace(
        DescribeNamespaceRequest request, StreamObserver<DescribeNamespaceResponse> to) {
      if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        refused.incrementAndGet();
        to.onError(Status.UNAVAILABLE.withDescription("not yet").asRuntimeException());
      } else {
        answer(
            to,
            DescribeNamespaceResponse.newBuilder()
                .setNamespaceInfo(NamespaceInfo.newBuilder().setId(namespace))
                .build());
      }
    }

    @Override
    public void signalWithStartWorkflowExecution(
        SignalWithStartWorkflowExecutionRequest request,
        StreamObserver<SignalWithStartWorkflowExecutionResponse> to) {
      epochs.incrementAndGet();
      answer(to, SignalWithStartWorkflowExecutionResponse.getDefaultInstance());
    }
  }

  private static final class Operator extends OperatorServiceGrpc.OperatorServiceImplBase {
    @Override
    public void listSearchAttributes(
        ListSearchAttributesRequest request, StreamObserver<ListSearchAttributesResponse> to) {
      answer(
          to,
          ListSearchAttributesResponse.newBuilder()
              .putAllCustomAttributes(NamespaceSetup.SEARCH_ATTRIBUTES)
              .build());
    }
  }
}
