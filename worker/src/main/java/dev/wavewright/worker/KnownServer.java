package dev.wavewright.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a worker talk to its own Temporal only. Ports are used again: where its server died another
 * may listen, whose work is not for this host, and whose gate must not hear of it.
 *
 * <p>Every connection is asked once for the id of the namespace, before the first call on it sends
 * anything. A call whose connection is not known to be right is never sent.
 */
final class KnownServer implements ClientInterceptor {
  private static final long ANSWER_SECONDS = 10;

  /** What is asked before anything is known, and changes nothing at any server. */
  private static final Set<String> ALWAYS_ALLOWED =
      Set.of(
          WorkflowServiceGrpc.getGetSystemInfoMethod().getFullMethodName(),
          WorkflowServiceGrpc.getDescribeNamespaceMethod().getFullMethodName());

  private final String address;
  private final String namespace;
  private final NamespaceIdentity identity;
  private final Consumer<String> stranger;
  private final ReentrantLock asking = new ReentrantLock();

  @GuardedBy("asking") private @Nullable String expected;

  /** The newest connection whose server was found to be the right one. */
  private volatile @Nullable Attributes trusted;

  /**
   * @param stranger is told why no work is taken any more, when another server answers
   */
  KnownServer(
      String address, String namespace, NamespaceIdentity identity, Consumer<String> stranger) {
    this.address = address;
    this.namespace = namespace;
    this.identity = identity;
    this.stranger = stranger;
    this.expected = identity.known().orElse(null);
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    if (ALWAYS_ALLOWED.contains(method.getFullMethodName())) {
      return next.newCall(method, options);
    }
    return new Guarded<>(next, method, options, new Sight());
  }

  /** A call that sends its message only where the right server listens. */
  private final class Guarded<Q, A> extends SimpleForwardingClientCall<Q, A> {
    private final Channel next;
    private final CallOptions options;
    private final Sight sight;
    private volatile @Nullable Status refusal;

    Guarded(Channel next, MethodDescriptor<Q, A> method, CallOptions options, Sight sight) {
      super(next.newCall(method, options.withStreamTracerFactory(sight)));
      this.next = next;
      this.options = options;
      this.sight = sight;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<>(listener) {
            @Override
            public void onClose(Status status, Metadata trailers) {
              Status refused = refusal;
              super.onClose(refused == null ? status : refused, trailers);
            }
          },
          headers);
      // Nothing but headers was sent so far: a server begins a call with its message.
      if (!isTrusted(sight)) {
        try {
          requireTrusted(sight, options, headers, next);
        } catch (StatusException | UncheckedIOException refused) {
          refusal = Status.fromThrowable(refused);
          cancel("not sent", refused);
        }
      }
    }

    @Override
    public void sendMessage(Q message) {
      if (refusal == null) {
        super.sendMessage(message);
      }
    }

    @Override
    public void halfClose() {
      if (refusal == null) {
        super.halfClose();
      }
    }
  }

  // Two connections may look alike, one after the other; each has an object of its own.
  @SuppressWarnings("ReferenceEquality")
  private boolean isTrusted(Sight sight) {
    Attributes connection = sight.connection;
    return connection != null && connection == trusted;
  }

  private void requireTrusted(Sight sight, CallOptions options, Metadata headers, Channel next)
      throws StatusException {
    asking.lock();
    try {
      if (isTrusted(sight)) {
        return;
      }
      Sight asked = new Sight();
      String found = ask(asked, options, headers, next).orElse("");
      String wanted = expected;
      if (wanted == null) {
        if (found.isEmpty()) {
          throw Status.NOT_FOUND
              .withDescription("Temporal at " + address + " has no namespace " + namespace)
              .asException();
        }
        wanted = identity.learn(found);
        expected = wanted;
      }
      if (!found.equals(wanted)) {
        String message = message(found, wanted);
        stranger.accept(message);
        throw Status.FAILED_PRECONDITION.withDescription(message).asException();
      }
      trusted = asked.connection;
    } finally {
      asking.unlock();
    }
    if (!isTrusted(sight)) {
      throw Status.UNAVAILABLE
          .withDescription("the connection to Temporal was replaced, try again")
          .asException();
    }
  }

  /** Returns the id of the namespace at whatever listens now; empty if it has no such namespace. */
  private Optional<String> ask(Sight sight, CallOptions options, Metadata headers, Channel next)
      throws StatusException {
    Metadata same = new Metadata();
    same.merge(headers);
    try {
      return Optional.of(
          ClientCalls.blockingUnaryCall(
                  ClientInterceptors.intercept(
                      next, MetadataUtils.newAttachHeadersInterceptor(same)),
                  WorkflowServiceGrpc.getDescribeNamespaceMethod(),
                  options
                      .withStreamTracerFactory(sight)
                      .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS),
                  DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build())
              .getNamespaceInfo()
              .getId());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw new StatusException(e.getStatus(), e.getTrailers());
    }
  }

  private String message(String found, String wanted) {
    String other =
        found.isEmpty()
            ? "it has no namespace " + namespace
            : "its namespace " + namespace + " is " + found;
    return ("the Temporal at %s is another one: %s, this host works for %s; nothing was taken from"
            + " it; next: wavewright down && wavewright up (for a worker without up: rm '%s')")
        .formatted(address, other, wanted, identity.file());
  }

  /** Sees on which connection a call goes out. */
  private static final class Sight extends ClientStreamTracer.Factory {
    private volatile @Nullable Attributes connection;

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes transport, Metadata sent) {
          connection = transport;
        }
      };
    }
  }
}
