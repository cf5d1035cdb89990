package dev.wavewright.activities.host;

import dev.wavewright.workflows.capacity.LeaseRelease;

/** The gate as a host sees it: a place to give leases back. */
public interface LeaseGate {
  /** Gives a lease back; repeating it changes nothing. Returns once the gate has the message. */
  void release(LeaseRelease release);
}
