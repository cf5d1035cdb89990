package dev.wavewright.activities.host;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A host of its own for each test. */
abstract class HostTest {
  @TempDir Path root;
  HostFixture fixture;

  @BeforeEach
  final void openHost() throws Exception {
    fixture = new HostFixture(root);
  }

  @AfterEach
  final void closeHost() {
    fixture.close();
  }
}
