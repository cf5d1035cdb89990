package dev.wavewright.starter.stack;

import com.google.protobuf.util.Durations;
import dev.wavewright.workflows.capacity.CapacityState;
import dev.wavewright.workflows.capacity.CapacityWorkflow;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** Makes a Temporal ready for Wavewright; doing it again changes nothing. */
public final class NamespaceSetup {
  /** How long closed workflows are kept: an audit looks back this far. */
  public static final Duration RETENTION = Duration.ofDays(90);

  /** The search attributes of the namespace, within what SQL visibility allows. */
  public static final SequencedMap<String, IndexedValueType> SEARCH_ATTRIBUTES = attributes();

  private NamespaceSetup() {}

  private static SequencedMap<String, IndexedValueType> attributes() {
    SequencedMap<String, IndexedValueType> attributes = new LinkedHashMap<>();
    attributes.put("Repository", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    attributes.put("Wave", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    attributes.put("Phase", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    attributes.put("Host", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    attributes.put("Priority", IndexedValueType.INDEXED_VALUE_TYPE_INT);
    return java.util.Collections.unmodifiableSequencedMap(attributes);
  }

  /**
   * Returns the id that the server at an address gave the namespace; empty if it has no such
   * namespace.
   */
  static Optional<String> id(String address) {
    WorkflowServiceStubs service = Stack.stubs(address);
    try {
      return id(service);
    } finally {
      service.shutdownNow();
    }
  }

  /** Returns the id that a server gave the namespace; empty if it has no such namespace. */
  static Optional<String> id(WorkflowServiceStubs service) {
    try {
      return Optional.of(
              service
                  .blockingStub()
                  .describeNamespace(
                      DescribeNamespaceRequest.newBuilder().setNamespace(Stack.NAMESPACE).build())
                  .getNamespaceInfo()
                  .getId())
          .filter(id -> !id.isEmpty());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Creates the namespace and its search attributes where they are missing. */
  static void prepare(String address, boolean namespaces, Duration limit) {
    WorkflowServiceStubs service = Stack.stubs(address);
    OperatorServiceStubs operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setChannel(service.getRawChannel())
                .validateAndBuildWithDefaults());
    try {
      if (namespaces) {
        createNamespace(service, limit);
      }
      createAttributes(operator, limit);
    } finally {
      operator.shutdownNow();
      service.shutdownNow();
    }
  }

  private static void createNamespace(WorkflowServiceStubs service, Duration limit) {
    DescribeNamespaceRequest describe =
        DescribeNamespaceRequest.newBuilder().setNamespace(Stack.NAMESPACE).build();
    try {
      service.blockingStub().describeNamespace(describe);
      return;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw e;
      }
    }
    try {
      service
          .blockingStub()
          .registerNamespace(
              RegisterNamespaceRequest.newBuilder()
                  .setNamespace(Stack.NAMESPACE)
                  .setDescription("Waves of coding agents")
                  .setWorkflowExecutionRetentionPeriod(Durations.fromSeconds(RETENTION.toSeconds()))
                  .build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
    }
    // Every part of the server learns of a namespace by its cache, a moment later.
    Waiting.until(
        limit,
        () -> {
          try {
            service.blockingStub().describeNamespace(describe);
            return true;
          } catch (StatusRuntimeException e) {
            return false;
          }
        });
  }

  private static void createAttributes(OperatorServiceStubs operator, Duration limit) {
    StatusRuntimeException[] last = new StatusRuntimeException[1];
    boolean done =
        Waiting.until(
            limit,
            () -> {
              try {
                addMissing(operator);
                return true;
              } catch (StatusRuntimeException e) {
                last[0] = e;
                return e.getStatus().getCode() == Status.Code.ALREADY_EXISTS;
              }
            });
    if (!done && last[0] != null) {
      throw last[0];
    }
  }

  private static void addMissing(OperatorServiceStubs operator) {
    Set<String> present = present(operator);
    AddSearchAttributesRequest.Builder missing =
        AddSearchAttributesRequest.newBuilder().setNamespace(Stack.NAMESPACE);
    for (Map.Entry<String, IndexedValueType> attribute : SEARCH_ATTRIBUTES.entrySet()) {
      if (!present.contains(attribute.getKey())) {
        missing.putSearchAttributes(attribute.getKey(), attribute.getValue());
      }
    }
    if (missing.getSearchAttributesCount() > 0) {
      operator.blockingStub().addSearchAttributes(missing.build());
    }
  }

  private static Set<String> present(OperatorServiceStubs operator) {
    try {
      return operator
          .blockingStub()
          .listSearchAttributes(
              ListSearchAttributesRequest.newBuilder().setNamespace(Stack.NAMESPACE).build())
          .getCustomAttributesMap()
          .keySet();
    } catch (StatusRuntimeException e) {
      // The server in memory cannot list; it starts without any.
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        return Set.of();
      }
      throw e;
    }
  }

  /** Makes sure the gate runs, and that it knows the epoch before any worker answers. */
  static void raiseGate(String address, long epoch, Duration limit) {
    WorkflowServiceStubs service = Stack.stubs(address);
    try {
      RuntimeException[] last = new RuntimeException[1];
      boolean done =
          Waiting.until(
              limit,
              () -> {
                try {
                  WorkflowStub gate =
                      Stack.client(service)
                          .newUntypedWorkflowStub(
                              "CapacityWorkflow",
                              WorkflowOptions.newBuilder()
                                  .setWorkflowId(CapacityWorkflow.ID)
                                  .setTaskQueue(Stack.TASK_QUEUE)
                                  .setStaticSummary("The gate: every agent passes it")
                                  .build());
                  gate.signalWithStart(
                      "epoch", new Object[] {epoch}, new Object[] {CapacityState.initial()});
                  return true;
                } catch (WorkflowServiceException | StatusRuntimeException e) {
                  // A namespace just created is unknown to some parts of the server for a moment.
                  last[0] = e;
                  return false;
                }
              });
      if (!done && last[0] != null) {
        throw last[0];
      }
    } finally {
      service.shutdownNow();
    }
  }
}
