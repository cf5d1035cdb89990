package dev.wavewright.workflows.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ByteSizeTest {
  @Test
  @DisplayName("An amount of memory has a unit, and is written so that it can be read back")
  void units() {
    assertThat(ByteSize.parse("2GiB")).contains(ByteSize.ofMebibytes(2_048));
    assertThat(ByteSize.parse("1.5 GiB")).contains(ByteSize.ofMebibytes(1_536));
    assertThat(ByteSize.parse("0MiB")).contains(new ByteSize(0));
    for (String wrong : new String[] {"2", "2GB", "GiB", "-1GiB", "2gib", "1,5GiB", ""}) {
      assertThat(ByteSize.parse(wrong)).as(wrong).isEmpty();
    }
    assertThat(ByteSize.ofMebibytes(2_048)).hasToString("2GiB");
    assertThat(ByteSize.ofMebibytes(2_970)).hasToString("2.9GiB");
    assertThat(ByteSize.ofMebibytes(10_240)).hasToString("10GiB");
    assertThat(ByteSize.ofMebibytes(1_208)).hasToString("1.18GiB");
    assertThat(ByteSize.ofMebibytes(820)).hasToString("820MiB");
  }
}
