package dev.wavewright.starter.stack;

import dev.wavewright.workflows.capacity.CapacityWorkflowImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.WorkerFactory;

/** Lets the gate of a stack whose worker idles answer: who asks waits long for one that is mute. */
final class GateWorker implements AutoCloseable {
  private final WorkflowServiceStubs service;
  private final WorkerFactory factory;

  GateWorker(StackRecord stack) {
    service = Stack.stubs(stack.temporal().address());
    WorkflowClient client = Stack.client(service);
    factory = WorkerFactory.newInstance(client);
    factory
        .newWorker(Stack.TASK_QUEUE)
        .registerWorkflowImplementationTypes(CapacityWorkflowImpl.class);
    factory.start();
  }

  @Override
  public void close() {
    factory.shutdownNow();
    service.shutdownNow();
  }
}
