package dev.wavewright.activities.host;

import dev.wavewright.activities.git.GitProblem;
import dev.wavewright.activities.tracker.TrackerProblems;
import dev.wavewright.activities.tracker.TrackerUnavailable;
import dev.wavewright.activities.tracker.github.GitHubProblem;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Function;

/**
 * Classifies what a host's work runs into, once: what may pass is retried, the rest is an answer.
 */
final class Failures {
  private static final Duration PASSING_DELAY = Duration.ofSeconds(5);

  private Failures() {}

  /** A piece of work that beats while it runs. */
  @FunctionalInterface
  interface Work<T> {
    T run(Heartbeats beats) throws IOException, InterruptedException;
  }

  /** Runs work whose lasting git problems have no better answer than a failure. */
  static <T> T classified(Work<T> work) {
    return classified(
        work,
        problem -> {
          // The same to a person, whoever does not let Wavewright in.
          boolean notLetIn = problem.kind() == GitProblem.Kind.CREDENTIALS;
          throw lasting(notLetIn ? Tokens.FAILURE : "git-" + problem.kind(), sentence(problem));
        });
  }

  /**
   * Runs work with heartbeats.
   *
   * @param answer what a git problem that stays is answered with
   */
  static <T> T classified(Work<T> work, Function<GitProblem, T> answer) {
    try (Heartbeats beats = Heartbeats.start()) {
      return work.run(beats);
    } catch (GitProblem e) {
      if (e.mayPass()) {
        throw passing("git-" + e.kind(), sentence(e), PASSING_DELAY);
      }
      return answer.apply(e);
    } catch (TrackerProblems e) {
      throw lasting("tracker", String.valueOf(e.getMessage()));
    } catch (GitHubProblem e) {
      throw lasting(type(e.kind()), String.valueOf(e.getMessage()));
    } catch (TrackerUnavailable e) {
      throw passing("tracker-unavailable", String.valueOf(e.getMessage()), e.retryAfter());
    } catch (IOException | UncheckedIOException e) {
      throw lasting("disk", e + "; see free space and rights of the state folder");
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static String type(GitHubProblem.Kind kind) {
    return switch (kind) {
      case CREDENTIALS, PERMISSION -> Tokens.FAILURE;
      case NOT_FOUND, GONE, MOVED, CONFLICT, REFUSED -> "tracker";
    };
  }

  /** A problem that the same call may not meet again: Temporal tries it again. */
  static ApplicationFailure passing(String type, String message, Duration delay) {
    return ApplicationFailure.newBuilder()
        .setType(type)
        .setMessage(message)
        .setNextRetryDelay(delay)
        .build();
  }

  /** A problem that stays until a person does something. */
  static ApplicationFailure lasting(String type, String message) {
    return ApplicationFailure.newNonRetryableFailure(message, type);
  }

  /** The worker goes down: another takes the attempt over. */
  private static ApplicationFailure interrupted(InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    return ApplicationFailure.newBuilder()
        .setType(HandOver.TYPE)
        .setMessage("its worker went down; another takes over")
        .setCause(interrupted)
        .build();
  }

  static String sentence(GitProblem problem) {
    return String.valueOf(problem.getMessage());
  }
}
