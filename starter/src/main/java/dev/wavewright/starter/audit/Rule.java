package dev.wavewright.starter.audit;

/** What is looked at, by the words people and programs see. */
enum Rule {
  HISTORY("history"),
  LANDINGS("landings"),
  CAPS("caps"),
  GRANTS("grants"),
  TOKENS("tokens"),
  LEASES("leases"),
  ORDER("order"),
  AGENTS("agents"),
  ORPHANS("orphans"),
  LOST_EDITS("lost-edits");

  private final String word;

  Rule(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
