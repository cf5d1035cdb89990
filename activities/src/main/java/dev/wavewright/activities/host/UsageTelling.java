package dev.wavewright.activities.host;

import dev.wavewright.activities.agent.AgentResult;
import dev.wavewright.activities.agent.Quota;
import dev.wavewright.activities.agent.UsageSign;
import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.UsageReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the monitor of one account what an agent's output says of its use: of each meter the
 * newest, and the same again after a minute at the earliest. It holds up nobody and loses no work:
 * what cannot be told is logged, and the agent's next event tells more.
 */
final class UsageTelling {
  private static final Logger LOGGER = LoggerFactory.getLogger(UsageTelling.class);
  private static final Duration SAME_AGAIN = Duration.ofMinutes(1);

  /** The meter of an agent that only says that a limit is reached. */
  private static final String LIMIT = "agent-limit";

  private static final double FULL = 100;

  /** A window that ends in the past is not believed; this one is about to. */
  private static final Duration OVER_AFTER = Duration.ofSeconds(30);

  private final UsageMonitors monitors;
  private final String account;
  private final String source;
  private final @Nullable List<UsageStep> steps;
  private final Map<Meter, Told> told = new HashMap<>();

  private record Meter(String name, @Nullable Duration window) {}

  private record Told(UsageSign sign, Instant at) {}

  /**
   * @param source who says so, as people are told
   * @param steps of the project, or null for those in force
   */
  UsageTelling(
      UsageMonitors monitors, String account, String source, @Nullable List<UsageStep> steps) {
    this.monitors = monitors;
    this.account = account;
    this.source = source;
    this.steps = steps;
  }

  void tell(List<UsageSign> signs, Instant at) {
    Map<Meter, UsageSign> newest = new LinkedHashMap<>();
    signs.forEach(sign -> newest.put(new Meter(sign.meter(), sign.window()), sign));
    newest.forEach(
        (meter, sign) -> {
          Told before = told.get(meter);
          boolean same =
              before != null
                  && Objects.equals(before.sign(), sign)
                  && at.isBefore(before.at().plus(SAME_AGAIN));
          if (!same && sign.percent() != null) {
            told.put(meter, new Told(sign, at));
            send(sign, at);
          }
        });
  }

  /**
   * Tells what the end of a run says: that the limit is reached, unless its output has told so, or
   * that a limit without a known end is over.
   */
  void ended(AgentResult result, SessionFolder folder, Instant at) {
    Quota quota = result.quota();
    if (quota != null && !quota.counted()) {
      String meter = quota.meter() == null ? LIMIT : quota.meter();
      tell(List.of(new UsageSign(meter, FULL, null, quota.reset())), at);
      if (quota.reset() == null) {
        folder.keepLimitedBy(meter);
      }
    } else if (result.ending() == AgentResult.Ending.FINISHED) {
      folder
          .limitedBy()
          .ifPresent(
              meter -> {
                tell(List.of(new UsageSign(meter, 0.0, null, at.plus(OVER_AFTER))), at);
                folder.forgetLimit();
              });
    }
  }

  private void send(UsageSign sign, Instant at) {
    Thread unused =
        Thread.ofVirtual()
            .name("usage")
            .start(
                () -> {
                  try {
                    monitors.report(
                        account,
                        new UsageReport(
                            sign.meter(),
                            sign.percent(),
                            sign.window(),
                            sign.resetsAt(),
                            source,
                            at,
                            steps));
                  } catch (RuntimeException e) {
                    LOGGER.warn(
                        "the use of account {} could not be told: {}", account, e.toString());
                  }
                });
  }
}
