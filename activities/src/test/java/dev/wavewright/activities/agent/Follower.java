package dev.wavewright.activities.agent;

import dev.wavewright.activities.process.LinuxProcessTable;
import dev.wavewright.activities.process.ProcessStarter;
import dev.wavewright.activities.process.SessionLocks;
import dev.wavewright.workflows.model.AgentBackend;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.SessionId;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that does nothing but run one turn, so that it can be killed as a worker can. */
final class Follower {
  private Follower() {}

  static Process start(AgentLaunch launch) throws Exception {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Follower.class.getName(),
                launch.session().value(),
                launch.sessionFolder().toString(),
                launch.worktree().toString(),
                launch.prompt()))
        .redirectErrorStream(true)
        .redirectOutput(new File("/dev/null"))
        .start();
  }

  public static void main(String[] arguments) throws Exception {
    AgentLaunch launch =
        new AgentLaunch(
            new SessionId(arguments[0]),
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            1,
            1,
            AgentLaunch.Purpose.WORK,
            arguments[3],
            arguments[3],
            new AgentSettings(
                "scripted",
                AgentBackend.SCRIPTED,
                List.of(),
                List.of(),
                List.of(),
                null,
                "main",
                List.of()),
            AgentFixture.LIMITS,
            Map.of(),
            null);
    new AgentRunner(
            new ProcessStarter(new LinuxProcessTable()),
            new SessionLocks(),
            new StartSlots(
                Path.of(arguments[1], "starts"), new SessionLocks(), 1, (agent, starting) -> true),
            Map.of("PATH", System.getenv("PATH")),
            Path.of("target/test-cache"),
            AgentFixture.TIMINGS)
        .run(launch, new AgentFixture.Worktree(), observed -> {});
  }
}
