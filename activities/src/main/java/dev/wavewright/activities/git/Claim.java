package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseToken;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Says who has taken an issue: the content of a claim's ref. Whoever may write to the repository
 * could have written it, so it is data: read strictly, shown in bounded single lines.
 *
 * @param instance id of the Wavewright that has taken it
 * @param host machine of that Wavewright that prepared the issue, for people
 * @param token lease under which it was taken; a newer one of the same instance replaces it
 * @param since when, by that machine's clock
 */
public record Claim(String instance, String host, IssueKey key, LeaseToken token, Instant since) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final String INSTANCE = "Wavewright-Instance";
  private static final String HOST = "Wavewright-Host";
  private static final String TOKEN = "Wavewright-Token";
  private static final String SINCE = "Wavewright-Since";

  public Claim {
    if (!NAME.matcher(instance).matches() || !NAME.matcher(host).matches()) {
      throw new IllegalArgumentException("not a name: " + instance + " on " + host);
    }
  }

  String message() {
    return "%s is taken\n\n%s: %s\n%s: %s\n%s: %s\n%s: %s\n%s: %s\n"
        .formatted(
            key, CommitNote.ISSUE, key, INSTANCE, instance, HOST, host, TOKEN, token, SINCE, since);
  }

  /** Reads a claim from a commit as git stores it; empty if it is none. */
  static Optional<Claim> parse(String commit) {
    Map<String, String> fields = new HashMap<>();
    commit
        .lines()
        .map(line -> line.split(": ", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> fields.putIfAbsent(parts[0], parts[1]));
    try {
      return Optional.of(
          new Claim(
              fields.getOrDefault(INSTANCE, ""),
              fields.getOrDefault(HOST, ""),
              new IssueKey(fields.getOrDefault(CommitNote.ISSUE, "")),
              LeaseToken.parse(fields.getOrDefault(TOKEN, "")),
              Instant.parse(fields.getOrDefault(SINCE, ""))));
    } catch (IllegalArgumentException | DateTimeParseException notOurs) {
      return Optional.empty();
    }
  }
}
