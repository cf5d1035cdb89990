package dev.wavewright.activities.tracker.github;

import static dev.wavewright.activities.tracker.github.FakeGitHub.fields;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A repository of the {@link FakeGitHub}; change it only while nobody asks. */
public final class FakeRepository {
  final FakeGitHub gitHub;
  final String name;
  final TreeMap<Long, FakeIssue> issues = new TreeMap<>();
  final List<FakeMilestone> milestones = new ArrayList<>();
  final Map<String, String> collaborators = new LinkedHashMap<>();
  boolean hidden;
  boolean tokenMayPush = true;

  FakeRepository(FakeGitHub gitHub, String name) {
    this.gitHub = gitHub;
    this.name = name;
    collaborators.put(owner(), "admin");
  }

  /** A milestone. */
  record FakeMilestone(long id, long number, String title, String state) {}

  String owner() {
    return name.substring(0, name.indexOf('/'));
  }

  String url() {
    return gitHub.api() + "/repos/" + name;
  }

  String page() {
    return "https://github.com/" + name;
  }

  /** Adds an open issue of the repository's owner, with the next number. */
  public FakeIssue issue(String title, String body) {
    return issue(issues.isEmpty() ? 1 : issues.lastKey() + 1, title, body);
  }

  /** Adds an open issue of the repository's owner. */
  public FakeIssue issue(long number, String title, String body) {
    FakeIssue issue = new FakeIssue(this, number, title, body);
    issues.put(number, issue);
    return issue;
  }

  /** Returns the issue of a number. */
  public FakeIssue issue(long number) {
    FakeIssue issue = issues.get(number);
    if (issue == null) {
      throw new IllegalArgumentException(name + " has no #" + number);
    }
    return issue;
  }

  /**
   * Lets somebody in: {@code admin}, {@code maintain}, {@code push}, {@code triage}, {@code pull}.
   */
  public FakeRepository collaborator(String login, String permission) {
    collaborators.put(login, permission);
    return this;
  }

  /** Whether the token may push here, which lists who may write. */
  public FakeRepository tokenMayPush(boolean may) {
    tokenMayPush = may;
    return this;
  }

  /** Whether the token cannot see this repository at all. */
  public FakeRepository hidden(boolean is) {
    hidden = is;
    return this;
  }

  /** Adds a milestone; its number is the next. */
  public long milestone(String title, String state) {
    long number = milestones.size() + 1L;
    milestones.add(new FakeMilestone(gitHub.nextId(), number, title, state));
    return number;
  }

  @Nullable FakeMilestone milestone(String title) {
    return milestones.stream().filter(each -> each.title().equals(title)).findFirst().orElse(null);
  }

  Map<String, Object> json(FakeMilestone milestone) {
    String url = url() + "/milestones/" + milestone.number();
    long open = count(milestone, true);
    return fields(
        "url",
        url,
        "html_url",
        page() + "/milestone/" + milestone.number(),
        "labels_url",
        url + "/labels",
        "id",
        milestone.id(),
        "node_id",
        "MI_" + milestone.id(),
        "number",
        milestone.number(),
        "title",
        milestone.title(),
        "description",
        null,
        "creator",
        user(owner()),
        "open_issues",
        open,
        "closed_issues",
        count(milestone, false),
        "state",
        milestone.state(),
        "created_at",
        "2026-10-01T00:00:00Z",
        "updated_at",
        "2026-10-01T00:00:00Z",
        "due_on",
        null,
        "closed_at",
        null);
  }

  private long count(FakeMilestone milestone, boolean open) {
    return issues.values().stream()
        .filter(issue -> issue.open == open && milestone.title().equals(issue.milestone))
        .count();
  }

  /** A user in GitHub's shape. */
  public static Map<String, Object> user(String login) {
    String url = "https://api.github.com/users/" + login;
    return fields(
        "login", login,
        "id", Math.abs((long) login.hashCode()) + 1,
        "node_id", "U_" + login,
        "avatar_url", "https://avatars.githubusercontent.com/" + login,
        "gravatar_id", "",
        "url", url,
        "html_url", "https://github.com/" + login,
        "followers_url", url + "/followers",
        "following_url", url + "/following{/other_user}",
        "gists_url", url + "/gists{/gist_id}",
        "starred_url", url + "/starred{/owner}{/repo}",
        "subscriptions_url", url + "/subscriptions",
        "organizations_url", url + "/orgs",
        "repos_url", url + "/repos",
        "events_url", url + "/events{/privacy}",
        "received_events_url", url + "/received_events",
        "type", "User",
        "site_admin", false);
  }

  Map<String, Object> collaborator(String login) {
    String permission = collaborators.getOrDefault(login, "none");
    List<String> levels = List.of("pull", "triage", "push", "maintain", "admin");
    int level = levels.indexOf(permission);
    Map<String, Object> permissions = new LinkedHashMap<>();
    for (String each : levels.reversed()) {
      permissions.put(each, levels.indexOf(each) <= level);
    }
    Map<String, Object> user = user(login);
    user.put("permissions", permissions);
    user.put("role_name", permission.equals("push") ? "write" : permission);
    return user;
  }

  boolean mayPush(String login) {
    return List.of("push", "maintain", "admin").contains(collaborators.getOrDefault(login, ""));
  }
}
