package dev.wavewright.activities.tracker.github;

import dev.wavewright.activities.tracker.github.FakeGitHub.Reply;
import dev.wavewright.activities.tracker.github.FakeGitHub.Request;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the {@link FakeGitHub} answers questions about issues. */
final class FakeIssues {
  private static final String REPOSITORY = "/repos/([^/]+/[^/]+)";
  private static final String ISSUE = REPOSITORY + "/issues/([0-9]+)";

  private final FakeGitHub gitHub;

  FakeIssues(FakeGitHub gitHub) {
    this.gitHub = gitHub;
  }

  void install() {
    gitHub.route("GET", REPOSITORY + "/issues", request -> in(request, this::list));
    gitHub.route("GET", REPOSITORY + "/milestones", request -> in(request, this::milestones));
    gitHub.route("GET", REPOSITORY + "/collaborators", request -> in(request, this::writers));
    gitHub.route("GET", ISSUE, request -> of(request, issue -> Reply.of(200, issue.json())));
    gitHub.route(
        "GET",
        ISSUE + "/dependencies/blocked_by",
        request -> of(request, issue -> gitHub.page(request, json(issue.blockedBy))));
    gitHub.route(
        "GET",
        ISSUE + "/sub_issues",
        request -> of(request, issue -> gitHub.page(request, json(issue.subIssues))));
    gitHub.route(
        "GET",
        ISSUE + "/events",
        request ->
            of(
                request,
                issue -> gitHub.page(request, issue.events.stream().map(issue::json).toList())));
    gitHub.route("GET", "/repositories/([0-9]+)/issues/([0-9]+)", this::moved);
  }

  private interface InRepository {
    Reply answer(Request request, FakeRepository repository);
  }

  private interface OfIssue {
    Reply answer(FakeIssue issue);
  }

  private Reply in(Request request, InRepository question) {
    FakeRepository repository = gitHub.known(request.part(1));
    return repository == null || repository.hidden
        ? Reply.error(404, "Not Found")
        : question.answer(request, repository);
  }

  private Reply of(Request request, OfIssue question) {
    return in(
        request,
        (asked, repository) -> {
          FakeIssue issue = repository.issues.get(Long.parseLong(asked.part(2)));
          if (issue == null || issue.hidden) {
            return Reply.error(404, "Not Found");
          }
          if (issue.gone) {
            return Reply.error(410, "This issue was deleted");
          }
          FakeIssue place = issue.movedTo;
          return place == null ? question.answer(issue) : elsewhere(place);
        });
  }

  private Reply elsewhere(FakeIssue place) {
    String location = gitHub.api() + "/repositories/" + place.id + "/issues/" + place.number;
    return Reply.of(
            301,
            FakeGitHub.fields(
                "message", "Moved Permanently",
                "url", location,
                "documentation_url", "https://docs.github.com/rest"))
        .with("Location", location);
  }

  /** By the id of the place: a transferred issue is named by its repository's number. */
  private Reply moved(Request request) {
    return gitHub.all().stream()
        .flatMap(repository -> repository.issues.values().stream())
        .filter(issue -> Long.toString(issue.id).equals(request.part(1)))
        .findFirst()
        .map(issue -> Reply.of(200, issue.json()))
        .orElse(Reply.error(404, "Not Found"));
  }

  private static List<Map<String, Object>> json(List<FakeIssue> issues) {
    return issues.stream().map(FakeIssue::json).toList();
  }

  private Reply milestones(Request request, FakeRepository repository) {
    String state = request.query().getOrDefault("state", "open");
    return gitHub.page(
        request,
        repository.milestones.stream()
            .filter(each -> state.equals("all") || state.equals(each.state()))
            .map(repository::json)
            .toList());
  }

  private Reply writers(Request request, FakeRepository repository) {
    if (!repository.tokenMayPush) {
      return Reply.error(403, "Must have push access to view repository collaborators.");
    }
    boolean push = "push".equals(request.query().get("permission"));
    return gitHub.page(
        request,
        repository.collaborators.keySet().stream()
            .filter(login -> !push || repository.mayPush(login))
            .map(repository::collaborator)
            .toList());
  }

  private Reply list(Request request, FakeRepository repository) {
    Map<String, String> query = request.query();
    String state = query.getOrDefault("state", "open");
    String milestone = query.get("milestone");
    FakeRepository.FakeMilestone wanted = null;
    if (milestone != null) {
      wanted =
          repository.milestones.stream()
              .filter(each -> Long.toString(each.number()).equals(milestone))
              .findFirst()
              .orElse(null);
      if (wanted == null) {
        return Reply.error(422, "Validation Failed");
      }
    }
    String title = wanted == null ? null : wanted.title();
    Comparator<FakeIssue> order =
        "updated".equals(query.get("sort"))
            ? Comparator.comparing((FakeIssue issue) -> issue.updated)
            : Comparator.comparing((FakeIssue issue) -> issue.created);
    order = order.thenComparingLong(issue -> issue.number);
    Instant since = query.containsKey("since") ? Instant.parse(query.get("since")) : Instant.MIN;
    List<FakeIssue> found =
        repository.issues.values().stream()
            .filter(issue -> !issue.gone && !issue.hidden && issue.movedTo == null)
            .filter(issue -> state.equals("all") || state.equals("open") == issue.open)
            .filter(issue -> title == null || title.equals(issue.milestone))
            .filter(issue -> labelled(issue, query.get("labels")))
            .filter(issue -> !issue.updated.isBefore(since))
            .sorted("asc".equals(query.get("direction")) ? order : order.reversed())
            .toList();
    return gitHub.page(request, found, FakeIssue::json);
  }

  private static boolean labelled(FakeIssue issue, @Nullable String labels) {
    return labels == null
        || List.of(labels.split(",")).stream()
            .allMatch(label -> issue.labels.stream().anyMatch(label::equalsIgnoreCase));
  }
}
