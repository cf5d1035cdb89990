package dev.wavewright.workflows.host;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Answers questions from disk, on the host's own queue. */
@ActivityInterface
public interface HostActivities {
  @ActivityMethod(name = "AnswerQuestion")
  HostAnswer answer(HostQuestion question);
}
