package dev.wavewright.activities.tracker.github;

import static dev.wavewright.activities.tracker.github.FakeGitHub.fields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.activities.tracker.github.FakeGitHub.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the {@link FakeGitHub} takes comments, labels and pull requests. */
public final class FakeWrites {
  /** Whose token {@link FakeGitHub#TOKEN} is. */
  public static final String SELF = "wavewright-bot";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REPOSITORY = "/repos/([^/]+/[^/]+)";
  private static final String ISSUE = REPOSITORY + "/issues/([0-9]+)";

  private final FakeGitHub gitHub;
  private final Map<Long, Comment> comments = new LinkedHashMap<>();
  private final Map<String, Set<String>> defined = new LinkedHashMap<>();
  private final List<Pull> pulls = new ArrayList<>();
  private boolean nothingAhead;

  public FakeWrites(FakeGitHub gitHub) {
    this.gitHub = gitHub;
    gitHub.route("GET", "/user", request -> Reply.of(200, self()));
    gitHub.route("GET", ISSUE + "/comments", this::listComments);
    gitHub.route("POST", ISSUE + "/comments", this::addComment);
    gitHub.route("GET", REPOSITORY + "/issues/comments/([0-9]+)", this::oneComment);
    gitHub.route("PATCH", REPOSITORY + "/issues/comments/([0-9]+)", this::editComment);
    gitHub.route("GET", ISSUE + "/labels", this::listLabels);
    gitHub.route("POST", ISSUE + "/labels", this::addLabels);
    gitHub.route("DELETE", ISSUE + "/labels/([^/]+)", this::removeLabel);
    gitHub.route("GET", REPOSITORY + "/labels/([^/]+)", this::oneDefinition);
    gitHub.route("POST", REPOSITORY + "/labels", this::define);
    gitHub.route("GET", REPOSITORY + "/pulls", this::listPulls);
    gitHub.route("POST", REPOSITORY + "/pulls", this::addPull);
    gitHub.route("PATCH", REPOSITORY + "/pulls/([0-9]+)", this::editPull);
  }

  private static Map<String, Object> self() {
    Map<String, Object> self = FakeRepository.user(SELF);
    for (String text : List.of("bio", "blog", "company", "location", "name")) {
      self.put(text, "text");
    }
    for (String number : List.of("followers", "following", "public_gists", "public_repos")) {
      self.put(number, 0);
    }
    self.put("email", "bot@example.org");
    self.put("hireable", false);
    self.put("created_at", "2026-01-01T00:00:00Z");
    self.put("updated_at", "2026-01-01T00:00:00Z");
    return self;
  }

  /** A comment. */
  public static final class Comment {
    final long id;
    final String repository;
    final long issue;
    final String author;
    String body;

    Comment(long id, String repository, long issue, String author, String body) {
      this.id = id;
      this.repository = repository;
      this.issue = issue;
      this.author = author;
      this.body = body;
    }

    public String body() {
      return body;
    }

    public long id() {
      return id;
    }
  }

  /** A pull request. */
  public static final class Pull {
    final String repository;
    final long number;
    final String head;
    final String base;
    final String title;
    String body;
    boolean open = true;

    Pull(String repository, long number, String head, String base, String title, String body) {
      this.repository = repository;
      this.number = number;
      this.head = head;
      this.base = base;
      this.title = title;
      this.body = body;
    }

    public String title() {
      return title;
    }

    public String body() {
      return body;
    }

    /** A person edits the text. */
    public void edit(String text) {
      body = text;
    }

    public void close() {
      open = false;
    }
  }

  /** Somebody comments. */
  public Comment comment(String repository, long issue, String author, String body) {
    Comment comment = new Comment(gitHub.nextId(), repository, issue, author, body);
    comments.put(comment.id, comment);
    return comment;
  }

  public List<Comment> comments(String repository, long issue) {
    return comments.values().stream()
        .filter(each -> each.repository.equals(repository) && each.issue == issue)
        .toList();
  }

  public void delete(Comment comment) {
    comments.remove(comment.id);
  }

  public List<Pull> pulls() {
    return List.copyOf(pulls);
  }

  public Set<String> defined(String repository) {
    return defined.computeIfAbsent(repository, each -> new LinkedHashSet<>());
  }

  /** From now on the branches to be merged have nothing new. */
  public void nothingAhead() {
    nothingAhead = true;
  }

