package dev.wavewright.workflows.notice;

import dev.wavewright.workflows.model.NoticeSink;
import dev.wavewright.workflows.notice.NoticeActivities.SendResult;
import dev.wavewright.workflows.notice.NoticeActivities.Sending;
import dev.wavewright.workflows.notice.core.Letter;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Sends to every sink at once. */
public final class NoticeTrialWorkflowImpl implements NoticeTrialWorkflow {
  @Override
  public List<NoticeTrial> run(NoticeConfiguration configuration, boolean send) {
    Letter letter =
        Letter.test(
            "test-" + Workflow.randomUUID(),
            Instant.ofEpochMilli(Workflow.currentTimeMillis()),
            configuration.project());
    List<Promise<SendResult>> results = new ArrayList<>();
    for (NoticeSink sink : configuration.sinks()) {
      NoticeActivities mouth = NoticeStubs.mouth("try " + sink.id());
      results.add(
          Async.function(mouth::send, new Sending(configuration.project(), sink, letter, send))
              .handle(
                  (result, failure) ->
                      failure == null
                          ? result
                          : SendResult.failed("the worker that sent it was lost", null)));
    }
    List<NoticeTrial> trials = new ArrayList<>();
    for (int place = 0; place < results.size(); place++) {
      SendResult result = results.get(place).get();
      trials.add(
          new NoticeTrial(
              configuration.sinks().get(place).id(), result.delivered(), result.answer()));
    }
    return trials;
  }
}
