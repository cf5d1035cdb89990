package dev.wavewright.worker;

import dev.wavewright.activities.host.HostLayout;
import dev.wavewright.activities.host.TemporalQueues;
import dev.wavewright.activities.host.UsageCommandActivitiesImpl;
import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.usage.UsageProgram;
import dev.wavewright.workflows.usage.UsageCommandActivities;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What asks how much of accounts is used. */
@Configuration
class UsageWiring {
  /** A usage command may take so long. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  @Bean
  UsageCommandActivities usageCommandActivities(
      TemporalQueues queues, WorkerSettings settings, Redactor redactor) {
    return new UsageCommandActivitiesImpl(
        new UsageProgram(new ProcessStarter(new LinuxProcessTable()), LONGEST),
        queues,
        queues,
        new HostLayout(settings.stateHome()).usageCommands(),
        System.getenv(),
        redactor);
  }
}
