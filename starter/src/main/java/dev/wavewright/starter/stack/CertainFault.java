package dev.wavewright.starter.stack;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells from the last words of a server that it would die of the same cause at every start. */
final class CertainFault {
  private static final String AT_ITS_START = "failed starting server";

  /** What SQLite says of a file that is no database, a torn one, and one of another schema. */
  private static final List<String> OF_THE_DATABASE =
      List.of(
          "file is not a database",
          "database disk image is malformed",
          "no such table",
          "no such column");

  private CertainFault() {}

  /** Returns what no start can mend; null where another start may go better. */
  static @Nullable String of(StackRecord.Role role, String lastWords) {
    return role == StackRecord.Role.TEMPORAL
            && lastWords.contains(AT_ITS_START)
            && OF_THE_DATABASE.stream().anyMatch(lastWords::contains)
        ? "Temporal cannot open its database: " + lastWords
        : null;
  }
}
