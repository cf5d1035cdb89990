package dev.wavewright.activities.host;

import dev.wavewright.workflows.model.HostId;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Wavewright is one namespace of one Temporal: what is at work on an issue is known there and
 * nowhere else. A server gives every namespace a random id of its own when it is made.
 */
public final class TemporalInstance implements Instance {
  private static final int RANDOM = 4;

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

  /**
   * The in-memory server makes the id from the name: the one host of such a stack makes it its own.
   */
  private String find() {
    UUID namespace =
        UUID.fromString(
            client
                .getWorkflowServiceStubs()
                .blockingStub()
                .describeNamespace(
                    DescribeNamespaceRequest.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .build())
                .getNamespaceInfo()
                .getId());
    UUID own =
        namespace.version() == RANDOM
            ? namespace
            : UUID.nameUUIDFromBytes((namespace + "/" + host).getBytes(StandardCharsets.UTF_8));
    return own.toString();
  }

  @Override
  public String host() {
    return host.value();
  }
}
