package dev.wavewright.activities.tracker;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what an issue's text says it depends on.
 *
 * <p>A dependency line begins, after an optional list mark, checkbox or bold, with {@code Depends
 * on}, {@code Blocked by}, {@code Requires} or {@code After} in any case, an optional colon, and a
 * list of {@code #n}, {@code owner/repo#n} or issue urls, separated by commas, {@code and} or
 * blanks; what follows the list is prose. A line that ends at its colon may have its list below it,
 * one item per reference. Code, quotes, comments and struck text say nothing.
 */
public final class DependencyLines {
  private static final String BOLD = "(?:\\*\\*|__)?";
  private static final Pattern KEYWORD =
      Pattern.compile(
          "\\s*(?:(?:[-*+]|\\d{1,9}[.)])\\s+)?(?:\\[[ xX]]\\s+)?"
              + BOLD
              + "(?:depends\\s+on|blocked\\s+by|requires|after)"
              + BOLD
              + "(?<colon>\\s*:)?"
              + BOLD
              + "(?=[\\s<\\x00]|$)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ITEM =
      Pattern.compile("\\s*(?:[-*+]|\\d{1,9}[.)])\\s+(?:\\[[ xX]]\\s+)?");
  private static final String NUMBER = "[1-9][0-9]{0,17}(?![\\w-])(?!\\.\\w)";
  private static final String NAME =
      "[A-Za-z0-9][A-Za-z0-9._-]{0,99}/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}";
  private static final Pattern REFERENCE =
      Pattern.compile(
          "<?(?:https?://[^\\s/<>]+/(?<urlrepo>"
              + NAME
              + ")(?:/-)?/issues/(?<urlnumber>"
              + NUMBER
              + ")(?:[?#/][^\\s,<>]*)?>?|(?<repo>"
              + NAME
              + ")?#(?<number>"
              + NUMBER
              + "))");
  private static final Pattern SEPARATOR =
      Pattern.compile("(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+|\\s+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern STRUCK = Pattern.compile("\\x00+");

  private DependencyLines() {}

  /**
   * Returns the references of a body in order of appearance, each once; {@code #n} is of {@code
   * own}.
   */
  public static List<IssueKey> parse(RepositoryName own, String body) {
    Set<IssueKey> found = new LinkedHashSet<>();
    boolean listBelow = false;
    for (String line : Markdown.speakingLines(body)) {
      Matcher keyword = KEYWORD.matcher(line);
      if (keyword.lookingAt()) {
        String rest = line.substring(keyword.end());
        found.addAll(references(own, rest));
        listBelow = keyword.group("colon") != null && rest.isBlank();
      } else if (listBelow) {
        Matcher item = ITEM.matcher(line);
        List<IssueKey> below =
            item.lookingAt() ? references(own, line.substring(item.end())) : List.of();
        found.addAll(below);
        listBelow = line.isBlank() || !below.isEmpty();
      }
    }
    return List.copyOf(found);
  }

  private static List<IssueKey> references(RepositoryName own, String text) {
    String list = text.stripLeading();
    List<IssueKey> found = new ArrayList<>();
    Matcher reference = REFERENCE.matcher(list);
    Matcher struck = STRUCK.matcher(list);
    Matcher separator = SEPARATOR.matcher(list);
    int at = 0;
    while (at < list.length()) {
      if (reference.region(at, list.length()).lookingAt()) {
        found.add(key(own, reference));
        at = reference.end();
      } else if (struck.region(at, list.length()).lookingAt()) {
        at = struck.end();
      } else {
        return found;
      }
      if (!separator.region(at, list.length()).lookingAt()) {
        return found;
      }
      at = separator.end();
    }
    return found;
  }

  private static IssueKey key(RepositoryName own, Matcher reference) {
    String url = reference.group("urlrepo");
    String repository = url != null ? url : reference.group("repo");
    String number = reference.group(url != null ? "urlnumber" : "number");
    return IssueKey.of(
        repository == null ? own : new RepositoryName(repository), Long.parseLong(number));
  }
}
