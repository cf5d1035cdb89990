package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWordsTest {
  @Test
  @DisplayName("the cause is passed on, the frames of its stack trace are not")
  void skipsFrames() {
    assertThat(
            LastWords.of(
                List.of(
                    "Exception in thread \"main\" java.net.BindException: Address already in use",
                    "\tat java.base/sun.nio.ch.Net.bind0(Native Method)",
                    "\tat jdk.httpserver/sun.net.httpserver.ServerImpl.<init>(ServerImpl.java:145)",
                    "Caused by: java.io.IOException: taken",
                    "\t... 12 more",
                    "")))
        .isEqualTo(
            "Exception in thread \"main\" java.net.BindException: Address already in use"
                + " | Caused by: java.io.IOException: taken");
  }

  @Test
  @DisplayName("the last three lines and their log are named; a missing log is no failure")
  void namesTheLog(@TempDir Path folder) throws Exception {
    Path log = Files.writeString(folder.resolve("worker.log"), "one\ntwo\nthree\nfour\n");

    assertThat(LastWords.in(log)).isEqualTo("two | three | four (" + log + ")");
    Files.writeString(log, "\tat a.b.C.d(C.java:1)\n");
    assertThat(LastWords.in(log)).isEqualTo("nothing said (" + log + ")");
    Files.delete(log);
    assertThat(LastWords.in(log)).isEqualTo("see " + log);
  }
}
