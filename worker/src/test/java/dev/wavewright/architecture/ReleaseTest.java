package dev.wavewright.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  private static final int MAGIC = 0xCAFEBABE;
  private static final int JAVA_21 = 65;

  /** The compiler's {@code --release 21} also refuses whatever is newer in the JDK's own API. */
  @Test
  @DisplayName("whatever JDK compiles it, every class runs on Java 21 and uses no preview of it")
  void release() throws IOException {
    int seen = 0;
    List<String> others = new ArrayList<>();
    for (String module : List.of("workflows", "activities", "starter", "worker")) {
      Path classes = Path.of("..", module, "target", "classes");
      try (Stream<Path> files = Files.walk(classes)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
          try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            assertThat(in.readInt()).as("%s", file).isEqualTo(MAGIC);
            int preview = in.readUnsignedShort();
            int version = in.readUnsignedShort();
            if (version != JAVA_21 || preview != 0) {
              others.add(file + " is of version " + version + "." + preview);
            }
          }
          seen++;
        }
      }
    }
    assertThat(others).isEmpty();
    assertThat(seen).isGreaterThan(500);
  }
}
