package dev.wavewright.activities.host;

import dev.wavewright.workflows.usage.UsageReport;

/** The usage monitors as a host sees them: a place to tell what is used. */
public interface UsageMonitors {
  /** Reports of an account, starting its monitor if it does not run. */
  void report(String account, UsageReport report);
}
