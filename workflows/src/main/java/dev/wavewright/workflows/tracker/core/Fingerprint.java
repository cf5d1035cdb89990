package dev.wavewright.workflows.tracker.core;

/** Tells texts apart. Not made against people who look for two texts with one fingerprint. */
public final class Fingerprint {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Fingerprint() {}

  /** Returns 16 hex digits of FNV-1a over the text's UTF-16 units. */
  public static String of(String text) {
    long hash = BASIS;
    for (int at = 0; at < text.length(); at++) {
      hash = (hash ^ (text.charAt(at) & 0xff)) * PRIME;
      hash = (hash ^ (text.charAt(at) >>> 8)) * PRIME;
    }
    return "%016x".formatted(hash);
  }
}
