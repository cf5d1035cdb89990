package dev.wavewright.activities.host;

import dev.wavewright.workflows.model.HostId;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Wavewright is one namespace of one Temporal: what is at work on an issue is known there and
 * nowhere else. A server gives every namespace an id of its own when it is made.
 */
public final class TemporalInstance implements Instance {
  /** The version of an id that is made from a name. */
  private static final int OF_A_NAME = 3;

  private final WorkflowClient client;
  private final HostId host;
  private volatile @Nullable String id;

  public TemporalInstance(WorkflowClient client, HostId host) {
    this.client = client;
    this.host = host;
  }

  @Override
  public String id() {
    String known = id;
    if (known == null) {
      known = find();
      id = known;
    }
    return known;
  }

  private String find() {
    DescribeNamespaceRequest request =
        DescribeNamespaceRequest.newBuilder()
            .setNamespace(client.getOptions().getNamespace())
            .build();
    String namespace =
        client
            .getWorkflowServiceStubs()
            .blockingStub()
            .describeNamespace(request)
            .getNamespaceInfo()
            .getId();
    return id(UUID.fromString(namespace), host).toString();
  }

  /**
   * The in-memory server makes the id from the name: the one host of such a stack makes it its own.
   */
  static UUID id(UUID namespace, HostId host) {
    return namespace.version() == OF_A_NAME
        ? UUID.nameUUIDFromBytes((namespace + "/" + host).getBytes(StandardCharsets.UTF_8))
        : namespace;
  }

  @Override
  public String host() {
    return host.value();
  }
}
