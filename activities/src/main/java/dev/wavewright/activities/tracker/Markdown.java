package dev.wavewright.activities.tracker;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Blanks out those parts of a Markdown text that do not speak: code, quotes, comments and struck
 * text.
 */
final class Markdown {
  /** Stands for every character that was blanked out; no accepted text contains it. */
  static final char BLANK = '\0';

  static final Pattern LIST_MARK = Pattern.compile("\\s*(?:[-*+]|\\d{1,9}[.)])\\s+");

  private static final Pattern FENCE = Pattern.compile("\\s*(`{3,}|~{3,})(.*)");
  private static final Pattern QUOTE = Pattern.compile(" {0,3}>.*");
  private static final Pattern NEW_BLOCK = Pattern.compile(" {0,3}(?:#{1,6}\\s.*|[-*_]{3,}\\s*)");
  private static final Pattern INDENTED = Pattern.compile("(?: {4}| {0,3}\\t).*");

  private final List<StringBuilder> lines = new ArrayList<>();
  private boolean inComment;
  private String fence = "";
  private boolean inQuote;
  private boolean inList;
  private boolean afterBlank = true;
  private boolean inIndentedCode;

  private Markdown() {}

  /** Returns the lines of {@code text}, same lengths, with the silent parts blanked out. */
  static List<String> speakingLines(String text) {
    Markdown page = new Markdown();
    for (String line : text.split("\r\n|\n|\r", -1)) {
      page.block(line);
    }
    page.paragraphs();
    return page.lines.stream().map(StringBuilder::toString).toList();
  }

  private void block(String line) {
    StringBuilder kept = new StringBuilder(line);
    lines.add(kept);
    if (!fence.isEmpty()) {
      Matcher end = FENCE.matcher(line);
      if (end.matches() && end.group(1).startsWith(fence) && end.group(2).isBlank()) {
        fence = "";
      }
      blank(kept, 0, kept.length());
      return;
    }
    boolean commented = inComment;
    if (!commented && silentBlock(line)) {
      blank(kept, 0, kept.length());
      return;
    }
    comments(kept);
    afterBlank = line.isBlank();
  }

  private boolean silentBlock(String line) {
    if (line.isBlank()) {
      afterBlank = true;
      inQuote = false;
      return false;
    }
    Matcher mark = LIST_MARK.matcher(line);
    boolean listItem = mark.lookingAt();
    if (INDENTED.matcher(line).matches() && !inList && (afterBlank || inIndentedCode)) {
      inIndentedCode = true;
      return true;
    }
    inIndentedCode = false;
    Matcher open = FENCE.matcher(listItem ? line.substring(mark.end()) : line);
    if (open.matches() && !(open.group(1).startsWith("`") && open.group(2).contains("`"))) {
      fence = open.group(1);
      inQuote = false;
      afterBlank = false;
      inList = listItem || inList;
      return true;
    }
    String content = listItem ? line.substring(mark.end()) : line;
    boolean startsQuote = QUOTE.matcher(content).matches();
    // A paragraph in a quote goes on without the mark until something else begins.
    boolean lazy = inQuote && !listItem && !NEW_BLOCK.matcher(line).matches();
    inQuote = startsQuote || lazy;
    if (listItem) {
      inList = true;
    } else if (afterBlank && !Character.isWhitespace(line.charAt(0))) {
      inList = false;
    }
    afterBlank = false;
    return inQuote;
  }

  private void comments(StringBuilder line) {
    int at = 0;
    while (at < line.length()) {
      if (inComment) {
        int end = line.indexOf("-->", at);
        int until = end < 0 ? line.length() : end + 3;
        blank(line, at, until);
        inComment = end < 0;
        at = until;
      } else if (line.charAt(at) == '`') {
        at = Math.max(codeEnd(line, at), at + runLength(line, at));
      } else if (startsAt(line, "<!--", at)) {
        inComment = true;
      } else {
        at++;
      }
    }
  }

  private void paragraphs() {
    int start = 0;
    for (int at = 0; at <= lines.size(); at++) {
      if (at == lines.size() || isSilent(lines.get(at))) {
        paragraph(lines.subList(start, at));
        start = at + 1;
      }
    }
  }

  private static boolean isSilent(StringBuilder line) {
    return line.chars().allMatch(c -> c == BLANK || Character.isWhitespace(c));
  }

  private static void paragraph(List<StringBuilder> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    // Where nothing closes any more is known beforehand: a text cannot make this search for ever.
    int lastStrike = text.lastIndexOf("~~");
    int lastDeleted = text.lastIndexOf("</del>");
    int lastStruck = text.lastIndexOf("</s>");
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end = -1;
      if (c == '\\') {
        at += 2;
        continue;
      } else if (c == '`') {
        end = codeEnd(text, at);
      } else if (at < lastStrike && startsAt(text, "~~", at)) {
        end = after(text, "~~", at + 2);
      } else if (at < lastDeleted && startsAt(text, "<del>", at)) {
        end = after(text, "</del>", at);
      } else if (at < lastStruck && startsAt(text, "<s>", at)) {
        end = after(text, "</s>", at);
      }
      if (end > at) {
        blank(text, at, end);
        at = end;
      } else {
        at += c == '`' ? runLength(text, at) : 1;
      }
    }
    int offset = 0;
    for (StringBuilder line : lines) {
      int length = line.length();
      line.setLength(0);
      line.append(text, offset, offset + length);
      offset += length + 1;
    }
  }

  private static boolean startsAt(CharSequence text, String mark, int at) {
    boolean starts = at + mark.length() <= text.length();
    for (int i = 0; starts && i < mark.length(); i++) {
      starts = text.charAt(at + i) == mark.charAt(i);
    }
    return starts;
  }

  private static int after(StringBuilder text, String end, int from) {
    int found = text.indexOf(end, from);
    return found < 0 ? -1 : found + end.length();
  }

  /** Returns where the code that begins at {@code at} ends, or -1 if nothing closes it. */
  private static int codeEnd(StringBuilder text, int at) {
    int length = runLength(text, at);
    int next = at + length;
    while (next < text.length()) {
      if (text.charAt(next) == '`') {
        int closing = runLength(text, next);
        if (closing == length) {
          return next + closing;
        }
        next += closing;
      } else {
        next++;
      }
    }
    return -1;
  }

  private static int runLength(StringBuilder text, int at) {
    int end = at;
    while (end < text.length() && text.charAt(end) == '`') {
      end++;
    }
    return end - at;
  }

  private static void blank(StringBuilder text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text.charAt(at) != '\n') {
        text.setCharAt(at, BLANK);
      }
    }
  }
}
