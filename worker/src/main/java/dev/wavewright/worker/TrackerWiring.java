package dev.wavewright.worker;

import dev.wavewright.activities.host.HostRooms;
import dev.wavewright.activities.host.Tokens;
import dev.wavewright.activities.host.TrackerActivitiesImpl;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.tracker.github.GitHubAccess;
import dev.wavewright.workflows.tracker.TrackerActivities;
import io.temporal.client.WorkflowClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What shows waves at their issue trackers. */
@Configuration
class TrackerWiring {
  @Bean
  TrackerActivities trackerActivities(
      HostRooms rooms, WorkflowClient client, Redactor redactor, GitHubAccess gitHub) {
    return new TrackerActivitiesImpl(
        rooms, client, new Tokens(System.getenv(), redactor), gitHub, redactor);
  }
}
