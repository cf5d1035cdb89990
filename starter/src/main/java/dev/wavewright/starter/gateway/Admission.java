package dev.wavewright.starter.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.wavewright.starter.gateway.Route.Access;
import dev.wavewright.starter.stack.GatewayToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask what: a bearer token for programs, a cookie for a browser that came in by a one-time
 * address, and for both only under the names of this machine.
 */
final class Admission {
  static final String COOKIE = "wavewright";

  private static final Duration ENTRANCE_LIFE = Duration.ofMinutes(2);
  private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

  private final String token;
  private final String session = GatewayToken.random();
  private final InstantSource clock;
  private final Map<String, Instant> entrances = new HashMap<>();

  Admission(String token, InstantSource clock) {
    this.token = token;
    this.clock = clock;
  }

  /** Tells why a request is turned away; empty lets it in. */
  Optional<Problem> refusal(HttpExchange exchange, Access needed) {
    return switch (needed) {
      case ANYBODY -> Optional.empty();
      case OWN_NAME -> foreign(exchange);
      case READER ->
          foreign(exchange)
              .or(
                  () ->
                      hasToken(exchange) || hasCookie(exchange)
                          ? Optional.empty()
                          : Optional.of(
                              new Problem(
                                  401,
                                  "token",
                                  "a token is needed: Authorization: Bearer, with what is in"
                                      + " gateway.token of the state folder; in a browser:"
                                      + " wavewright open")));
      case TOKEN ->
          foreign(exchange)
              .or(
                  () ->
                      hasToken(exchange)
                          ? Optional.empty()
                          : Optional.of(
                              new Problem(
                                  401,
                                  "token",
                                  "a change needs the token, and a cookie is none:"
                                      + " Authorization: Bearer, with what is in gateway.token of"
                                      + " the state folder")));
    };
  }

  private static Optional<Problem> foreign(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (host == null || !isOurs(host)) {
      return Optional.of(
          new Problem(421, "host", "not under this name; use 127.0.0.1 or localhost"));
    }
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    return origin == null || isOurPage(origin, host)
        ? Optional.empty()
        : Optional.of(new Problem(403, "origin", "not from another site's page"));
  }

  boolean hasToken(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return header != null && header.startsWith("Bearer ") && same(header.substring(7), token);
  }

  private boolean hasCookie(HttpExchange exchange) {
    List<String> headers = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
    return headers.stream()
        .flatMap(header -> List.of(header.split(";", -1)).stream())
        .map(String::strip)
        .anyMatch(
            cookie ->
                cookie.startsWith(COOKIE + "=")
                    && same(cookie.substring(COOKIE.length() + 1), session));
  }

  /** Makes an address good for one entrance within two minutes. */
  synchronized String entrance() {
    Instant now = clock.instant();
    entrances.values().removeIf(end -> end.isBefore(now));
    String code = GatewayToken.random();
    entrances.put(code, now.plus(ENTRANCE_LIFE));
    return code;
  }

  /** Takes an entrance; returns the cookie it gives, or null if it is not good or no longer. */
  synchronized @Nullable String enter(String code) {
    Instant end = entrances.remove(code);
    if (end == null || end.isBefore(clock.instant())) {
      return null;
    }
    return COOKIE + "=" + session + "; HttpOnly; SameSite=Strict; Path=/";
  }

  private static boolean isOurs(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceAll(":[0-9]+$", "");
    return NAMES.contains(name);
  }

  private static boolean isOurPage(String origin, String host) {
    try {
      return host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
