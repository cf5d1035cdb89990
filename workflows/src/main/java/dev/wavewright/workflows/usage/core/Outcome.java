package dev.wavewright.workflows.usage.core;

/** What a decision did, each with its reason in words. */
public sealed interface Outcome {
  String why();

  /** Fewer may be in flight from now on. */
  record Lowered(int from, int to, String why) implements Outcome {}

  /** More may be in flight: enough good readings, for long enough. */
  record Raised(int from, int to, String why) implements Outcome {}

  /** More may be in flight: a meter began anew. */
  record Resumed(int from, int to, String why) implements Outcome {}

  /** One at a time may try; nobody knows when the meter begins anew. */
  record Probing(int number, String why) implements Outcome {}

  /** Other steps are in force, and with them another limit. */
  record Reconfigured(int from, int to, String why) implements Outcome {}

  /** A reading was taken in and the limit stays. */
  record Kept(MeterName meter, String why) implements Outcome {}

  /** A source could not tell; the limit stays. */
  record Unknown(MeterName meter, String why) implements Outcome {}

  /** A reading moved nothing. */
  record Ignored(MeterName meter, String why) implements Outcome {}
}
