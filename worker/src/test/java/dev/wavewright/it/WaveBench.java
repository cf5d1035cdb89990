package dev.wavewright.it;

import dev.wavewright.starter.stack.Stack;
import dev.wavewright.starter.stack.StackFolders;
import dev.wavewright.starter.stack.TemporalBinary;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs one wave of scripted issues on the real server and prints what it cost, from the raw
 * histories. See {@code bench/wave/RESULTS.md}.
 */
public final class WaveBench {
  private static final long SEED = 7;
  private static final List<Integer> EDGES = List.of(0, 0, 1, 2);
  private static final int STARTS = 9;
  private static final int WARM = 100;

  private WaveBench() {}

  /**
   * What is run.
   *
   * @param parallel issues of one repository in flight at once
   * @param busy seconds for which every check keeps one core at work
   * @param defaults whether the server keeps its own default settings
   * @param warm whether the same stack ran another wave before, of two short issues per repository
   */
  record Plan(
      int repositories,
      int each,
      int seconds,
      int cap,
      int parallel,
      int busy,
      boolean reviewed,
      boolean defaults,
      boolean warm) {
    static Plan of(List<String> arguments) {
      return new Plan(
          number(arguments, "--repositories", 6),
          number(arguments, "--each", 8),
          number(arguments, "--seconds", 5),
          number(arguments, "--cap", 6),
          number(arguments, "--parallel", 1),
          number(arguments, "--busy", 0),
          arguments.contains("--review"),
          arguments.contains("--server-defaults"),
          arguments.contains("--warm"));
    }

    private static int number(List<String> arguments, String name, int usual) {
      int at = arguments.indexOf(name);
      return at < 0 ? usual : Integer.parseInt(arguments.get(at + 1));
    }
  }

  /** One issue of the wave; dependencies lie in earlier repositories. */
  record Planned(IssueKey key, RepositoryName repository, List<IssueKey> needs) {}

  /**
   * Runs the bench. Options: {@code --repositories N --each N --seconds N --cap N --parallel N
   * --busy N --review --server-defaults --warm --starts}; the last measures the command line's cold
   * start too.
   */
  public static void main(String[] arguments) throws Exception {
    List<String> options = List.of(arguments);
    Plan plan = Plan.of(options);
    Path root = Files.createTempDirectory("wavewright-bench");
    System.out.println("load before: " + load());
    Process server = null;
    try (Installation installation = new Installation(root)) {
      installation.sessions(plan.cap());
      if (plan.defaults()) {
        server = startDefaultServer(root, installation);
      }
      TestProject project = project(installation, plan);
      List<Planned> wave = issues(plan);
      write(project, wave, plan);
      installation.run(project.folder(), "up", "--detach").expect(0);
      Map<String, String> environment = new TreeMap<>(System.getenv());
      environment.putAll(installation.environment());
      try (Stack.Connection connection = Stack.connect(environment);
          NoOpProbe probe = NoOpProbe.start(connection.client())) {
        if (plan.warm()) {
          warmUp(project, plan);
        }
        project.run("wave", "start", "--all", "--name", "bench").expect(0);
        System.out.print(project.run("wave", "watch", "bench").expect(0).err());
        List<Duration> roundTrips = probe.stop();
        new WaveReport(plan, wave, new Histories(connection.client()), roundTrips)
            .print(System.out);
        if (options.contains("--starts")) {
          starts(installation, project.folder());
        }
      }
    } finally {
      if (server != null) {
        server.destroy();
      }
    }
    System.out.println("load after: " + load());
  }

  private static TestProject project(Installation installation, Plan plan) throws Exception {
    TestProject project = TestProject.named(installation, "bench");
    for (int at = 0; at < plan.repositories(); at++) {
      project.repository("r" + at, check(plan), "parallel: " + plan.parallel());
    }
    return project.capacity(
        "capacity: {in-flight: "
            + Math.max(plan.cap(), plan.repositories() * plan.parallel())
            + "}");
  }

