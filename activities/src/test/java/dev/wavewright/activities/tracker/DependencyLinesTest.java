package dev.wavewright.activities.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Dependency lines")
class DependencyLinesTest {
  private static final RepositoryName OWN = new RepositoryName("acme/api");

  static Stream<Arguments> speaking() {
    return Stream.of(
        says("a number of the same repository", "Depends on #3", "acme/api#3"),
        says("blocked by", "Blocked by #3", "acme/api#3"),
        says("requires", "Requires #3", "acme/api#3"),
        says("after", "After #3", "acme/api#3"),
        says("any case", "DEPENDS ON #3", "acme/api#3"),
        says("a colon", "Depends on: #3", "acme/api#3"),
        says("a colon apart", "Depends on : #3", "acme/api#3"),
        says("another repository", "Depends on acme/web#12", "acme/web#12"),
        says("a repository without owner", "Depends on local/web#12", "local/web#12"),
        says("an issue url", "Depends on https://github.com/acme/web/issues/12", "acme/web#12"),
        says(
            "an issue url with an anchor",
            "Depends on https://github.com/acme/web/issues/12#issuecomment-5, #3",
            "acme/web#12",
            "acme/api#3"),
        says("an autolink", "After <https://git.example/acme/web/issues/12>", "acme/web#12"),
        says(
            "a url of another forge",
            "After https://git.example/acme/web/-/issues/12",
            "acme/web#12"),
        says("commas", "Depends on #3, #4,#5", "acme/api#3", "acme/api#4", "acme/api#5"),
        says("and", "Depends on #3 and #4", "acme/api#3", "acme/api#4"),
        says(
            "comma and and", "Depends on #3, #4, and #5", "acme/api#3", "acme/api#4", "acme/api#5"),
        says("blanks", "Depends on #3 acme/web#4", "acme/api#3", "acme/web#4"),
        says("prose after the list", "Depends on #3 because of #9", "acme/api#3"),
        says("a full stop", "Depends on #3.", "acme/api#3"),
        says("a list mark", "- Depends on #3", "acme/api#3"),
        says("a star", "* Depends on #3", "acme/api#3"),
        says("a numbered list", "1. Depends on #3", "acme/api#3"),
        says("an open checkbox", "- [ ] Depends on #3", "acme/api#3"),
        says("a ticked checkbox", "- [x] Blocked by: #3", "acme/api#3"),
        says("bold keyword", "**Depends on** #3", "acme/api#3"),
        says("bold keyword, colon inside", "**Depends on:** #3", "acme/api#3"),
        says("bold keyword, colon outside", "**Depends on**: #3", "acme/api#3"),
        says("a bold line", "**Depends on #3**", "acme/api#3"),
        says("underscored bold", "__Blocked by__: #3", "acme/api#3"),
        says(
            "a list below",
            "Depends on:\n\n- #3\n- acme/web#4\n\n- no\n- #5",
            "acme/api#3",
            "acme/web#4"),
        says("a nested item", "- work\n    - Depends on #3", "acme/api#3"),
        says("a windows line end", "one\r\nDepends on #3\r\ntwo", "acme/api#3"),
        says("several lines, each once", "Depends on #3\nAfter #4, #3", "acme/api#3", "acme/api#4"),
        says("after a closed fence", "```\nx\n```\nDepends on #3", "acme/api#3"),
        says("after a quote and a blank line", "> x\n\nDepends on #3", "acme/api#3"),
        says("after a comment", "<!-- x -->\nDepends on #3", "acme/api#3"),
        says("beside a struck reference", "Depends on ~~#3~~, #4", "acme/api#4"),
        says("an unclosed backtick", "a ` b\n\nDepends on #3", "acme/api#3"),
        says("a comment mark in code", "see `<!--`\n\nDepends on #3", "acme/api#3"),
        says("a longer fence inside", "````\n```\n````\nDepends on #3", "acme/api#3"));
  }

  static Stream<Arguments> silent() {
    return Stream.of(
        says("nothing", ""),
        says("a sentence that mentions it", "This depends on #3"),
        says("prose after the keyword", "Requires Java 21, see #3"),
        says("after the weather", "After the release #3"),
        says("a keyword in a longer word", "Afterwards #3"),
        says("no number", "Depends on #"),
        says("number zero", "Depends on #0"),
        says("a number with letters", "Depends on #3a"),
        says("a version", "Depends on #3.1"),
        says("a heading", "## Depends on #3"),
        says("a pull request url", "Depends on https://github.com/acme/web/pull/12"),
        says("a path as repository", "Depends on ../../x#3"),
        says("an option as repository", "Depends on --upload-pack=x#3"),
        says("a bare repository", "Depends on web#3"),
        says("a backtick fence", "```\nDepends on #3\n```"),
        says("a tilde fence", "~~~ md\nDepends on #3\n~~~"),
        says("a fence that never ends", "```\nDepends on #3"),
        says("a fence closed by the other mark", "```\n~~~\nDepends on #3\n```"),
        says("a fence in a list", "- ```\n  Depends on #3\n  ```"),
        says("an indented block", "text\n\n    Depends on #3"),
        says("inline code", "`Depends on #3`"),
        says("inline code over two lines", "a `b\nDepends on #3` c"),
        says("double backticks", "``Depends on #3``"),
        says("a quote", "> Depends on #3"),
        says("a quote in a list", "- > Depends on #3"),
        says("a quote that goes on", "> text\nDepends on #3"),
        says("a comment", "<!-- Depends on #3 -->"),
        says("a comment over lines", "<!--\nDepends on #3\n\nAfter #4\n-->"),
        says("a comment that never ends", "<!--\nDepends on #3"),
        says("a fence inside a comment", "<!--\n```\n-->\n<!-- Depends on #3 -->"),
        says("struck text", "~~Depends on #3~~"),
        says("a struck list item", "- ~~Depends on #3~~"),
        says("struck over two lines", "~~old\nDepends on #3~~"),
        says("deleted text", "<del>\nDepends on #3\n</del>"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("speaking")
  @DisplayName("say what they depend on")
  void linesSpeak(String name, String body, List<String> expected) {
    assertThat(DependencyLines.parse(OWN, body)).extracting(IssueKey::value).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("silent")
  @DisplayName("are not where nothing is declared")
  void othersAreSilent(String name, String body, List<String> none) {
    assertThat(DependencyLines.parse(OWN, body)).isEqualTo(none);
  }

  @Test
  @DisplayName("are found fast in the worst text that is accepted")
  void worstTextIsFast() {
    String body = "`".repeat(300) + "<del>~~<!".repeat(7_000) + "\nDepends on #3";

    long before = System.nanoTime();
    DependencyLines.parse(OWN, body);

    assertThat(System.nanoTime() - before)
        .as("by a search that goes back and forth it would be hours")
        .isLessThan(60_000_000_000L);
  }

  private static Arguments says(String name, String body, String... keys) {
    return Arguments.of(name, body, List.of(keys));
  }
}
