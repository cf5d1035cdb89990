package dev.wavewright.starter.config;

import java.util.regex.Pattern;

/** Hides what must not be printed. */
public final class Secrets {
  static final String MASK = "****";

  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]+(?=@)");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)([a-z_-]*(?:token|secret|password|passwd|api[-_]?key|authorization)[a-z_-]*\\s*[=:]\\s*)"
              + "[^\\s,\\]}]+");
  private static final Pattern NAMED_ARGUMENT =
      Pattern.compile("(?i)(--?[a-z-]*(?:token|secret|password|api-?key)[a-z-]*,\\s*)[^\\s,\\]]+");
  private static final Pattern KNOWN_FORMS =
      Pattern.compile(
          "\\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\\w{16,}|glpat-[\\w-]{16,}|sk-[\\w-]{16,}"
              + "|xox[abp]-[\\w-]{10,}|AKIA[A-Z0-9]{12,})");

  private Secrets() {}

  /** Returns {@code text} with user information of URLs, named secrets and known tokens masked. */
  public static String mask(String text) {
    String masked = USER_INFO.matcher(text).replaceAll(MASK);
    masked = NAMED.matcher(masked).replaceAll("$1" + MASK);
    masked = NAMED_ARGUMENT.matcher(masked).replaceAll("$1" + MASK);
    return KNOWN_FORMS.matcher(masked).replaceAll(MASK);
  }
}
