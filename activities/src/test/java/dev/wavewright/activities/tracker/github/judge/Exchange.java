package dev.wavewright.activities.tracker.github.judge;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One request over HTTP and its answer.
 *
 * @param target path and query as sent, percent-encoded, without scheme and host
 * @param requestHeaders by name in lower case
 * @param requestBody empty where none was sent
 * @param headers of the answer, by name in lower case
 * @param body of the answer; empty where there was none
 */
public record Exchange(
    String method,
    String target,
    Map<String, List<String>> requestHeaders,
    String requestBody,
    int status,
    Map<String, List<String>> headers,
    String body) {
  public Exchange {
    requestHeaders = lowerCase(requestHeaders);
    headers = lowerCase(headers);
  }

  /** A request without a body and an answer in JSON. */
  public static Exchange get(String target, int status, String body) {
    return new Exchange("GET", target, Map.of(), "", status, Map.of(), body);
  }

  /** A request in JSON and an answer in JSON. */
  public static Exchange of(
      String method, String target, String requestBody, int status, String body) {
    return new Exchange(method, target, Map.of(), requestBody, status, Map.of(), body);
  }

  /** The path without the query. */
  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** What follows the question mark; empty where there is none. */
  String query() {
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }

  private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
    Map<String, List<String>> lower = new TreeMap<>();
    headers.forEach(
        (name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    return Map.copyOf(lower);
  }
}
