package dev.wavewright.workflows.budget.core;

/** What a decision did, each with its reason in words. */
public sealed interface Outcome {
  String why();

  /** The larger part of a budget is spent. */
  record Warned(Scope scope, String why) implements Outcome {}

  /** A budget is spent: nothing new starts. */
  record Held(Scope scope, String why) implements Outcome {}

  /** A budget holds nothing any more. */
  record Lifted(Scope scope, String why) implements Outcome {}

  /** A person let more be spent. */
  record Raised(Scope scope, String why) implements Outcome {}

  /** What came in changed nothing. */
  record Ignored(String why) implements Outcome {}
}
