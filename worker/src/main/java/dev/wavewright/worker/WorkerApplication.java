package dev.wavewright.worker;

import dev.wavewright.workflows.model.HostId;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The worker process. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class WorkerApplication {
  /** Folder of this host's state; set by whoever starts a worker. */
  static final String STATE_HOME = "WAVEWRIGHT_STATE_HOME";

  public static void main(String[] arguments) {
    String stateHome = System.getenv(STATE_HOME);
    if (stateHome == null || stateHome.isBlank()) {
      System.err.println(
          "worker: " + STATE_HOME + " is not set; start workers with: wavewright worker");
      System.exit(3);
      return;
    }
    try {
      HostId host = HostIdentity.of(Path.of(stateHome));
      SpringApplication application = new SpringApplication(WorkerApplication.class);
      application.setDefaultProperties(Map.of("wavewright.host", host.value()));
      application.run(arguments);
    } catch (RuntimeException e) {
      // The supervisor passes on the last line of the log: it has to be the cause.
      System.err.println("error: " + rootOf(e));
      System.exit(1);
    }
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
