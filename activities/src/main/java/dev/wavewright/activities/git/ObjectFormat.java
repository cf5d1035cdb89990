package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import java.util.Locale;

/** How a repository names its objects; repositories that share objects share it. */
enum ObjectFormat {
  SHA1(40),
  SHA256(64);

  private final int digits;

  ObjectFormat(int digits) {
    this.digits = digits;
  }

  static ObjectFormat of(CommitId commit) {
    return commit.value().length() == SHA256.digits ? SHA256 : SHA1;
  }

  /** Returns the id that git takes for no object at all. */
  String nothing() {
    return "0".repeat(digits);
  }

  /** Returns git's own word for it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
