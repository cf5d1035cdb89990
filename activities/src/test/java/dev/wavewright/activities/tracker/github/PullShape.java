package dev.wavewright.activities.tracker.github;

import static dev.wavewright.activities.tracker.github.FakeGitHub.fields;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pull requests in GitHub's full shape, which names the whole repository of each side. */
final class PullShape {
  private static final String THEN = "2026-11-01T00:00:00Z";

  private final FakeRepository repository;
  private final FakeWrites.Pull pull;

  PullShape(FakeRepository repository, FakeWrites.Pull pull) {
    this.repository = repository;
    this.pull = pull;
  }

  /** As in a list. */
  Map<String, Object> listed() {
    String url = repository.url() + "/pulls/" + pull.number;
    String page = repository.page() + "/pull/" + pull.number;
    String issue = repository.url() + "/issues/" + pull.number;
    String statuses = repository.url() + "/statuses/" + "0".repeat(40);
    Map<String, Object> shape =
        fields(
            "url",
            url,
            "id",
            5_000_000L + pull.number,
            "node_id",
            "PR_" + pull.number,
            "html_url",
            page,
            "diff_url",
            page + ".diff",
            "patch_url",
            page + ".patch",
            "issue_url",
            issue,
            "number",
            pull.number,
            "state",
            pull.open ? "open" : "closed",
            "locked",
            false,
            "title",
            pull.title,
            "user",
            FakeRepository.user(FakeWrites.SELF),
            "body",
            pull.body,
            "created_at",
            THEN,
            "updated_at",
            THEN,
            "closed_at",
            pull.open ? null : THEN,
            "merged_at",
            null,
            "merge_commit_sha",
            null,
            "assignee",
            null,
            "assignees",
            List.of(),
            "requested_reviewers",
            List.of(),
            "requested_teams",
            List.of(),
            "labels",
            List.of(),
            "milestone",
            null,
            "draft",
            false,
            "commits_url",
            url + "/commits",
            "review_comments_url",
            url + "/comments",
            "review_comment_url",
            repository.url() + "/pulls/comments{/number}",
            "comments_url",
            issue + "/comments",
            "statuses_url",
            statuses,
            "head",
            side(pull.head),
            "base",
            side(pull.base),
            "author_association",
            "MEMBER",
            "auto_merge",
            null);
    Map<String, Object> links = new LinkedHashMap<>();
    links.put("self", link(url));
    links.put("html", link(page));
    links.put("issue", link(issue));
    links.put("comments", link(issue + "/comments"));
    links.put("review_comments", link(url + "/comments"));
    links.put("review_comment", link(repository.url() + "/pulls/comments{/number}"));
    links.put("commits", link(url + "/commits"));
    links.put("statuses", link(statuses));
    shape.put("_links", links);
    return shape;
  }

  /** As the answer about this one. */
  Map<String, Object> single() {
    Map<String, Object> shape = listed();
    shape.putAll(
        fields(
            "merged",
            false,
            "mergeable",
            null,
            "rebaseable",
            null,
            "mergeable_state",
            "unknown",
            "merged_by",
            null,
            "comments",
            0,
            "review_comments",
            0,
            "maintainer_can_modify",
            false,
            "commits",
            1,
            "additions",
            1,
            "deletions",
            0,
            "changed_files",
            1));
    return shape;
  }

  private static Map<String, Object> link(String address) {
    return fields("href", address);
  }

  private Map<String, Object> side(String branch) {
    return fields(
        "label",
        repository.owner() + ":" + branch,
        "ref",
        branch,
        "sha",
        "0".repeat(40),
        "user",
        FakeRepository.user(repository.owner()),
        "repo",
        whole());
  }

  /** The repository with all its addresses. */
  private Map<String, Object> whole() {
    String url = repository.url();
    String name = repository.name.substring(repository.name.indexOf('/') + 1);
    Map<String, Object> whole =
        fields(
            "id",
            Math.abs((long) repository.name.hashCode()) + 1,
            "node_id",
            "R_" + name,
            "name",
            name,
            "full_name",
            repository.name,
            "private",
            false,
            "owner",
            FakeRepository.user(repository.owner()),
            "html_url",
            repository.page(),
            "description",
            null,
            "fork",
            false,
            "url",
            url);
    for (String each :
        List.of(
            "archive /{archive_format}{/ref}",
            "assignees {/user}",
            "blobs /git/blobs{/sha}",
            "branches {/branch}",
            "collaborators {/collaborator}",
            "comments {/number}",
            "commits {/sha}",
            "compare /compare/{base}...{head}",
            "contents /contents/{+path}",
            "contributors",
            "deployments",
            "downloads",
            "events",
            "forks",
            "git_commits /git/commits{/sha}",
            "git_refs /git/refs{/sha}",
            "git_tags /git/tags{/sha}",
            "hooks",
            "issue_comment /issues/comments{/number}",
            "issue_events /issues/events{/number}",
            "issues {/number}",
            "keys {/key_id}",
            "labels {/name}",
            "languages",
            "merges",
            "milestones {/number}",
            "notifications {?since,all,participating}",
            "pulls {/number}",
            "releases {/id}",
            "stargazers",
            "statuses {/sha}",
            "subscribers",
            "subscription",
            "tags",
            "teams",
            "trees /git/trees{/sha}")) {
      String[] parts = each.split(" ", 2);
      String rest = parts.length == 1 ? "" : parts[1];
      // What begins with a slash is all that follows the repository's address.
      whole.put(parts[0] + "_url", url + (rest.startsWith("/") ? rest : "/" + parts[0] + rest));
    }
    for (String zero :
        List.of(
            "forks",
            "forks_count",
            "open_issues",
            "open_issues_count",
            "size",
            "stargazers_count",
            "watchers",
            "watchers_count")) {
      whole.put(zero, 0);
    }
    for (String yes : List.of("downloads", "issues", "projects", "wiki")) {
      whole.put("has_" + yes, true);
    }
    String lower = repository.name.toLowerCase(Locale.ROOT);
    whole.putAll(
        fields(
            "has_pages",
            false,
            "archived",
            false,
            "disabled",
            false,
            "visibility",
            "public",
            "default_branch",
            "main",
            "homepage",
            null,
            "language",
            null,
            "license",
            null,
            "mirror_url",
            null,
            "clone_url",
            repository.page() + ".git",
            "git_url",
            "git://github.com/" + lower + ".git",
            "ssh_url",
            "git@github.com:" + lower + ".git",
            "svn_url",
            repository.page(),
            "created_at",
            THEN,
            "updated_at",
            THEN,
            "pushed_at",
            THEN));
    return whole;
  }
}
