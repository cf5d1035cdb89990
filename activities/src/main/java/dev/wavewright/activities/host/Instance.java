package dev.wavewright.activities.host;

/** This Wavewright among all that may work on one tracker. */
public interface Instance {
  /**
   * Returns the id that every host of this Wavewright has in common, and no other Wavewright has.
   */
  String id();

  /** Returns the name of this machine, for people of another Wavewright. */
  String host();
}
