package dev.wavewright.starter.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command lines and variables of the stack's processes.
 *
 * @param home folder of Wavewright itself
 * @param java the executable that runs this process
 * @param classPath of the starter
 */
public record StackCommands(Path home, Path java, String classPath) {
  /** Variable of worker and gateway: Temporal's {@code host:port}. */
  public static final String TEMPORAL_ADDRESS = "WAVEWRIGHT_TEMPORAL_ADDRESS";

  /** Variable of worker and gateway: the Temporal namespace. */
  public static final String NAMESPACE = "WAVEWRIGHT_NAMESPACE";

  /** Variable of worker and gateway: the folder of the stack's state. */
  public static final String STATE_HOME = "WAVEWRIGHT_STATE_HOME";

  /** Variable of the worker: the folder of the host's own settings. */
  public static final String CONFIG_HOME = "WAVEWRIGHT_CONFIG_HOME";

  /** Variable of the worker: the folder of what can be made again. */
  public static final String CACHE_HOME = "WAVEWRIGHT_CACHE_HOME";

  /** Variable of the worker: the epoch of this start of the embedded server; 0 with another. */
  public static final String EPOCH = "WAVEWRIGHT_EPOCH";

  /** Variable of the gateway: the port it listens on. */
  public static final String GATEWAY_PORT = "WAVEWRIGHT_GATEWAY_PORT";

  /** Variable of the gateway: the address it listens on; loopback unless set. */
  public static final String GATEWAY_BIND = "WAVEWRIGHT_GATEWAY_BIND";

  /** Variable of the gateway: the port of Temporal's Web UI, 0 for none. */
  public static final String UI_PORT = "WAVEWRIGHT_TEMPORAL_UI_PORT";

  /** Main class of the gateway. */
  public static final String GATEWAY_CLASS = "dev.wavewright.starter.gateway.Gateway";

  private static final List<String> JAVA_OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "--enable-native-access=ALL-UNNAMED",
          "-Djava.awt.headless=true");

  /** Returns the commands of this process's own installation. */
  public static StackCommands ofThisProcess() {
    return new StackCommands(
        Path.of(System.getProperty("wavewright.home", ".")).toAbsolutePath().normalize(),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("java.class.path"));
  }

  /** Returns the jar a worker runs. */
  public Path workerJar() {
    return home.resolve("worker/target/wavewright-worker.jar");
  }

  List<String> worker() {
    return java("worker", workerJar().toString(), List.of("-jar", workerJar().toString()));
  }

  /** Returns the command of a calibration. */
  public List<String> calibration(Path cache) {
    return java(
        "calibration",
        workerJar().toString(),
        List.of(
            "-cp", workerJar().toString(), "dev.wavewright.worker.Calibration", cache.toString()));
  }

  List<String> gateway() {
    return java("gateway", classPath, List.of("-cp", classPath, GATEWAY_CLASS));
  }

  List<String> supervisor() {
    return java(
        "supervisor",
        classPath,
        List.of(
            "-Xmx128m",
            "-Dwavewright.home=" + home,
            "-cp",
            classPath,
            SupervisorMain.class.getName()));
  }

  private List<String> java(String part, String code, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(JAVA_OPTIONS);
    command.addAll(ClassArchive.options(home, part, code));
    command.addAll(arguments);
    return List.copyOf(command);
  }

  /** Returns the environment of worker and gateway on top of the user's own. */
  public static Map<String, String> variables(StackRecord record, StackFolders folders) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put(TEMPORAL_ADDRESS, record.temporal().address());
    variables.put(NAMESPACE, Stack.NAMESPACE);
    variables.put(STATE_HOME, folders.state().toString());
    variables.put(CONFIG_HOME, folders.config().toString());
    variables.put(CACHE_HOME, folders.cache().toString());
    variables.put(EPOCH, Long.toString(record.epoch()));
    variables.put(GATEWAY_PORT, Integer.toString(record.gatewayPort()));
    variables.put(UI_PORT, Integer.toString(record.temporal().uiPort()));
    return variables;
  }
}