  private static JsonNode json(Request request) {
    try {
      return JSON.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private FakeIssue issue(Request request) {
    return gitHub.repository(request.part(1)).issue(Long.parseLong(request.part(2)));
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part, StandardCharsets.UTF_8);
  }

  private Reply listComments(Request request) {
    return gitHub.page(
        request,
        comments(request.part(1), Long.parseLong(request.part(2))).stream()
            .map(this::json)
            .toList());
  }

  private Reply addComment(Request request) {
    Comment comment =
        comment(
            request.part(1),
            Long.parseLong(request.part(2)),
            SELF,
            json(request).path("body").asText());
    return Reply.of(201, json(comment));
  }

  private Reply oneComment(Request request) {
    Comment comment = comments.get(Long.parseLong(request.part(2)));
    return comment == null ? Reply.error(404, "Not Found") : Reply.of(200, json(comment));
  }

  private Reply editComment(Request request) {
    Comment comment = comments.get(Long.parseLong(request.part(2)));
    if (comment == null) {
      return Reply.error(404, "Not Found");
    }
    comment.body = json(request).path("body").asText();
    return Reply.of(200, json(comment));
  }

  private Map<String, Object> json(Comment comment) {
    String url = gitHub.repository(comment.repository).url();
    String page = gitHub.repository(comment.repository).page() + "/issues/" + comment.issue;
    return fields(
        "id",
        comment.id,
        "node_id",
        "IC_" + comment.id,
        "url",
        url + "/issues/comments/" + comment.id,
        "html_url",
        page + "#issuecomment-" + comment.id,
        "issue_url",
        url + "/issues/" + comment.issue,
        "body",
        comment.body,
        "user",
        FakeRepository.user(comment.author),
        "created_at",
        "2026-11-01T00:00:00Z",
        "updated_at",
        "2026-11-01T00:00:00Z",
        "author_association",
        "MEMBER");
  }

  private Reply labels(FakeIssue issue) {
    return Reply.of(
        200, issue.labels.stream().map(label -> label(issue.repository.name, label)).toList());
  }

  private Reply listLabels(Request request) {
    FakeIssue issue = issue(request);
    return gitHub.page(
        request, issue.labels.stream().map(label -> label(issue.repository.name, label)).toList());
  }

  private Reply addLabels(Request request) {
    FakeIssue issue = issue(request);
    json(request)
        .path("labels")
        .forEach(
            label -> {
              defined(request.part(1)).add(label.asText());
              issue.label(label.asText(), SELF);
            });
    return labels(issue);
  }

  private Reply removeLabel(Request request) {
    FakeIssue issue = issue(request);
    String label = decoded(request.part(3));
    if (!issue.labels.contains(label)) {
      return Reply.error(404, "Label does not exist");
    }
    issue.unlabel(label, SELF);
    return labels(issue);
  }

  private Reply oneDefinition(Request request) {
    String label = decoded(request.part(2));
    return defined(request.part(1)).contains(label)
        ? Reply.of(200, label(request.part(1), label))
        : Reply.error(404, "Not Found");
  }

  private Reply define(Request request) {
    String label = json(request).path("name").asText();
    return defined(request.part(1)).add(label)
        ? Reply.of(201, label(request.part(1), label))
        : invalid("already_exists");
  }

  private Map<String, Object> label(String repository, String name) {
    return fields(
        "id",
        Math.abs((long) name.hashCode()) + 1,
        "node_id",
        "LA_" + name.hashCode(),
        "url",
        gitHub.repository(repository).url() + "/labels/" + name,
        "name",
        name,
        "description",
        null,
        "color",
        "ededed",
        "default",
        false);
  }

  private static Reply invalid(String why) {
    return Reply.of(
        422,
        fields(
            "message",
            "Validation Failed: " + why,
            "documentation_url",
            "https://docs.github.com/rest",
            "errors",
            List.of(fields("resource", "PullRequest", "code", "custom", "message", why))));
  }

  private Reply listPulls(Request request) {
    return gitHub.page(
        request,
        pulls.stream()
            .filter(pull -> pull.repository.equals(request.part(1)) && pull.open)
            .filter(pull -> request.query().getOrDefault("base", pull.base).equals(pull.base))
            .map(pull -> json(pull, false))
            .toList());
  }

  private Reply addPull(Request request) {
    JsonNode asked = json(request);
    String head = asked.path("head").asText();
    String base = asked.path("base").asText();
    if (nothingAhead) {
      return invalid("No commits between " + base + " and " + head);
    }
    boolean there =
        pulls.stream()
            .anyMatch(
                pull ->
                    pull.open && pull.repository.equals(request.part(1)) && pull.head.equals(head));
    if (there) {
      return invalid("A pull request already exists for " + head);
    }
    Pull pull = pull(request.part(1), head, base, asked.path("body").asText());
    return Reply.of(201, json(pull, true));
  }

  /** Somebody makes a pull request. */
  public Pull pull(String repository, String head, String base, String body) {
    Pull pull = new Pull(repository, 100L + pulls.size(), head, base, "title of " + head, body);
    pulls.add(pull);
    return pull;
  }

  private Reply editPull(Request request) {
    Pull pull =
        pulls.stream()
            .filter(each -> Long.toString(each.number).equals(request.part(2)))
            .findFirst()
            .orElseThrow();
    pull.body = json(request).path("body").asText();
    return Reply.of(200, json(pull, true));
  }

  private Map<String, Object> json(Pull pull, boolean full) {
    PullShape shape = new PullShape(gitHub.repository(pull.repository), pull);
    return full ? shape.single() : shape.listed();
  }
}
