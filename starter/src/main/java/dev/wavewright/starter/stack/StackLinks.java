package dev.wavewright.starter.stack;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where people look. */
public final class StackLinks {
  private StackLinks() {}

  /** Returns the Web UI's list of workflows. */
  public static String workflows(int uiPort) {
    return "http://127.0.0.1:" + uiPort + "/namespaces/" + Stack.NAMESPACE + "/workflows";
  }

  /** Returns the Web UI's page of one workflow, of its latest run. */
  public static String workflow(int uiPort, String workflowId) {
    String encoded = URLEncoder.encode(workflowId, StandardCharsets.UTF_8).replace("+", "%20");
    return workflows(uiPort) + "/" + encoded;
  }

  /** Returns the gateway's own address. */
  public static String gateway(int gatewayPort) {
    return "http://127.0.0.1:" + gatewayPort + "/";
  }
}
