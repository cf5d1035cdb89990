package dev.wavewright.activities.git;

/** A name and an address for a commit. Both are data: what git would not take is left out. */
public record Identity(String name, String email) {
  public static final Identity WAVEWRIGHT = new Identity("Wavewright", "wavewright@localhost");

  public Identity {
    name = clean(name, "Wavewright");
    email = clean(email, "wavewright@localhost");
  }

  private static String clean(String text, String otherwise) {
    String line = CommitNote.singleLine(text, 100).replaceAll("[<>]", "").strip();
    return line.isEmpty() ? otherwise : line;
  }
}
