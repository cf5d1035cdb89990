package dev.wavewright.workflows.issue.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.core.ReviewVerdict.Approve;
import dev.wavewright.workflows.issue.core.ReviewVerdict.Changes;
import dev.wavewright.workflows.issue.core.ReviewVerdict.NoVerdict;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewVerdictTest {
  @Test
  @DisplayName("An approval on the last line approves, whatever was said before")
  void approves() {
    String output =
        "I looked at {\"decision\":\"changes\"}\n\n {\"findings\": \"\", \"decision\": \"approve\"} \n\n";
    assertThat(ReviewVerdict.parse(output)).isEqualTo(new Approve(""));
  }

  @Test
  @DisplayName("Changes carry their findings with every escape of JSON read")
  void asksForChanges() {
    String output =
        "{\"decision\":\"changes\",\"findings\":\"a\\n\\\"b\\\" \\u00e9 \\/ \\\\ \\t\"}";
    assertThat(ReviewVerdict.parse(output)).isEqualTo(new Changes("a\n\"b\" \u00e9 / \\ \t"));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("Whatever does not fit the schema is no verdict, and never an approval")
  @ValueSource(
      strings = {
        "",
        "  \n \n",
        "approve",
        "LGTM {\"decision\":\"approve\",\"findings\":\"\"}",
        "{\"decision\":\"approve\",\"findings\":\"\"} thanks",
        "{\"decision\":\"approve\",\"findings\":\"\"}\nDone.",
        "```json\n{\"decision\":\"approve\",\"findings\":\"\"}\n```",
        "{\"decision\":\"approve\"}",
        "{\"findings\":\"\"}",
        "{}",
        "{\"decision\":\"Approve\",\"findings\":\"\"}",
        "{\"decision\":\"approved\",\"findings\":\"\"}",
        "{\"decision\":\"changes\",\"findings\":\" \"}",
        "{\"decision\":\"changes\",\"decision\":\"approve\",\"findings\":\"x\"}",
        "{\"decision\":\"approve\",\"findings\":\"\",\"score\":\"9\"}",
        "{\"decision\":\"approve\",\"findings\":null}",
        "{\"decision\":\"approve\",\"findings\":[]}",
        "{\"decision\":true,\"findings\":\"\"}",
        "{\"decision\":\"approve\",\"findings\":\"\",}",
        "{\"decision\":\"approve\",\"findings\":\"\"",
        "{\"decision\":\"approve\",\"findings\":\"\\x\"}",
        "{\"decision\":\"approve\",\"findings\":\"\\u12g4\"}",
        "{\"decision\":\"approve\",\"findings\":\"\\u12",
        "{\"decision\":\"approve\",\"findings\":\"tab\there\"}",
        "{decision:\"approve\",findings:\"\"}",
        "[{\"decision\":\"approve\",\"findings\":\"\"}]",
        "null"
      })
  void isNoVerdict(String output) {
    assertThat(ReviewVerdict.parse(output)).isInstanceOf(NoVerdict.class);
  }

  @Test
  @DisplayName("Findings are cut at their bound")
  void cutsFindings() {
    String findings = "x".repeat(ReviewVerdict.MAX_FINDINGS + 5);
    var verdict =
        ReviewVerdict.parse("{\"decision\":\"changes\",\"findings\":\"" + findings + "\"}");
    assertThat(((Changes) verdict).findings()).hasSize(ReviewVerdict.MAX_FINDINGS);
  }
}
