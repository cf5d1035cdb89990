package dev.wavewright.starter.stack;

import java.time.Duration;

/** Makes an external Temporal ready, once, for a deployment without {@code wavewright up}. */
public final class PrepareTemporal {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private PrepareTemporal() {}

  /** Creates namespace, search attributes and gate where they are missing. */
  public static void main(String[] arguments) {
    String address = System.getenv().getOrDefault(StackCommands.TEMPORAL_ADDRESS, "");
    if (address.isBlank() || !Waiting.until(PATIENCE, () -> TemporalAddress.answers(address))) {
      System.err.println("Temporal at '" + address + "' does not answer");
      System.exit(StackException.UNREACHABLE);
    }
    NamespaceSetup.prepare(address, true, PATIENCE);
    NamespaceSetup.raiseGate(address, 0, PATIENCE);
    System.out.println("namespace " + Stack.NAMESPACE + " at " + address + " is ready");
    System.exit(0);
  }
}
