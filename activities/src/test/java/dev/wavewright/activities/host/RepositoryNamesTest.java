package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wavewright.workflows.host.HostQuestion;
import dev.wavewright.workflows.issue.IssueActivities.SessionWork;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositorySettings;
import dev.wavewright.workflows.wave.PlanActivities;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One name, one repository: what two projects of a host may call theirs. */
class RepositoryNamesTest extends HostTest {
  private RepositoryNames names;
  private SessionWork first;
  private Path elsewhere;

  @BeforeEach
  void start() throws Exception {
    names = fixture.rooms.names();
    first = fixture.work(1, "true");
    elsewhere = root.resolve("elsewhere");
    HostFixture.git(root, "clone", "--quiet", fixture.person.toString(), elsewhere.toString());
  }

  @Test
  @DisplayName("one repository keeps its name for every project, however its path is written")
  void sameRepository() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link"), fixture.person);

    assertThat(claim("shop", fixture.person.toString())).isTrue();
    assertThat(claim("shop", fixture.person.toString())).isTrue();
    assertThat(claim("other", fixture.person + "/../person/")).isTrue();
    assertThat(claim("other", link.toString())).isTrue();
    assertThat(claim("other", "file://" + fixture.person)).isTrue();
    assertThat(claim("other", elsewhere.toString())).isFalse();
    assertThat(claim("other", "https://forge.example/acme/api.git")).isFalse();
  }

  @Test
  @DisplayName("a remote keeps its name, also from a later worker; looking takes no name")
  void remotes() {
    String url = "https://forge.example/acme/api.git";
    ProjectSettings shop = project("shop", url);
    assertThat(names.find(repository(shop))).isEmpty();
    assertThat(claim("other", elsewhere.toString())).isTrue();
    assertThat(names.find(repository(shop))).isPresent();

    RepositoryNames later = new RepositoryNames(fixture.layout.repositoryNames());
    assertThat(later.claim(shop, repository(shop)))
        .hasValueSatisfying(
            conflict ->
                assertThat(conflict.explain())
                    .contains("acme/api", url, elsewhere.toString(), "project other"));
  }

  @Test
  @DisplayName("a local repository that is not there any more keeps its name from nobody")
  void goneRepository() throws Exception {
    assertThat(claim("shop", elsewhere.toString())).isTrue();
    assertThat(claim("other", fixture.person.toString())).isFalse();

    Files.move(elsewhere, root.resolve("moved"));

    assertThat(claim("other", fixture.person.toString())).isTrue();
    assertThat(claim("shop", root.resolve("moved").toString())).isFalse();
  }

  @Test
  @DisplayName("of two projects that take a name at once, one gets it")
  void concurrentClaims() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 50; round++) {
        RepositoryNames fresh = new RepositoryNames(root.resolve("round-" + round));
        CyclicBarrier together = new CyclicBarrier(2);
        List<Future<Boolean>> claims =
            List.of(fixture.person, elsewhere).stream()
                .map(path -> project("of-" + path.getFileName(), path.toString()))
                .map(
                    project ->
                        threads.submit(
                            () -> {
                              together.await();
                              return fresh.claim(project, repository(project)).isEmpty();
                            }))
                .toList();
        assertThat(List.of(claims.get(0).get(), claims.get(1).get()))
            .containsExactlyInAnyOrder(true, false);
      }
    }
  }

  @Test
  @DisplayName(
      "a plan whose repository bears the name of another project's is refused for good, with both"
          + " urls, the other project and what to do; nothing is made in the repository")
  void refusesPlan() throws Exception {
    try (TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance()) {
      TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
      try {
        temporal.registerActivitiesImplementations(
            new PlanActivitiesImpl(fixture.rooms, server.getWorkflowClient()));
        PlanActivities plans = temporal.newActivityStub(PlanActivities.class);
        assertThat(plans.readLandings(first.project())).isEmpty();

        // Even a project of the same name, whose hub would be the same folder.
        ProjectSettings second = project("shop", elsewhere.toString());
        assertRefused(() -> plans.readLandings(second));

        assertThat(HostFixture.git(elsewhere, "branch", "--list", "agent/main")).isEmpty();
        assertThat(plans.readLandings(first.project())).isEmpty();
      } finally {
        temporal.close();
      }
    }
  }

  @Test
  @DisplayName("work that was not planned is refused before it has a worktree")
  void refusesPreparation() {
    fixture.prepare(first);
    SessionWork task = fixture.work(2, "true");
    SessionWork second =
        new SessionWork(
            task.key(),
            task.session(),
            project("other", elsewhere.toString()),
            task.repository(),
            task.text(),
            task.dependencies(),
            task.inFlight(),
            task.inWave());

    assertRefused(() -> fixture.prepare(second));

    assertThat(fixture.session(second)).doesNotExist();
  }

  @Test
  @DisplayName("whether a repository can be opened is answered as its preparation would end")
  void refusesInquiry() {
    fixture.prepare(first);
    ProjectSettings second = project("other", elsewhere.toString());

    assertRefused(
        () -> fixture.inquiries.answer(HostQuestion.repository(second, HostFixture.NAME)));

    assertThat(fixture.inquiries.answer(HostQuestion.repository(first.project(), HostFixture.NAME)))
        .satisfies(answer -> assertThat(answer.note()).startsWith("its integration branch stands"));
  }

  private void assertRefused(ThrowingCallable call) {
    ActivityFailure failure = catchThrowableOfType(ActivityFailure.class, call);
    assertThat(Objects.requireNonNull(failure).getCause())
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            refusal -> {
              assertThat(refusal.isNonRetryable()).isTrue();
              assertThat(refusal.getType()).isEqualTo("configuration");
              assertThat(refusal.getOriginalMessage())
                  .contains("acme/api", fixture.person.toString(), elsewhere.toString())
                  .contains("project shop")
                  .contains("give one of them another name in wavewright.yml");
            });
  }

  private boolean claim(String project, String url) {
    ProjectSettings settings = project(project, url);
    return names.claim(settings, repository(settings)).isEmpty();
  }

  private static RepositorySettings repository(ProjectSettings project) {
    return project.repositories().getFirst();
  }

  /** Returns a project whose only repository has the fixture's name and this url. */
  private ProjectSettings project(String name, String url) {
    ProjectSettings model = first.project();
    RepositorySettings repository = repository(model);
    return new ProjectSettings(
        name,
        root.resolve(name).toString(),
        model.state(),
        List.of(
            new RepositorySettings(
                repository.name(),
                url,
                repository.base(),
                repository.integration(),
                repository.parallel(),
                repository.setup(),
                repository.copy(),
                repository.check(),
                repository.checkTimeout())),
        model.tracker(),
        model.agents(),
        model.reviewer(),
        model.inFlight(),
        model.priorityLabels(),
        model.limits());
  }
}
