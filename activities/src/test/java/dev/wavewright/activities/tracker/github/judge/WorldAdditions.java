package dev.wavewright.activities.tracker.github.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wavewright.activities.tracker.github.judge.GitHubWorld.Answer;
import dev.wavewright.activities.tracker.github.judge.GitHubWorld.Emulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code emulate} 0.8.0 lacks: dependencies, sub-issues, collaborators, rules of branches. */
final class WorldAdditions {
  private static final Pattern EDGES =
      Pattern.compile(
          "/repos/([^/]+/[^/]+)/issues/(\\d+)/(dependencies/blocked_by|dependencies/blocking|sub_issues|parent)(?:\\?.*)?");
  private static final Pattern COLLABORATORS =
      Pattern.compile("/repos/([^/]+)/[^/]+/collaborators(?:\\?.*)?");
  private static final Pattern RULES = Pattern.compile("/repos/[^/]+/[^/]+/rules/branches/.+");
  private static final Pattern PROTECTION =
      Pattern.compile("/repos/[^/]+/[^/]+/branches/[^/]+/protection");
  private static final Pattern REPOSITORY = Pattern.compile("/repos/[^/]+/[^/]+");
  private static final Pattern EVENTS =
      Pattern.compile("/repos/[^/]+/[^/]+/issues/\\d+/(?:events|timeline)(?:\\?.*)?");
  private static final Pattern ISSUES =
      Pattern.compile("/repos/([^/]+/[^/]+)/issues(?:/\\d+)?(?:\\?.*)?");

  private final Emulator emulator;
  private final Map<Long, Place> places = new ConcurrentHashMap<>();
  private final List<Edge> blockers = new CopyOnWriteArrayList<>();
  private final List<Edge> children = new CopyOnWriteArrayList<>();

  WorldAdditions(Emulator emulator) {
    this.emulator = emulator;
  }

  private record Place(String repository, long number) {
    String target() {
      return "/repos/" + repository + "/issues/" + number;
    }
  }

  /** Of the place, the other is a blocker or a child. */
  private record Edge(Place of, Place other) {}

  /** Answers a request that the emulator knows nothing of; empty for all others. */
  Optional<Answer> answer(String method, String target, String body)
      throws IOException, InterruptedException {
    Matcher edges = EDGES.matcher(target);
    if (edges.matches()) {
      Place of = new Place(edges.group(1), Long.parseLong(edges.group(2)));
      return Optional.of(edges(method, of, edges.group(3), body));
    }
    Matcher collaborators = COLLABORATORS.matcher(target);
    if (method.equals("GET") && collaborators.matches()) {
      return Optional.of(owner(collaborators.group(1)));
    }
    if (method.equals("GET") && RULES.matcher(target).matches()) {
      return Optional.of(Answer.json(200, "[]"));
    }
    if (method.equals("GET") && PROTECTION.matcher(target).matches()) {
      return Optional.of(Answer.refusal(404, "Branch not protected"));
    }
    return Optional.empty();
  }

  /** Adds to the emulator's answers what GitHub has there, and learns the ids of issues. */
  Answer completed(String target, Answer answer) {
    if (answer.status() >= 300) {
      return answer;
    }
    Matcher issues = ISSUES.matcher(target);
    if (issues.matches()) {
      return changed(answer, issue -> complete(issues.group(1), issue));
    }
    if (REPOSITORY.matcher(target).matches()) {
      return changed(answer, one -> one.put("network_count", 0).put("subscribers_count", 0));
    }
    return EVENTS.matcher(target).matches()
        ? changed(answer, WorldAdditions::completeEvent)
        : answer;
  }

  private static Answer changed(Answer answer, Consumer<ObjectNode> change) {
    JsonNode body = Recording.read(answer.text());
    if (body.isArray()) {
      body.forEach(one -> change.accept((ObjectNode) one));
    } else {
      change.accept((ObjectNode) body);
    }
    return new Answer(
        answer.status(), answer.headers(), body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** GitHub leaves out what an event is not about; the emulator says null. */
  private static void completeEvent(ObjectNode event) {
    for (String about : List.of("assignee", "label", "milestone", "rename")) {
      if (event.path(about).isNull()) {
        event.remove(about);
      }
    }
    event.putNull("performed_via_github_app");
  }

  private Answer edges(String method, Place of, String kind, String body)
      throws IOException, InterruptedException {
    List<Edge> all = kind.startsWith("dependencies") ? blockers : children;
    if (method.equals("POST")) {
      String field = kind.equals("sub_issues") ? "sub_issue_id" : "issue_id";
      Place other = places.get(Recording.read(body).path(field).longValue());
      if (other == null) {
        return Answer.refusal(404, "Not Found");
      }
      all.add(new Edge(of, other));
      return Answer.json(201, issue(of).toString());
    }
    boolean back = kind.equals("parent") || kind.equals("dependencies/blocking");
    List<Place> places = new ArrayList<>();
    for (Edge edge : all) {
      if ((back ? edge.other() : edge.of()).equals(of)) {
        places.add(back ? edge.of() : edge.other());
      }
    }
    if (kind.equals("parent")) {
      return places.isEmpty()
          ? Answer.refusal(404, "Not Found")
          : Answer.json(200, issue(places.get(0)).toString());
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Place place : places) {
      list.add(issue(place));
    }
    return Answer.json(200, list.toString());
  }

  private JsonNode issue(Place place) throws IOException, InterruptedException {
    ObjectNode issue = (ObjectNode) emulator.read(place.target());
    complete(place.repository(), issue);
    return issue;
  }

  private void complete(String repository, ObjectNode issue) {
    Place place = new Place(repository, issue.path("number").longValue());
    places.put(issue.path("id").longValue(), place);
    long blocked = count(blockers, place, false);
    long blocking = count(blockers, place, true);
    issue
        .putObject("issue_dependencies_summary")
        .put("blocked_by", blocked)
        .put("blocking", blocking)
        .put("total_blocked_by", blocked)
        .put("total_blocking", blocking);
    issue
        .putObject("sub_issues_summary")
        .put("total", count(children, place, false))
        .put("completed", 0)
        .put("percent_completed", 0);
  }

  private static long count(List<Edge> edges, Place place, boolean back) {
    return edges.stream().filter(edge -> (back ? edge.other() : edge.of()).equals(place)).count();
  }

  private Answer owner(String login) throws IOException, InterruptedException {
    ObjectNode user = (ObjectNode) emulator.read("/users/" + login);
    user.put("role_name", "admin");
    ObjectNode permissions = user.putObject("permissions");
    for (String permission : List.of("admin", "maintain", "push", "triage", "pull")) {
      permissions.put(permission, true);
    }
    return Answer.json(200, "[" + user + "]");
  }
}
