package dev.wavewright.workflows.issue.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one flat JSON object whose members are all strings, as RFC 8259 writes it. Duplicate names,
 * unescaped control characters and anything after the object are refused. A core has no JSON
 * library.
 */
final class StrictJson {
  private final String text;
  private int position;

  private StrictJson(String text) {
    this.text = text;
  }

  static Optional<Members> parseObjectOfStrings(String text) {
    return new StrictJson(text).object();
  }

  /** The members of an object, in their order. */
  record Members(Map<String, String> byName) {
    Members {
      byName = new LinkedHashMap<>(byName);
    }

    Optional<String> get(String name) {
      return Optional.ofNullable(byName.get(name));
    }

    int size() {
      return byName.size();
    }
  }

  private Optional<Members> object() {
    Map<String, String> members = new LinkedHashMap<>();
    skipBlanks();
    if (!take('{')) {
      return Optional.empty();
    }
    skipBlanks();
    boolean more = !take('}');
    while (more) {
      skipBlanks();
      Optional<String> name = string();
      skipBlanks();
      if (name.isEmpty() || !take(':')) {
        return Optional.empty();
      }
      skipBlanks();
      Optional<String> value = string();
      if (value.isEmpty() || members.put(name.get(), value.get()) != null) {
        return Optional.empty();
      }
      skipBlanks();
      more = take(',');
      if (!more && !take('}')) {
        return Optional.empty();
      }
    }
    skipBlanks();
    return position == text.length() ? Optional.of(new Members(members)) : Optional.empty();
  }

  private Optional<String> string() {
    if (!take('"')) {
      return Optional.empty();
    }
    StringBuilder value = new StringBuilder();
    while (position < text.length()) {
      char next = text.charAt(position++);
      if (next == '"') {
        return Optional.of(value.toString());
      }
      if (next < ' ') {
        return Optional.empty();
      }
      if (next != '\\') {
        value.append(next);
        continue;
      }
      int escaped = escape();
      if (escaped < 0) {
        return Optional.empty();
      }
      value.append((char) escaped);
    }
    return Optional.empty();
  }

  /** Returns the escaped character, or -1 for an escape that JSON does not have. */
  private int escape() {
    if (position == text.length()) {
      return -1;
    }
    char kind = text.charAt(position++);
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> -1;
    };
  }

  private int unicode() {
    if (position + 4 > text.length()) {
      return -1;
    }
    int value = 0;
    for (int end = position + 4; position < end; position++) {
      int digit = Character.digit(text.charAt(position), 16);
      if (digit < 0 || text.charAt(position) > 'f') {
        return -1;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private void skipBlanks() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private boolean take(char expected) {
    if (position < text.length() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }
}
