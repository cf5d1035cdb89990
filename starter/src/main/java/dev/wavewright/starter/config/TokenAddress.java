package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.Loopback;
import java.net.URI;
import java.util.Optional;

/** An address a token is sent to: in clear text it may only go to this machine. */
final class TokenAddress {
  private TokenAddress() {}

  /** Reads it, without a slash at its end; empty if it is none, or has more than host and path. */
  static Optional<String> read(String text) {
    String written = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    try {
      URI address = URI.create(written);
      boolean plain =
          address.getHost() != null
              && address.getUserInfo() == null
              && address.getQuery() == null
              && address.getFragment() == null;
      boolean safe =
          "https".equals(address.getScheme())
              || ("http".equals(address.getScheme()) && Loopback.is(address.getHost()));
      return plain && safe ? Optional.of(written) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
