package dev.wavewright.activities.host;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a program that is not an agent is given of the worker's environment: where programs are and
 * how they reach what they need.
 */
final class MachineWays {
  private static final List<String> PASSED =
      List.of(
          "PATH",
          "HOME",
          "LANG",
          "LC_ALL",
          "USER",
          "JAVA_HOME",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "NODE_EXTRA_CA_CERTS",
          "REQUESTS_CA_BUNDLE",
          "PIP_CERT",
          "PIP_INDEX_URL",
          "GOPROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY");

  private MachineWays() {}

  /** Returns a map that the caller may add to. */
  static SortedMap<String, String> of(Map<String, String> workerEnvironment) {
    SortedMap<String, String> environment = new TreeMap<>();
    for (String name : PASSED) {
      String value = workerEnvironment.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    return environment;
  }
}
