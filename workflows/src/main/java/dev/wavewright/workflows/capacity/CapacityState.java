package dev.wavewright.workflows.capacity;

/** Placeholder of the versioned record that crosses continue-as-new. */
public record CapacityState(int version) {
  public static CapacityState initial() {
    return new CapacityState(1);
  }
}
