package dev.wavewright.activities.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private final Redactor redactor = new Redactor();

  private SecretText secret(String text) {
    SecretText secret = SecretText.of(text).orElseThrow();
    redactor.know(secret);
    return secret;
  }

  @ParameterizedTest
  @DisplayName("S2: a secret of any form and length is masked in plain text, URLs, JSON and Base64")
  @ValueSource(
      strings = {
        "canary-8",
        "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "ghs_123456_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJlX3dpdGgtZGFzaA",
        "with+plus/slash=and%percent&more\"quote\\back~tilde"
      })
  void everyForm(String token) {
    SecretText known = secret(token);
    String url = URLEncoder.encode(token, StandardCharsets.UTF_8);
    for (String shown :
        new String[] {
          token,
          url,
          url.toLowerCase(Locale.ROOT).equals(url) ? url : lowerCaseEscapes(url),
          token.replace("\\", "\\\\").replace("\"", "\\\""),
        }) {
      assertThat(redactor.redact("https://x:" + shown + "@host/"))
          .isEqualTo("https://x:****@host/");
    }
    for (String user : new String[] {"", "x", "xy", "x-access-token", "oauth2"}) {
      byte[] pair = (user + ":" + token + "\n").getBytes(StandardCharsets.UTF_8);
      for (Base64.Encoder encoder :
          new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
        String header = encoder.encodeToString(pair);
        String masked = redactor.redact("Authorization: Basic " + header + " end");
        assertThat(masked).contains(Redactor.MASK).endsWith(" end");
        // No four characters of it that would give away three bytes in a row.
        String left = masked.replace("Authorization: Basic ", "").replace(" end", "");
        assertThat(left.length()).isLessThan(user.length() * 4 / 3 + 16);
      }
    }
    assertThat(known.toString()).doesNotContain(token);
    assertThat("%s and %s".formatted(known, java.util.List.of(known))).doesNotContain(token);
  }

  private static String lowerCaseEscapes(String url) {
    StringBuilder text = new StringBuilder(url);
    for (int at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 1)) {
      text.replace(at, at + 3, text.substring(at, at + 3).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  @Test
  @DisplayName("S2: a secret that is cut off at the end of a text is masked too")
  void cutOff() {
    String token = "0123456789abcdef";
    SecretText unused = secret(token);
    for (int length = 6; length < token.length(); length++) {
      assertThat(redactor.redact("fatal: " + token.substring(0, length))).isEqualTo("fatal: ****");
    }
  }

  @Test
  @DisplayName("a text without a secret stays as it is, and a secret stays known")
  void nothingElse() {
    assertThat(redactor.redact("nothing is known yet")).isEqualTo("nothing is known yet");
    Random random = new Random(7);
    byte[] bytes = new byte[24];
    for (int i = 0; i < 50; i++) {
      random.nextBytes(bytes);
      SecretText unused = secret(HexFormat.of().formatHex(bytes));
    }
    String text = "git push failed: the remote end hung up, commit 0123456789";
    assertThat(redactor.redact(text)).isEqualTo(text);
    String first = HexFormat.of().formatHex(first24(7));
    assertThat(redactor.redact("a " + first + " b")).isEqualTo("a **** b");
  }

  private static byte[] first24(long seed) {
    byte[] bytes = new byte[24];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  @DisplayName("what is too short, or not one word, is no secret that could be masked")
  void unusable() {
    assertThat(SecretText.of("short")).isEmpty();
    assertThat(SecretText.of("two words are none")).isEmpty();
    assertThat(SecretText.of("line\nbreak-in-it")).isEmpty();
    assertThat(SecretText.of("  surrounded-by-space\n").orElseThrow().reveal())
        .isEqualTo("surrounded-by-space");
  }
}
