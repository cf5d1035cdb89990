package dev.wavewright.activities.tracker.github;

import static dev.wavewright.activities.tracker.github.FakeGitHub.fields;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An issue, or a pull request, of the {@link FakeGitHub}. */
public final class FakeIssue {
  final FakeRepository repository;
  final long id;
  final long number;
  final Instant created;
  Instant updated;
  String title;
  @Nullable String body;
  boolean open = true;
  @Nullable String reason;
  String author;
  String association;
  @Nullable String milestone;
  boolean pullRequest;
  boolean gone;
  boolean hidden;
  @Nullable FakeIssue movedTo;
  final Set<String> labels = new LinkedHashSet<>();
  final List<FakeIssue> blockedBy = new ArrayList<>();
  final List<FakeIssue> subIssues = new ArrayList<>();
  final List<Event> events = new ArrayList<>();

  FakeIssue(FakeRepository repository, long number, String title, String body) {
    this.repository = repository;
    this.id = repository.gitHub.nextId();
    this.number = number;
    this.title = title;
    this.body = body;
    this.created = repository.gitHub.tick();
    this.updated = created;
    this.author = repository.owner();
    this.association = "OWNER";
  }

  record Event(long id, String event, String actor, @Nullable String label, Instant at) {}

  private FakeIssue touched() {
    updated = repository.gitHub.tick();
    return this;
  }

  /** Sets who wrote it, and what GitHub calls that person here. */
  public FakeIssue author(String login, String association) {
    this.author = login;
    this.association = association;
    return this;
  }

  /** Puts a label on it. */
  public FakeIssue label(String label, String actor) {
    labels.add(label);
    events.add(new Event(repository.gitHub.nextId(), "labeled", actor, label, created));
    return touched();
  }

  /** Puts labels on it, by its author. */
  public FakeIssue labels(String... more) {
    for (String label : more) {
      label(label, author);
    }
    return this;
  }

  /** Takes a label off. */
  public FakeIssue unlabel(String label, String actor) {
    labels.remove(label);
    events.add(new Event(repository.gitHub.nextId(), "unlabeled", actor, label, created));
    return touched();
  }

  /** Puts it into a milestone, which is made when it is not there. */
  public FakeIssue milestone(String title) {
    if (repository.milestone(title) == null) {
      repository.milestone(title, "open");
    }
    milestone = title;
    return touched();
  }

  public FakeIssue blockedBy(FakeIssue... blockers) {
    blockedBy.addAll(List.of(blockers));
    return this;
  }

  public FakeIssue subIssues(FakeIssue... children) {
    subIssues.addAll(List.of(children));
    return this;
  }

  /** Closes it: {@code completed}, {@code not_planned} or {@code duplicate}. */
  public FakeIssue close(String why) {
    open = false;
    reason = why;
    return touched();
  }

  public FakeIssue edit(String text) {
    body = text;
    return touched();
  }

  public FakeIssue noBody() {
    body = null;
    return this;
  }

  /** Makes it a pull request, which the issue listing holds too. */
  public FakeIssue pullRequest() {
    pullRequest = true;
    return this;
  }

  /** Deletes it: GitHub answers 410. */
  public FakeIssue delete() {
    gone = true;
    return this;
  }

  /** Hides it from the token: GitHub answers 404. */
  public FakeIssue hide() {
    hidden = true;
    return this;
  }

  /** Transfers it: GitHub answers 301. */
  public FakeIssue moveTo(FakeIssue place) {
    movedTo = place;
    return this;
  }

  String url() {
    return repository.url() + "/issues/" + number;
  }

  Map<String, Object> json() {
    Map<String, Object> json =
        fields(
            "url",
            url(),
            "repository_url",
            repository.url(),
            "labels_url",
            url() + "/labels{/name}",
            "comments_url",
            url() + "/comments",
            "events_url",
            url() + "/events",
            "html_url",
            repository.page() + (pullRequest ? "/pull/" : "/issues/") + number,
            "id",
            id,
            "node_id",
            "I_" + id,
            "number",
            number,
            "title",
            title,
            "user",
            FakeRepository.user(author),
            "labels",
            labels.stream().map(this::label).toList(),
            "state",
            open ? "open" : "closed",
            "locked",
            false,
            "assignee",
            null,
            "assignees",
            List.of(),
            "milestone",
            milestoneJson(),
            "comments",
            0,
            "created_at",
            created.toString(),
            "updated_at",
            updated.toString(),
            "closed_at",
            open ? null : updated.toString(),
            "author_association",
            association,
            "active_lock_reason",
            null,
            "body",
            body,
            "state_reason",
            reason,
            "sub_issues_summary",
            fields("total", subIssues.size(), "completed", 0, "percent_completed", 0),
            "issue_dependencies_summary",
            fields(
                "blocked_by",
                blockedBy.stream().filter(each -> each.open).count(),
                "blocking",
                0,
                "total_blocked_by",
                blockedBy.size(),
                "total_blocking",
                0));
    if (pullRequest) {
      String page = repository.page() + "/pull/" + number;
      json.put(
          "pull_request",
          fields(
              "url", repository.url() + "/pulls/" + number,
              "html_url", page,
              "diff_url", page + ".diff",
              "patch_url", page + ".patch",
              "merged_at", null));
    }
    return json;
  }

  private @Nullable Map<String, Object> milestoneJson() {
    FakeRepository.FakeMilestone found = milestone == null ? null : repository.milestone(milestone);
    return found == null ? null : repository.json(found);
  }

  Map<String, Object> label(String name) {
    return fields(
        "id",
        Math.abs((long) name.hashCode()) + 1,
        "node_id",
        "LA_" + name.hashCode(),
        "url",
        repository.url() + "/labels/" + URLEncoder.encode(name, StandardCharsets.UTF_8),
        "name",
        name,
        "description",
        null,
        "color",
        "ededed",
        "default",
        false);
  }

  Map<String, Object> json(Event event) {
    return fields(
        "id",
        event.id(),
        "node_id",
        "E_" + event.id(),
        "url",
        repository.url() + "/issues/events/" + event.id(),
        "actor",
        FakeRepository.user(event.actor()),
        "event",
        event.event(),
        "commit_id",
        null,
        "commit_url",
        null,
        "created_at",
        event.at().toString(),
        "performed_via_github_app",
        null,
        "label",
        fields("name", event.label(), "color", "ededed"));
  }
}
