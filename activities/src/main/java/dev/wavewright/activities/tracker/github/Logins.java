package dev.wavewright.activities.tracker.github;

import java.util.Locale;

/** Names of accounts, which ignore case. */
final class Logins {
  private Logins() {}

  static String lower(String login) {
    return login.toLowerCase(Locale.ROOT);
  }
}
