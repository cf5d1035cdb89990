package dev.wavewright.starter.cli;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor.QueryInput;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import java.util.function.Consumer;

/** Shows a test each query of a client before it is sent. */
final class Queries extends WorkflowClientInterceptorBase {
  private final Consumer<QueryInput<?>> seen;

  private Queries(Consumer<QueryInput<?>> seen) {
    this.seen = seen;
  }

  /** Returns a client like this one; what {@code seen} throws is thrown in place of an answer. */
  static WorkflowClient shown(WorkflowClient client, Consumer<QueryInput<?>> seen) {
    return WorkflowClient.newInstance(
        client.getWorkflowServiceStubs(),
        WorkflowClientOptions.newBuilder(client.getOptions())
            .setInterceptors(new Queries(seen))
            .build());
  }

  @Override
  public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
      WorkflowClientCallsInterceptor next) {
    return new WorkflowClientCallsInterceptorBase(next) {
      @Override
      public <R> QueryOutput<R> query(QueryInput<R> input) {
        seen.accept(input);
        return super.query(input);
      }
    };
  }
}
