package dev.wavewright.starter.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.activities.git.GitHttpServer;
import dev.wavewright.starter.process.ChildProcess;
import dev.wavewright.workflows.model.GitHubSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server of git on loopback that lets nobody in without a token, with one repository. */
public final class PrivateServer implements AutoCloseable {
  /** Long and of no known form, as tokens may become. */
  public static final String TOKEN = "canary_" + "Zx9-._~".repeat(20) + "end";

  private final GitHttpServer server;

  /**
   * @param folder where it keeps its repository
   */
  public PrivateServer(Path folder) throws IOException, InterruptedException {
    server = new GitHttpServer(Files.createDirectories(folder.resolve("served")), TOKEN);
    Path bare = server.makeRepository("acme/api.git");
    Path work = Files.createDirectories(folder.resolve("work"));
    git(work, "init", "-q", "-b", "main");
    git(work, "commit", "-q", "--allow-empty", "-m", "first");
    git(work, "push", "-q", bare.toString(), "main", "main:agent/main");
  }

  private static void git(Path folder, String... arguments) throws InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@localhost"));
    command.addAll(List.of(arguments));
    ChildProcess.Ended ended = ChildProcess.run(folder, Map.of(), Duration.ofMinutes(5), command);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  public GitHttpServer git() {
    return server;
  }

  public String url() {
    return server.url("acme/api.git");
  }

  /** Settings whose token stands in the variable {@code OUR_TOKEN}. */
  public GitHubSettings settings() {
    return new GitHubSettings(
        server.origin(), "OUR_TOKEN", null, GitHubSettings.Trust.WRITE_ACCESS);
  }

  /** The token of these settings, where the variable has {@code value}. */
  public ProjectToken token(String value) {
    ProjectToken.Search search = ProjectToken.find(settings(), Map.of("OUR_TOKEN", value));
    assertThat(search).isInstanceOf(ProjectToken.Found.class);
    return ((ProjectToken.Found) search).token();
  }

  @Override
  public void close() {
    server.close();
  }
}
