package dev.wavewright.worker;

import dev.wavewright.activities.host.NoticeActivitiesImpl;
import dev.wavewright.activities.host.NoticeLooks;
import dev.wavewright.activities.notification.Sinks;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.workflows.notice.NoticeActivities;
import io.temporal.client.WorkflowClient;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What tells people what happens. */
@Configuration
class NoticeWiring {
  @Bean(destroyMethod = "close")
  Sinks sinks(Redactor redactor) {
    return new Sinks(System.getenv(), redactor, InstantSource.system());
  }

  @Bean
  NoticeActivities noticeActivities(WorkflowClient client, Sinks sinks) {
    return new NoticeActivitiesImpl(new NoticeLooks(client, InstantSource.system()), sinks);
  }
}
