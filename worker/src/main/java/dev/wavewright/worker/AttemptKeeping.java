package dev.wavewright.worker;

import dev.wavewright.activities.host.Attempts;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;

/** Keeps on disk which activity attempts this worker is busy with, for whoever outlives it. */
final class AttemptKeeping extends WorkerInterceptorBase {
  private final Attempts attempts;

  AttemptKeeping(Attempts attempts) {
    this.attempts = attempts;
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Keeping(next, attempts);
  }

  private static final class Keeping extends ActivityInboundCallsInterceptorBase {
    private final Attempts attempts;
    private byte[] token = new byte[0];

    Keeping(ActivityInboundCallsInterceptor next, Attempts attempts) {
      super(next);
      this.attempts = attempts;
    }

    @Override
    public void init(ActivityExecutionContext context) {
      token = context.getInfo().getTaskToken();
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      try (Attempts.Attempt attempt = attempts.begin(token)) {
        return super.execute(input);
      }
    }
  }
}
