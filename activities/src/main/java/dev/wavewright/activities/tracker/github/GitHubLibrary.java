package dev.wavewright.activities.tracker.github;

import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.kohsuke.github.GHEventPayload;
import org.kohsuke.github.GHIssueEvent;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHMilestone;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.RateLimitChecker;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/**
 * What the GitHub library reads for us. Its requests go through our transport like all others. It
 * is not asked for issues: its issue knows neither dependencies nor sub-issues, and would cost one
 * more request for each.
 */
final class GitHubLibrary {
  private final GitHubTransport transport;
  private final GitHub gitHub;

  GitHubLibrary(GitHubTransport transport) {
    this.transport = transport;
    try {
      this.gitHub =
          new GitHubBuilder()
              .withEndpoint(transport.api())
              .withConnector(new ThroughTransport(transport))
              .withRateLimitChecker(RateLimitChecker.NONE)
              .build();
    } catch (IOException e) {
      throw transport.passing("the GitHub library did not start: " + e.getMessage());
    }
  }

  /** Returns the numbers of a repository's milestones, open and closed, by title. */
  Map<String, Long> milestones(RepositoryName repository) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    try {
      for (GHMilestone milestone :
          payload(repository, 0)
              .getRepository()
              .listMilestones(GHIssueState.ALL)
              .withPageSize(100)) {
        numbers.put(milestone.getTitle(), (long) milestone.getNumber());
      }
      return numbers;
    } catch (IOException | org.kohsuke.github.GHException e) {
      throw notUnderstood("milestones of " + repository, e);
    }
  }

  /** Returns who set a label that is still on the issue, in lower case. */
  Set<String> labelSetters(ReadIssue issue) {
    IssueKey key = issue.key();
    Map<String, String> setters = new LinkedHashMap<>();
    try {
      for (GHIssueEvent event :
          payload(key.repository().orElseThrow(), key.number())
              .getIssue()
              .listEvents()
              .withPageSize(100)) {
        if (event.getLabel() == null || event.getActor() == null) {
          continue;
        }
        String label = event.getLabel().getName();
        if ("labeled".equals(event.getEvent())) {
          setters.put(label, Logins.lower(event.getActor().getLogin()));
        } else if ("unlabeled".equals(event.getEvent())) {
          setters.remove(label);
        }
      }
    } catch (IOException | org.kohsuke.github.GHException e) {
      throw notUnderstood("events of " + key, e);
    }
    setters.keySet().retainAll(issue.labels());
    return new LinkedHashSet<>(setters.values());
  }

  /** The library hands out a repository for a request only, except where it reads an event. */
  private GHEventPayload.Issue payload(RepositoryName repository, long number) throws IOException {
    String[] parts = repository.value().split("/", 2);
    String json =
        "{\"issue\":{\"number\":%d},\"repository\":{\"name\":\"%s\",\"full_name\":\"%s\",\"owner\":{\"login\":\"%s\"}}}"
            .formatted(number, parts[1], repository, parts[0]);
    return gitHub.parseEventPayload(new StringReader(json), GHEventPayload.Issue.class);
  }

  private RuntimeException notUnderstood(String what, Exception problem) {
    return transport.passing(
        "GitHub's answer about the " + what + " was not understood: " + problem.getMessage());
  }

  /** Lets the library speak through our transport; its own headers are not sent. */
  private record ThroughTransport(GitHubTransport transport) implements GitHubConnector {
    @Override
    public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
      if (!request.method().equals("GET")) {
        throw new IOException("the library only reads here, not: " + request.method());
      }
      return new Response(request, transport.get(request.url().toString()));
    }
  }

  private static final class Response extends GitHubConnectorResponse.ByteArrayResponse {
    private final byte[] body;

    Response(GitHubConnectorRequest request, GitHubAnswer answer) {
      super(request, answer.status(), answer.headers());
      this.body = answer.text().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected InputStream rawBodyStream() {
      return new ByteArrayInputStream(body);
    }
  }
}
