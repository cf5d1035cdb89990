package dev.wavewright.activities.agent;

import dev.wavewright.activities.agent.AgentResult.Ending;
import dev.wavewright.activities.process.LineFollower;
import dev.wavewright.activities.process.LogTail;
import dev.wavewright.activities.process.ManagedProcess;
import dev.wavewright.activities.process.ProcessIdentity;
import dev.wavewright.activities.process.Pulse;
import dev.wavewright.activities.process.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Follows one agent, started here or earlier, to the end of its whole process tree. */
final class Following {
  private static final Duration LOOK = Duration.ofMillis(40);

  private final AgentLaunch launch;
  private final TurnFolder turn;
  private final ManagedProcess process;
  private final AgentBackendAdapter adapter;
  private final AgentBackendAdapter.EventReader reader;
  private final RunnerTimings timings;
  private final Pulse pulse;
  private final AtomicReference<Progress.Observed> observed;
  private final Runnable started;
  private final Progress progress;
  private final Observation observation = new Observation();
  private final LineFollower output;
  private final Liveliness liveliness;
  private TurnFolder.LaunchRecord record;

  /**
   * @param started is run as soon as the agent has started, and again at every later look
   */
  Following(
      AgentLaunch launch,
      TurnFolder turn,
      TurnFolder.LaunchRecord record,
      ManagedProcess process,
      AgentBackendAdapter adapter,
      RunnerTimings timings,
      Pulse pulse,
      AtomicReference<Progress.Observed> observed,
      Runnable started,
      Progress progress) {
    this.launch = launch;
    this.turn = turn;
    this.record = record;
    this.process = process;
    this.adapter = adapter;
    this.reader = adapter.reader();
    this.timings = timings;
    this.pulse = pulse;
    this.observed = observed;
    this.started = started;
    this.progress = progress;
    this.output = new LineFollower(process.output());
    this.liveliness = new Liveliness(process, launch.limits().stall());
    String known = record.agentSession();
    if (known != null) {
      observation.session(known);
    }
  }

  /** Reads everything an agent has printed so far. */
  static void readAll(
      ManagedProcess process, AgentBackendAdapter.EventReader reader, Observation observation)
      throws IOException {
    LineFollower output = new LineFollower(process.output());
    for (List<String> lines = output.read(); !lines.isEmpty(); lines = output.read()) {
      lines.forEach(line -> reader.line(line, observation));
    }
  }

  AgentResult toTheEnd() throws IOException, InterruptedException {
    Optional<Ended> ended = Optional.empty();
    while (ended.isEmpty()) {
      read();
      ended = look();
      if (ended.isEmpty()) {
        Waiting.until(LOOK, () -> false, pulse);
      }
    }
    // Read before the tree is ended: the exit code of an agent that we end is ours, not its own,
    // and so is what it says when it is asked to end.
    ManagedProcess.State state = process.state();
    OptionalInt exit = process.exitCode();
    read();
    Observation.Terminal said = observation.terminal();
    Duration grace = state == ManagedProcess.State.RUNNING ? timings.grace() : Duration.ZERO;
    boolean gone = process.end(grace, timings.gone(), pulse);
    read();
    readRest();
    if (state != ManagedProcess.State.RUNNING) {
      said = observation.terminal();
    }
    return result(ended.get(), state, exit, said, gone);
  }

  /** Why following is over. */
  private record Ended(@Nullable Ending ending, String message) {}

  private Optional<Ended> look() {
    ManagedProcess.State state = process.state();
    if (turn.stopRequested()) {
      return Optional.of(new Ended(Ending.STOPPED, "stopped"));
    }
    if (state != ManagedProcess.State.RUNNING && state != ManagedProcess.State.ABSENT) {
      return Optional.of(new Ended(null, ""));
    }
    if (state == ManagedProcess.State.RUNNING && !reader.reportsItsEnd()) {
      observation.started();
    }
    Duration ran = Duration.between(record.launched(), Instant.now());
    if (!StartSlots.isStarting(output.offset() > 0, reader.reportsItsEnd(), ran)) {
      started.run();
    }
    liveliness.look(output.offset());
    if (observation.terminal() != Observation.Terminal.NONE
        && liveliness.silence().compareTo(timings.drain()) >= 0) {
      // Whatever follows the terminal event within this time, such as another step, takes it back.
      return Optional.of(new Ended(null, ""));
    }
    if (!observation.hasStarted() && ran.compareTo(launch.limits().start()) >= 0) {
      return Optional.of(
          new Ended(
              Ending.START_TIMED_OUT,
              "no sign of life within " + launch.limits().start().toSeconds() + " s"));
    }
    if (ran.compareTo(launch.limits().run()) >= 0) {
      return Optional.of(
          new Ended(
              Ending.RUN_TIMED_OUT, "not done within " + launch.limits().run().toSeconds() + " s"));
    }
    if (liveliness.isStalled()) {
      return Optional.of(
          new Ended(
              Ending.STALLED,
              "neither output nor activity for " + launch.limits().stall().toSeconds() + " s"));
    }
    return Optional.empty();
  }

