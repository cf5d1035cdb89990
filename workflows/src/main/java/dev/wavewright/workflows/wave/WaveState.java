package dev.wavewright.workflows.wave;

/** Placeholder of the versioned record that crosses continue-as-new. */
public record WaveState(int version, WavePlan plan) {
  public static WaveState initial(WavePlan plan) {
    return new WaveState(1, plan);
  }
}
