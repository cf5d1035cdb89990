package dev.wavewright.starter.gateway;

import dev.wavewright.starter.gate.Refusal;
import java.util.Map;

/** Why a request was not answered as wished: a problem document of RFC 9457. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * @param code the kind of problem as a word, for programs
   * @param detail what is wrong and how it is mended
   */
  Problem(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  static Problem usage(String detail) {
    return new Problem(400, "usage", detail);
  }

  static Problem of(Refusal refusal) {
    String detail =
        refusal.what()
            + (refusal.why().isBlank() ? "" : ": " + refusal.why())
            + (refusal.next() == null ? "" : "; next: " + refusal.next());
    return switch (refusal.kind()) {
      case USAGE -> usage(detail);
      case NO_SUCH_POOL -> new Problem(404, "no-such-pool", detail);
      case NO_SUCH_TICKET -> new Problem(404, "no-such-ticket", detail);
      case CONFLICT -> new Problem(409, "conflict", detail);
      case UNREACHABLE -> new Problem(503, "unreachable", detail);
      case TIMED_OUT -> new Problem(504, "timed-out", detail);
    };
  }

  int status() {
    return status;
  }

  /** Returns the members of the document. */
  Map<String, Object> document() {
    return Map.of(
        "type",
        "about:blank",
        "status",
        status,
        "title",
        title(status),
        "code",
        code,
        "detail",
        String.valueOf(getMessage()));
  }

  /** As the status is called, which is what the type about:blank asks for. */
  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 421 -> "Misdirected Request";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "Internal Server Error";
    };
  }
}
