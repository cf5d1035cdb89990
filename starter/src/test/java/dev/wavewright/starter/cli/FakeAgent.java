package dev.wavewright.starter.cli;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** An agent's activity as the server sees one that works: begun, and beating with its process. */
@ActivityInterface
public interface FakeAgent {
  @ActivityMethod(name = "RunAgent")
  void work(long pid);

  /** What a host tells with a beat. */
  record Beat(long pid, String agentSession, long tokens) {}

  /** Beats once and never ends. */
  final class Working implements FakeAgent {
    @Override
    public void work(long pid) {
      ActivityExecutionContext context = Activity.getExecutionContext();
      context.heartbeat(new Beat(pid, "its own session", 12));
      context.doNotCompleteOnReturn();
    }
  }
}
