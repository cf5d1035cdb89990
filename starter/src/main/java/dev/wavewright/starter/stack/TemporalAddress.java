package dev.wavewright.starter.stack;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.concurrent.TimeUnit;

/** An address of a Temporal frontend, {@code host:port}. */
final class TemporalAddress {
  private TemporalAddress() {}

  static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** Asks once; tells whether a Temporal answered. */
  static boolean answers(String address) {
    WorkflowServiceStubs service = Stack.stubs(address);
    try {
      service
          .blockingStub()
          .withDeadlineAfter(3, TimeUnit.SECONDS)
          .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    } finally {
      service.shutdownNow();
    }
  }
}
