package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.WaitReason;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class NextLinesTest {
  private static final RepositoryName API = new RepositoryName("acme/api");

  @TempDir Path folder;

  private List<String> faults(String text) {
    CommandLine commands =
        Wavewright.commandLine(new TestCommandLine(folder).context(System.out, System.err));
    return NextLines.faults(commands, text);
  }

  @Test
  @DisplayName("what would end a wait can be pasted into a shell, whatever the reason")
  void reasons() {
    for (WaitReason reason : WaitReason.values()) {
      for (IssueKey key : List.of(IssueKey.of(API, 12), new IssueKey("task/0123456789ab"))) {
        String action =
            reason
                .unblock(key, API)
                .replace("<dependency>", "acme/api#1")
                .replace("<ticket>", "acme/api#1/1")
                .replace("<lever>", "set 2")
                .replace("<pool>", "project:shop");
        assertThat(faults("next: " + action)).as("%s", reason).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("a command that cannot be pasted is found")
  void found() {
    assertThat(faults("next: wavewright issue logs a/b#1, then issue retry a/b#1")).hasSize(1);
    assertThat(faults("  next: wavewright issue logs <key>")).isNotEmpty();
    assertThat(faults("next: see, then wavewright up")).hasSize(1);
    assertThat(faults("raise it: wavewright capacity set N --pool project:shop")).hasSize(1);
    assertThat(faults("  next: wavewright wave begin --all")).hasSize(1);
    assertThat(faults("next: wavewright down && wavewright up")).isEmpty();
    assertThat(faults("next: wavewright issue logs 'a/b#1', then: wavewright up")).isEmpty();
  }
}
