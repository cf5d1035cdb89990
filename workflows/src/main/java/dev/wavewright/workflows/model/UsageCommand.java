package dev.wavewright.workflows.model;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A program that tells how much of an account is used.
 *
 * @param account whose use it tells
 * @param argv never a shell line
 * @param every from the end of one run to the next, at least 10 seconds
 * @param environment names of variables passed through from the worker's environment
 */
public record UsageCommand(
    String account, List<String> argv, Duration every, List<String> environment) {
  /** From the end of one run to the next unless said otherwise. */
  public static final Duration USUALLY_EVERY = Duration.ofMinutes(5);

  /** The shortest time from the end of one run to the next. */
  public static final Duration SHORTEST = Duration.ofSeconds(10);

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public UsageCommand {
    Checks.notBlank(account, "account");
    argv = List.copyOf(argv);
    environment = List.copyOf(environment);
    if (argv.isEmpty() || argv.getFirst().isBlank()) {
      throw new IllegalArgumentException("the usage command of account " + account + " is empty");
    }
    if (every.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "a usage command is asked every 10 seconds at most, not every " + every);
    }
    environment.forEach(name -> Checks.matching(NAME, name, "a name of a variable"));
  }
}
