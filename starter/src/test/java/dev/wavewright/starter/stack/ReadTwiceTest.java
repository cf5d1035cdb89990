package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadTwiceTest {
  private final AtomicInteger reads = new AtomicInteger();

  private String answer(int failures, Status status) {
    return Stack.readTwice(
        () -> {
          if (reads.incrementAndGet() <= failures) {
            throw status.asRuntimeException();
          }
          return "answer";
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"DEADLINE_EXCEEDED", "UNAVAILABLE"})
  @DisplayName("a server that did not answer in time is asked once more")
  void again(Status.Code code) {
    assertThat(answer(1, code.toStatus())).isEqualTo("answer");
    assertThat(reads).hasValue(2);
  }

  @Test
  @DisplayName("a server that never answers is asked twice, and then that is said")
  void never() {
    assertThatThrownBy(() -> answer(9, Status.UNAVAILABLE))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(reads).hasValue(2);
  }

  @Test
  @DisplayName("an answer that refuses is an answer")
  void refusal() {
    assertThatThrownBy(() -> answer(9, Status.PERMISSION_DENIED))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(reads).hasValue(1);
  }
}
