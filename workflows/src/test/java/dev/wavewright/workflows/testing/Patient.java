package dev.wavewright.workflows.testing;

import io.temporal.client.WorkflowNotFoundException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Stubs of workflows that continue as new while a test talks to them. */
public final class Patient {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Patient() {}

  /**
   * Returns a stub that repeats what found no run. Temporal's test server, unlike the server, has a
   * moment in which one run is closed and the next has not begun, and then takes no signal.
   *
   * @param stub of a workflow that was started and does not end
   */
  public static <T> T stub(Class<T> type, T stub) {
    Object patient =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              long deadline = System.nanoTime() + PATIENCE.toNanos();
              while (true) {
                try {
                  return method.invoke(stub, arguments);
                } catch (InvocationTargetException failure) {
                  Throwable cause = failure.getCause();
                  if (!(cause instanceof WorkflowNotFoundException)
                      || System.nanoTime() > deadline) {
                    throw cause;
                  }
                  LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
              }
            });
    return type.cast(patient);
  }
}
