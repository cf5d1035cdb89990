package dev.wavewright.workflows.wave.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.Priority;
import dev.wavewright.workflows.model.RepositoryName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final RepositoryName API = new RepositoryName("acme/api");
  private static final RepositoryName WEB = new RepositoryName("acme/web");

  private static Line line(RepositoryName repository, int number, IssueKey... dependsOn) {
    return Line.fresh(
        new Line.Work(
            IssueKey.of(repository, number),
            repository,
            "scripted",
            Priority.DEFAULT,
            List.of(dependsOn),
            null,
            Duration.ofMinutes(10)));
  }

  @Test
  @DisplayName("C7: a landing's place is wanted by dependents that compete for it, and no others")
  void placeIsWanted() {
    Line first = line(API, 1);
    Line same = line(API, 2, first.key());
    Line other = line(WEB, 3, same.key());
    Board board = new Board(List.of(first, same, other), Map.of(API, 1, WEB, 1), null);

    assertThat(board.placeIsWanted(first, 2)).as("by one of its repository").isTrue();
    assertThat(board.placeIsWanted(same, 2)).as("by one that has a place elsewhere").isFalse();
    assertThat(board.placeIsWanted(same, 1)).as("by one that shares a cap with it").isTrue();
    assertThat(board.placeIsWanted(other, 1)).as("by nobody").isFalse();
  }
}
