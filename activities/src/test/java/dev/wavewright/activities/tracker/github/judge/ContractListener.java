package dev.wavewright.activities.tracker.github.judge;

import dev.wavewright.activities.tracker.github.FakeGitHub;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Judges all that is said to and by the GitHub of the tests while it runs. */
public final class ContractListener {
  private final GitHubContract contract = GitHubContract.load();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final AtomicInteger judged = new AtomicInteger();

  private ContractListener() {}

  /** Begins to listen. */
  public static ContractListener on(FakeGitHub gitHub) {
    ContractListener listener = new ContractListener();
    gitHub.listen(listener::heard);
    return listener;
  }

  /** What was wrong so far; each once. */
  public List<String> violations() {
    return violations.stream().distinct().toList();
  }

  /** How many exchanges were judged so far. */
  public int judged() {
    return judged.get();
  }

  private void heard(
      String method,
      String path,
      Map<String, String> query,
      String requestBody,
      int status,
      String body) {
    String asked =
        query.entrySet().stream()
            .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&"));
    String target = asked.isEmpty() ? path : path + "?" + asked;
    violations.addAll(contract.violations(Exchange.of(method, target, requestBody, status, body)));
    judged.incrementAndGet();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
