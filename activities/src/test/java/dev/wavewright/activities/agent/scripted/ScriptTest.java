package dev.wavewright.activities.agent.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wavewright.activities.agent.scripted.Script.InvalidScriptException;
import dev.wavewright.activities.agent.scripted.Script.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptTest {
  @Test
  @DisplayName("The first block of the name is the script, also inside another fence")
  void block() {
    String prompt =
        "~~~~~\nText\n```scripted-review\nsay r\n```\n```scripted\nsay a\n```\n```scripted\nsay b\n```\n~~~~~";

    assertThat(Script.blockIn(prompt, "scripted")).contains("say a\n");
    assertThat(Script.blockIn(prompt, "scripted-review")).contains("say r\n");
    assertThat(Script.blockIn("```scripted\nnever closed", "scripted")).isEmpty();
  }

  @Test
  @DisplayName("Every step is read, and the last round repeats")
  void steps() throws Exception {
    Script script =
        Script.parse(
            """
            # what it does first
            round 1:
            say Hello there
            sleep 500ms
            write a/b.txt <<END
              indented

            END
            append a/b.txt <<X
            more
            X
            replace a/b.txt /old text/new/
            delete a/b.txt
            round 2:
            run sh -c 'echo "a b"' "" c
            commit Say it
            exit 3
            """);

    assertThat(script.round(1))
        .containsExactly(
            new Step.Say("Hello there"),
            new Step.Sleep(Duration.ofMillis(500)),
            new Step.Write("a/b.txt", "  indented\n\n"),
            new Step.Append("a/b.txt", "more\n"),
            new Step.Replace("a/b.txt", "old text", "new"),
            new Step.Delete("a/b.txt"));
    assertThat(script.round(2))
        .containsExactly(
            new Step.Run(List.of("sh", "-c", "echo \"a b\"", "", "c")),
            new Step.Commit("Say it"),
            new Step.Exit(3));
    assertThat(script.round(7)).isEqualTo(script.round(2));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "dance",
        "sleep long",
        "write a",
        "write a <<END\nno end",
        "replace a /b/",
        "run",
        "run 'open",
        "round 2:\nsay x",
        "print many",
        "exit -1"
      })
  @DisplayName("A script that makes no sense is refused, not half followed")
  void refused(String text) {
    assertThatThrownBy(() -> Script.parse(text)).isInstanceOf(InvalidScriptException.class);
  }
}
