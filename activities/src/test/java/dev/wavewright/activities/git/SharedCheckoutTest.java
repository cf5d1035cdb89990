package dev.wavewright.activities.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.CommitId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedCheckoutTest {
  private static final int AT_ONCE = 6;

  @TempDir private Path root;

  @Test
  @DisplayName("issues that are given the same landed dependency at once share one whole checkout")
  void isMadeOnce() throws Exception {
    Playground play = new Playground(root);
    Hub hub = play.open();
    CommitId tip = hub.integrationTip();
    Path folder = root.resolve("dependencies").resolve(tip.value());
    CountDownLatch ready = new CountDownLatch(AT_ONCE);
    List<Future<Object>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int at = 0; at < AT_ONCE; at++) {
        asked.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  hub.sharedCheckout(tip, folder);
                  return Files.readAttributes(folder, "unix:ino").get("ino");
                }));
      }
      Object first = asked.getFirst().get(5, TimeUnit.MINUTES);
      for (Future<Object> each : asked) {
        assertThat(each.get(5, TimeUnit.MINUTES)).as("the folder's inode").isEqualTo(first);
      }
    }
    assertThat(folder.resolve("README.md")).hasContent("line 1\nline 2\nline 3");
    assertThat(Playground.naive(folder, "rev-parse", "HEAD")).isEqualTo(tip.value());
    hub.removeCheckout(folder);
  }
}
