package dev.wavewright.workflows.capacity.core;

import java.util.Base64;
import java.util.UUID;

/** Writes run ids in 23 letters in place of 36: thousands of them cross every continue-as-new. */
public final class RunIds {
  private static final String MARK = "~";
  private static final int BYTES = 16;
  private static final int SHORT = 23;

  private RunIds() {}

  /** Returns a shorter form; what is no UUID in its usual form stays as it is. */
  public static String shortened(String run) {
    if (!isUuid(run)) {
      return run;
    }
    UUID id = UUID.fromString(run);
    byte[] bytes = new byte[BYTES];
    for (int index = 0; index < BYTES; index++) {
      long half = index < 8 ? id.getMostSignificantBits() : id.getLeastSignificantBits();
      bytes[index] = (byte) (half >>> (56 - 8 * (index % 8)));
    }
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Returns the length of the shorter form. */
  static int shortenedLength(String run) {
    return isUuid(run) ? SHORT : run.length();
  }

  private static boolean isUuid(String run) {
    if (run.length() != 36) {
      return false;
    }
    for (int index = 0; index < 36; index++) {
      char letter = run.charAt(index);
      boolean dash = index == 8 || index == 13 || index == 18 || index == 23;
      boolean hexadecimal = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
      if (dash ? letter != '-' : !hexadecimal) {
        return false;
      }
    }
    return true;
  }

  /** Returns what {@link #shortened} was given. */
  public static String full(String shortened) {
    if (!shortened.startsWith(MARK) || shortened.length() != SHORT) {
      return shortened;
    }
    byte[] bytes = Base64.getUrlDecoder().decode(shortened.substring(1));
    long[] halves = new long[2];
    for (int index = 0; index < BYTES; index++) {
      halves[index / 8] = (halves[index / 8] << 8) | (bytes[index] & 0xff);
    }
    return new UUID(halves[0], halves[1]).toString();
  }
}