  private void read() throws IOException {
    for (List<String> lines = output.read(); !lines.isEmpty(); lines = output.read()) {
      lines.forEach(line -> reader.line(line, observation));
    }
    tellUsage();
    String session = observation.agentSession();
    if (session != null && !session.equals(record.agentSession())) {
      record = record.withAgentSession(session);
      turn.write(record);
    }
    observed.set(
        new Progress.Observed(
            process.identity().map(ProcessIdentity::pid).orElse(0L),
            session,
            observation.tokens(),
            false,
            false));
  }

  private void tellUsage() throws IOException {
    List<UsageSign> usage = observation.takeUsage();
    if (!usage.isEmpty()) {
      progress.usage(usage, Files.getLastModifiedTime(process.output()).toInstant());
    }
  }

  /** Reads what only the end of the agent makes complete. */
  private void readRest() throws IOException {
    if (!output.rest().isEmpty()) {
      reader.line(output.rest(), observation);
    }
    Path beyond = process.outputBeyondLimit();
    if (Files.exists(beyond) && Files.size(beyond) > 0) {
      LineFollower last = new LineFollower(beyond);
      for (List<String> lines = last.read(); !lines.isEmpty(); lines = last.read()) {
        lines.forEach(line -> reader.line(line, observation));
      }
    }
    tellUsage();
    if (adapter.separateErrors()) {
      reader.errors(LogTail.of(process.errorsBeyondLimit(), process.errors()), observation);
    }
  }

  private AgentResult result(
      Ended ended,
      ManagedProcess.State state,
      OptionalInt exit,
      Observation.Terminal said,
      boolean gone)
      throws IOException {
    String tail = LogTail.of(process.outputBeyondLimit(), process.output());
    if (adapter.separateErrors()) {
      String errors = LogTail.of(process.errorsBeyondLimit(), process.errors());
      tail = errors.isBlank() ? tail : LogTail.clean(tail + "\n" + errors);
    }
    Ended judged = ended.ending() == null ? judge(state, exit, said) : ended;
    Ending ending = judged.ending() == null ? Ending.FAILED : judged.ending();
    String message = judged.message();
    if (said == Observation.Terminal.DONE
        && (ending == Ending.RUN_TIMED_OUT || ending == Ending.STALLED)) {
      // It was done before it noticed that it was to end.
      ending = Ending.FINISHED;
      message = "";
    }
    if (!gone) {
      message = (message + "; processes of the agent are left").replaceFirst("^; ", "");
    }
    return new AgentResult(
        ending,
        exit.isPresent() ? exit.getAsInt() : null,
        process.identity().map(ProcessIdentity::pid).orElse(0L),
        observation.agentSession(),
        observation.tokens(),
        reader.reportsItsEnd() ? observation.finalText() : tail,
        tail,
        message,
        ending == Ending.OUT_OF_QUOTA ? observation.quota() : null,
        null);
  }

  private Ended judge(ManagedProcess.State state, OptionalInt exit, Observation.Terminal said) {
    if (state == ManagedProcess.State.NEVER_STARTED) {
      Duration waited = Duration.between(record.launched(), Instant.now());
      if (waited.compareTo(launch.limits().start()) >= 0) {
        return new Ended(
            Ending.START_TIMED_OUT,
            "not started within " + launch.limits().start().toSeconds() + " s");
      }
      return new Ended(Ending.FAILED, "cannot run '" + record.argv().getFirst() + "'");
    }
    if (said == Observation.Terminal.DONE) {
      return new Ended(Ending.FINISHED, "");
    }
    Quota quota = observation.quota();
    if (said == Observation.Terminal.FAILED) {
      return new Ended(quota == null ? Ending.FAILED : Ending.OUT_OF_QUOTA, observation.failure());
    }
    if (quota != null && exit.isPresent() && (exit.getAsInt() != 0 || quota.whateverTheExit())) {
      return new Ended(Ending.OUT_OF_QUOTA, "the account's limit is reached");
    }
    if (exit.isEmpty()) {
      return new Ended(Ending.FAILED, "the agent is gone and left no exit code");
    }
    if (exit.getAsInt() != 0) {
      return new Ended(Ending.FAILED, "the agent exited with " + exit.getAsInt());
    }
    return reader.reportsItsEnd()
        ? new Ended(Ending.FAILED, "the agent exited without saying that it is done")
        : new Ended(Ending.FINISHED, "");
  }
}
