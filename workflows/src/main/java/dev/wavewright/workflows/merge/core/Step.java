package dev.wavewright.workflows.merge.core;

import dev.wavewright.workflows.model.CommitId;

/** One thing to do. */
public sealed interface Step {
  String ticket();

  /** Work on the head; its result comes back as a {@link News.Result}. */
  sealed interface Work extends Step {}

  /** Build the merge of the branch's tip and the approved commit. */
  record Rebuild(String ticket) implements Work {}

  /** Run the check on {@code candidate}. */
  record Gate(String ticket, CommitId candidate) implements Work {}

  /** Swap the branch from {@code tip} to {@code candidate}. */
  record Land(String ticket, CommitId tip, CommitId candidate) implements Work {}

  /** Await the work under way no more; whatever becomes of it is not news. */
  record GiveUp(String ticket) implements Step {}

  /** Tell the holder that its landing began. */
  record TellStarted(String ticket, String holder) implements Step {}

  /** Tell the holder how its landing ended. */
  record TellEnded(String holder, Ending ending) implements Step {
    @Override
    public String ticket() {
      return ending.ticket();
    }
  }
}
