package dev.wavewright.worker;

import dev.wavewright.activities.machine.Calibrated;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The setting {@code calibrated} of {@code host.yml}; its parts are empty if there is none. */
@ConfigurationProperties("calibrated")
record CalibrationSettings(
    @DefaultValue("") String agent,
    @DefaultValue("") String sessions,
    @DefaultValue("") String memory) {
  Optional<Calibrated> found() {
    return HostCapacity.calibrated(agent, sessions, memory);
  }
}
