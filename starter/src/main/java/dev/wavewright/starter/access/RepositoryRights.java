package dev.wavewright.starter.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.access.GitHubQuestions.Reply;
import dev.wavewright.workflows.model.GitHubSettings.Trust;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a token may do in one repository, of what a wave does there.
 *
 * <p>GitHub tells it only in part. A classic token has its scopes in the header of every answer. Of
 * a fine-grained token, or one of an App, GitHub says nothing but yes or no to what is tried: so
 * what it may read is tried by reading, and whether it may push by git, which asks before it sends
 * anything. What else it may write cannot be known without writing, and is told as unknown. The
 * field {@code permissions} of a repository is the role of the token's user, not of the token, and
 * counts only where the token has scopes.
 */
public final class RepositoryRights {
  private RepositoryRights() {}

  /** What a wave does at GitHub, with the permission of a fine-grained token that it takes. */
  public enum Verb {
    READ_ISSUES("read issues", "issues: read and write"),
    SEE_WRITERS("see who may write to it", "push access of its user"),
    MARK_ISSUES("write labels and comments", "issues: read and write"),
    PULL_REQUESTS("open pull requests", "pull requests: read and write"),
    PUSH("push contents", "contents: read and write"),
    CLAIM("create claim refs", "contents: read and write");

    private final String words;
    private final String permission;

    Verb(String words, String permission) {
      this.words = words;
      this.permission = permission;
    }

    public String words() {
      return words;
    }
  }

  /** Whether a token may do something. */
  public enum State {
    MAY,
    MAY_NOT,
    UNKNOWN
  }

  /**
   * One thing that a wave does.
   *
   * @param permission what the token needs for it, as GitHub calls it
   * @param why what GitHub said to it; empty where there is nothing to say
   */
  public record Right(Verb verb, State state, String permission, String why) {}

  /**
   * What was asked about one repository.
   *
   * @param pulls empty if no pull requests are made
   * @param writers empty if everybody's issues are worked on
   * @param push what git was told when it asked to push; empty if nobody asked
   */
  public record Answers(
      Reply repository,
      Reply issues,
      Optional<Reply> pulls,
      Optional<Reply> writers,
      Optional<RemoteGit.Answer> push) {}

  /** Returns whether who may write has to be known at all. */
  public static boolean needsWriters(Trust trust) {
    return trust == Trust.WRITE_ACCESS;
  }

  /** Returns the scopes of a classic token; empty for any other, of which GitHub names none. */
  public static Optional<Set<String>> scopes(Reply reply) {
    return Optional.ofNullable(reply.headers().get("x-oauth-scopes"))
        .map(
            written ->
                new LinkedHashSet<>(
                    Arrays.stream(written.split(","))
                        .map(String::strip)
                        .filter(scope -> !scope.isEmpty())
                        .toList()));
  }

  /** Judges the answers about a repository that the token can see, in the order of {@link Verb}. */
  public static List<Right> of(Answers answers) {
    Optional<Set<String>> scopes = scopes(answers.repository());
    JsonNode body = answers.repository().body();
    boolean hidden = body.path("private").asBoolean(false);
    List<Right> rights = new ArrayList<>();
    rights.add(read(Verb.READ_ISSUES, answers.issues(), scopes, hidden));
    answers
        .writers()
        .ifPresent(reply -> rights.add(read(Verb.SEE_WRITERS, reply, Optional.empty(), hidden)));
    rights.add(write(Verb.MARK_ISSUES, answers.issues(), scopes, body, "triage"));
    answers
        .pulls()
        .ifPresent(reply -> rights.add(write(Verb.PULL_REQUESTS, reply, scopes, body, "push")));
    answers
        .push()
        .ifPresent(
            push -> {
              rights.add(push(Verb.PUSH, push, scopes, hidden));
              rights.add(push(Verb.CLAIM, push, scopes, hidden));
            });
    return List.copyOf(rights);
  }

  private static Right read(Verb verb, Reply reply, Optional<Set<String>> scopes, boolean hidden) {
    State state = reply.ok() ? State.MAY : reply.isRefusal() ? State.MAY_NOT : State.UNKNOWN;
    return new Right(verb, state, permission(verb, scopes, hidden), why(reply));
  }

  private static Right write(
      Verb verb, Reply read, Optional<Set<String>> scopes, JsonNode repository, String role) {
    boolean hidden = repository.path("private").asBoolean(false);
    String permission = permission(verb, scopes, hidden);
    if (read.isRefusal()) {
      return new Right(verb, State.MAY_NOT, permission, why(read));
    }
    if (scopes.isEmpty()) {
      return new Right(verb, State.UNKNOWN, permission, "");
    }
    if (!suffices(scopes.get(), hidden)) {
      return new Right(
          verb,
          State.MAY_NOT,
          permission,
          "it has " + (scopes.get().isEmpty() ? "no scope" : String.join(", ", scopes.get())));
    }
    JsonNode roles = repository.path("permissions");
    if (!roles.isObject()) {
      return new Right(verb, State.UNKNOWN, permission, "GitHub does not name its user's role");
    }
    boolean may =
        roles.path(role).asBoolean(false)
            || roles.path("push").asBoolean(false)
            || roles.path("admin").asBoolean(false);
    return may
        ? new Right(verb, State.MAY, permission, "")
        : new Right(
            verb,
            State.MAY_NOT,
            "the role "
                + (role.equals("push") ? "write" : "triage")
                + " of its user in the repository",
            "its user may only read there");
  }

  private static Right push(
      Verb verb, RemoteGit.Answer push, Optional<Set<String>> scopes, boolean hidden) {
    State state = push.ok() ? State.MAY : push.isNotLetIn() ? State.MAY_NOT : State.UNKNOWN;
    return new Right(
        verb, state, permission(verb, scopes, hidden), push.ok() ? "" : push.complaint());
  }

  private static String permission(Verb verb, Optional<Set<String>> scopes, boolean hidden) {
    if (scopes.isEmpty() || verb == Verb.SEE_WRITERS) {
      return verb.permission;
    }
    return hidden ? "scope repo" : "scope public_repo or repo";
  }

  private static boolean suffices(Set<String> scopes, boolean hidden) {
    return scopes.contains("repo") || (!hidden && scopes.contains("public_repo"));
  }

  private static String why(Reply reply) {
    if (reply.ok()) {
      return "";
    }
    String single =
        reply.header("x-github-sso").isPresent()
            ? "; the organisation wants it authorised for single sign-on"
            : "";
    return reply.told()
        + reply
            .header("x-accepted-github-permissions")
            .map(needed -> " (it takes " + needed + ")")
            .orElse("")
        + single;
  }
}
