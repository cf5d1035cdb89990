package dev.wavewright.activities.process;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Masks the secrets that this process has used, whatever they look like: as they are, encoded for a
 * URL or JSON, and within anything written in Base64, such as an Authorization header. One per
 * process; everything that leaves it as text passes here. Safe for threads.
 */
public final class Redactor {
  /** Stands where a secret stood. */
  public static final String MASK = "****";

  /** A shorter beginning of a secret at the end of a text may be anything. */
  private static final int CUT = 6;

  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

  private final Set<SecretText> known = ConcurrentHashMap.newKeySet();
  private volatile List<String> forms = List.of();

  /** Makes a secret known, for ever: a token that was replaced is still nobody's business. */
  public void know(SecretText secret) {
    if (known.add(secret)) {
      synchronized (known) {
        // The longest first: one form may hold another.
        forms =
            known.stream()
                .flatMap(each -> forms(each.reveal()))
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
      }
    }
  }

  /**
   * Returns {@code text} with every known secret masked, also one that is cut off at the text's
   * end. A text without any is returned as it is.
   */
  public String redact(String text) {
    String redacted = text;
    for (String form : forms) {
      redacted = redacted.replace(form, MASK);
    }
    for (String form : forms) {
      redacted = withoutCut(redacted, form);
    }
    return redacted;
  }

  private static String withoutCut(String text, String form) {
    for (int length = Math.min(form.length() - 1, text.length()); length >= CUT; length--) {
      if (text.regionMatches(text.length() - length, form, 0, length)) {
        return text.substring(0, text.length() - length) + MASK;
      }
    }
    return text;
  }

  private static Stream<String> forms(String secret) {
    String percent =
        secret.chars().mapToObj(each -> "%%%02X".formatted(each)).collect(Collectors.joining());
    String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String lowerCaseUrl =
        ESCAPE.matcher(url).replaceAll(match -> match.group().toLowerCase(Locale.ROOT));
    Stream<String> plain =
        Stream.of(
            secret,
            url,
            lowerCaseUrl,
            percent,
            percent.toLowerCase(Locale.ROOT),
            secret.replace("\\", "\\\\").replace("\"", "\\\""));
    return Stream.concat(
        plain, IntStream.range(0, 3).boxed().flatMap(offset -> base64(secret, offset)));
  }

  /**
   * Returns what every Base64 text shows that holds the secret at this offset within three bytes:
   * the characters that depend on it alone.
   */
  private static Stream<String> base64(String secret, int offset) {
    byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
    byte[] shifted = new byte[offset + bytes.length];
    System.arraycopy(bytes, 0, shifted, offset, bytes.length);
    int from = Math.ceilDiv(offset * 8, 6);
    int to = shifted.length * 8 / 6;
    return Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
        .map(encoder -> encoder.withoutPadding().encodeToString(shifted).substring(from, to));
  }
}