  private static void warmUp(TestProject project, Plan plan) throws Exception {
    List<String> keys = new ArrayList<>();
    for (int at = 0; at < plan.repositories(); at++) {
      for (int number = WARM; number < WARM + 2; number++) {
        project.issue(
            "r" + at, number, "", "sleep 1s", "write warm" + number + " <<END", "x", "END");
        keys.add("local/r" + at + "#" + number);
      }
    }
    project.run("wave", "start", "--issues", String.join(",", keys), "--name", "warm").expect(0);
    project.run("wave", "watch", "warm", "--quiet").expect(0);
  }

  private static String check(Plan plan) {
    return plan.busy() == 0
        ? "test -s README.md"
        : "timeout " + plan.busy() + " sh -c 'while :; do :; done' || test -s README.md";
  }

  /** Layered: an issue depends on issues of earlier repositories only. */
  private static List<Planned> issues(Plan plan) {
    Random random = new Random(SEED);
    List<Planned> issues = new ArrayList<>();
    for (int at = 0; at < plan.repositories(); at++) {
      RepositoryName repository = new RepositoryName("local/r" + at);
      int earlier = issues.size();
      for (int number = 1; number <= plan.each(); number++) {
        TreeSet<IssueKey> needs = new TreeSet<>();
        for (int edge = EDGES.get(random.nextInt(EDGES.size())); edge > 0 && earlier > 0; edge--) {
          needs.add(issues.get(random.nextInt(earlier)).key());
        }
        issues.add(new Planned(IssueKey.of(repository, number), repository, List.copyOf(needs)));
      }
    }
    return issues;
  }

  private static void write(TestProject project, List<Planned> wave, Plan plan) throws Exception {
    for (Planned issue : wave) {
      String needs = String.join(", ", issue.needs().stream().map(IssueKey::value).toList());
      int number = (int) issue.key().number();
      String name = issue.repository().value().substring("local/".length());
      project.issue(
          name,
          number,
          needs,
          "sleep " + plan.seconds() + "s",
          "write file" + number + " <<END",
          "work of " + issue.key(),
          "END");
    }
    project.write();
    if (plan.reviewed()) {
      Path file = project.folder().resolve("wavewright.yml");
      Files.writeString(
          file,
          Files.readString(file)
              .replace(
                  "agents: {default: scripted}",
                  "agents: {default: scripted, review: {agent: scripted}}"));
    }
  }

  /** The same server with its durable database, but without the settings that we raise. */
  private static Process startDefaultServer(Path root, Installation installation)
      throws IOException, InterruptedException {
    TemporalBinary binary =
        TemporalBinary.provide(
            System.getenv(), StackFolders.of(System.getenv()), System.err::println);
    int port = freePort();
    Process server =
        new ProcessBuilder(
                binary.path().toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--db-filename",
                root.resolve("temporal.db").toString(),
                "--sqlite-pragma",
                "journal_mode=wal",
                "--sqlite-pragma",
                "synchronous=full",
                "--log-level",
                "error")
            .redirectErrorStream(true)
            .redirectOutput(new File(root.toFile(), "temporal.log"))
            .start();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!answers(port)) {
      if (!server.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("no server: see " + root.resolve("temporal.log"));
      }
      Thread.sleep(100);
    }
    installation.external("127.0.0.1:" + port);
    return server;
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void starts(Installation installation, Path folder) throws Exception {
    String launcher = Installation.repositoryRoot().resolve("wavewright").toString();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    for (List<String> argv :
        List.of(
            List.of(java, "-version"),
            List.of(launcher, "--version"),
            List.of(launcher, "queue", "--json"))) {
      installation.execute(folder, argv).expect(0);
      long[] millis = new long[STARTS];
      for (int at = 0; at < STARTS; at++) {
        long start = System.nanoTime();
        installation.execute(folder, argv).expect(0);
        millis[at] = (System.nanoTime() - start) / 1_000_000;
      }
      Arrays.sort(millis);
      System.out.printf(
          "cold start %-24s p50 %d ms, min %d ms, max %d ms%n",
          String.join(" ", argv).replaceAll("\\S*/", ""),
          millis[STARTS / 2],
          millis[0],
          millis[STARTS - 1]);
    }
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).strip();
  }
}
