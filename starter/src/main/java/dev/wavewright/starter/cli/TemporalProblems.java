package dev.wavewright.starter.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns failures of the Temporal client into what a person is told. */
final class TemporalProblems {
  private TemporalProblems() {}

  static CliProblem of(RuntimeException failure) {
    StatusRuntimeException refused = statusIn(failure);
    if (refused == null) {
      return new CliProblem(
          ExitCode.UNREACHABLE,
          "Temporal did not do what was asked",
          reason(failure),
          "wavewright doctor",
          failure);
    }
    Status status = refused.getStatus();
    String why = status.getCode() + ": " + status.getDescription();
    return switch (status.getCode()) {
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          new CliProblem(
              ExitCode.CREDENTIALS,
              "Temporal refuses these credentials",
              why,
              "wavewright doctor",
              failure);
      case DEADLINE_EXCEEDED ->
          new CliProblem(
              ExitCode.UNREACHABLE,
              "no answer in time",
              why + " (is a worker running?)",
              "wavewright doctor",
              failure);
      case NOT_FOUND ->
          new CliProblem(
              ExitCode.CONFLICT, "Temporal does not know it", why, "wavewright status", failure);
      case OK,
          CANCELLED,
          UNKNOWN,
          INVALID_ARGUMENT,
          ALREADY_EXISTS,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS ->
          new CliProblem(
              ExitCode.UNREACHABLE,
              "Temporal cannot be reached",
              why,
              "wavewright up, or: wavewright doctor",
              failure);
    };
  }

  /** The client names only the workflow; what went wrong is said by the causes. */
  private static String reason(Throwable failure) {
    List<String> reasons = new ArrayList<>(List.of(String.valueOf(failure.getMessage())));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      reasons.add(cause.toString());
    }
    return String.join(": ", reasons);
  }

  private static @Nullable StatusRuntimeException statusIn(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException refused) {
        return refused;
      }
    }
    return null;
  }
}
