package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.capacity.CapacityActivities.Holder;
import dev.wavewright.workflows.capacity.CapacityActivities.HolderFact;
import dev.wavewright.workflows.capacity.core.Draining;
import dev.wavewright.workflows.capacity.core.Event;
import dev.wavewright.workflows.capacity.core.Gate;
import dev.wavewright.workflows.capacity.core.Request;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Asks who is still there. What cannot be asked stays as it is: a failing sweep frees nothing. */
final class HolderSweep {
  private static final Logger LOGGER = Workflow.getLogger(HolderSweep.class);

  /** Dead requesters further back are found when they come closer, or by their grant. */
  private static final int MAX_WAITING_ASKED = 500;

  private final Consumer<Event> report;

  HolderSweep(Consumer<Event> report) {
    this.report = report;
  }

  /** Starts one sweep; the result is complete when every answer has been reported. */
  Promise<Void> start(Gate gate) {
    List<Promise<Void>> questions = new ArrayList<>();
    List<Holder> holders = holders(gate);
    if (!holders.isEmpty()) {
      questions.add(
          Async.function(describer(holders.size())::describeHolders, holders)
              .handle(this::reportLost));
    }
    for (Draining drain : gate.confirmable()) {
      questions.add(
          Async.function(host(drain)::confirmSessionGone, drain.key(), drain.lease().token())
              .handle((gone, failure) -> reportGone(drain, gone, failure)));
    }
    return Promise.allOf(questions);
  }

  private static List<Holder> holders(Gate gate) {
    Set<Holder> holders = new LinkedHashSet<>();
    gate.granted().forEach(granted -> holders.add(holder(granted.request())));
    Stream<Request> first =
        gate.waiting().stream().limit(MAX_WAITING_ASKED).map(waiting -> waiting.request());
    first.forEach(request -> holders.add(holder(request)));
    return List.copyOf(holders);
  }

  private static Holder holder(Request request) {
    return new Holder(request.holder(), request.run());
  }

  private @Nullable Void reportLost(
      @Nullable List<HolderFact> facts, @Nullable RuntimeException failure) {
    if (facts == null) {
      LOGGER.warn("holders could not be described: {}", String.valueOf(failure));
      return null;
    }
    facts.stream()
        .filter(fact -> !fact.open())
        .map(HolderFact::holder)
        .forEach(lost -> report.accept(new Event.HolderLost(lost.workflow(), lost.run())));
    return null;
  }

  private @Nullable Void reportGone(
      Draining drain, @Nullable Boolean gone, @Nullable RuntimeException failure) {
    if (failure != null) {
      LOGGER.warn("host {} did not answer: {}", drain.host(), failure.toString());
    }
    if (Boolean.TRUE.equals(gone)) {
      report.accept(new Event.SessionGone(drain.lease().token()));
    }
    return null;
  }

  private static CapacityActivities describer(int holders) {
    return Workflow.newActivityStub(
        CapacityActivities.class,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(10))
            .setScheduleToCloseTimeout(Duration.ofSeconds(25))
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(3).build())
            .setSummary("look after " + holders + " holders and waiters")
            .build());
  }

  private static CapacityActivities host(Draining drain) {
    return Workflow.newActivityStub(
        CapacityActivities.class,
        ActivityOptions.newBuilder()
            .setTaskQueue(drain.host().taskQueue())
            .setStartToCloseTimeout(Duration.ofSeconds(15))
            .setScheduleToCloseTimeout(Duration.ofSeconds(20))
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .setSummary("is the session of " + drain.key() + " gone?")
            .build());
  }
}
