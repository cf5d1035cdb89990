package dev.wavewright.starter.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the table of routes.
 *
 * @param path with names in braces for what varies, which may hold slashes
 */
record Route(String method, String path, Access access, Handler handler) {
  private static final Pattern VARIABLE = Pattern.compile("\\{[a-z]+\\}");

  /** Who may use a route. */
  enum Access {
    /** Anybody, under any name. */
    ANYBODY,
    /** Anybody who speaks to this machine by its own name, from no other site's page. */
    OWN_NAME,
    /** A program with the token, or a browser that was let in. */
    READER,
    /** A program with the token: no cookie suffices, so no page can use a browser to change. */
    TOKEN
  }

  /** Answers a request. */
  @FunctionalInterface
  interface Handler {
    /**
     * Returns the answer.
     *
     * @throws Problem if it is answered by a problem document
     */
    Answer answer(Call call) throws InterruptedException;
  }

  static Route get(String path, Access access, Handler handler) {
    return new Route("GET", path, access, handler);
  }

  static Route post(String path, Handler handler) {
    return new Route("POST", path, Access.TOKEN, handler);
  }

  /** Returns the methods it takes, as the header Allow names them. */
  String allows() {
    return method.equals("GET") ? "GET, HEAD" : method;
  }

  boolean takes(String asked) {
    return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
  }

  /** Returns what stands for the names of the path, still encoded; empty if it is another path. */
  Optional<List<String>> match(String rawPath) {
    Matcher matcher = pattern().matcher(rawPath);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (int group = 1; group <= matcher.groupCount(); group++) {
      values.add(matcher.group(group));
    }
    return Optional.of(values);
  }

  private Pattern pattern() {
    StringBuilder pattern = new StringBuilder();
    Matcher names = VARIABLE.matcher(path);
    int end = 0;
    while (names.find()) {
      pattern.append(Pattern.quote(path.substring(end, names.start()))).append("(.+)");
      end = names.end();
    }
    return Pattern.compile(pattern.append(Pattern.quote(path.substring(end))).toString());
  }
}
