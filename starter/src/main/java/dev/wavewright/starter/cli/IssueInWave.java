package dev.wavewright.starter.cli;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.wave.WaveStatus;
import dev.wavewright.workflows.wave.WaveWorkflow;
import io.temporal.client.WorkflowClient;
import java.util.Optional;

/** An issue as the running wave knows it that it belongs to. */
record IssueInWave(WaveWorkflow wave, IssueKey key, Phase phase) {

  /** Asks every running wave. */
  static Optional<IssueInWave> find(WorkflowClient client, IssueKey key) {
    return Waves.running(client).stream().flatMap(wave -> in(wave, key).stream()).findFirst();
  }

  IssueInWave now() {
    return in(wave, key).orElseThrow();
  }

  private static Optional<IssueInWave> in(WaveWorkflow wave, IssueKey key) {
    return wave.status().issues().stream()
        .filter(line -> line.key().equals(key))
        .map(WaveStatus.IssueLine::phase)
        .map(phase -> new IssueInWave(wave, key, phase))
        .findFirst();
  }
}
