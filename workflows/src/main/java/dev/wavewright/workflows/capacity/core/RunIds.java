package dev.wavewright.workflows.capacity.core;

import java.util.Base64;
import java.util.UUID;

/** Writes run ids in 23 letters in place of 36: thousands of them cross every continue-as-new. */
public final class RunIds {
  private static final String MARK = "~";
  private static final int BYTES = 16;

  private RunIds() {}

  /** Returns a shorter form; what is no UUID in its usual form stays as it is. */
  public static String shortened(String run) {
    if (run.length() != 36 || run.charAt(8) != '-') {
      return run;
    }
    UUID id;
    try {
      id = UUID.fromString(run);
    } catch (IllegalArgumentException e) {
      return run;
    }
    if (!id.toString().equals(run)) {
      return run;
    }
    byte[] bytes = new byte[BYTES];
    for (int index = 0; index < BYTES; index++) {
      long half = index < 8 ? id.getMostSignificantBits() : id.getLeastSignificantBits();
      bytes[index] = (byte) (half >>> (56 - 8 * (index % 8)));
    }
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Returns what {@link #shortened} was given. */
  public static String full(String shortened) {
    if (!shortened.startsWith(MARK) || shortened.length() != 23) {
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
