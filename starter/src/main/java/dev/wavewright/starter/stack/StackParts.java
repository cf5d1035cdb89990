package dev.wavewright.starter.stack;

import dev.wavewright.starter.stack.StackRecord.RunningProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;

/** Tells whether a part of the stack does its work. */
public final class StackParts {
  /** Header of a gateway's health: its pid, for another stack's may answer at the same port. */
  public static final String PROCESS_HEADER = "Wavewright-Process";

  private static final int MILLIS = 2_000;

  private StackParts() {}

  /** A part, as the stack's file has it now. */
  public record Part(StackRecord record, RunningProcess process) {}

  /** Tells whether a worker polls, a gateway is healthy, Temporal answers, a supervisor lives. */
  public static boolean ready(StackFolders folders, Part part) {
    return switch (part.process().role()) {
      case WORKER ->
          Files.exists(folders.run().resolve("worker-" + part.process().pid() + ".ready"));
      case GATEWAY ->
          healthy(StackLinks.gateway(part.record().gatewayPort()) + "health", part.process().pid());
      case TEMPORAL -> TemporalAddress.answers(part.record().temporal().address());
      case SUPERVISOR -> StackLock.supervisorLives(folders);
    };
  }

  private static boolean healthy(String url, long pid) {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(MILLIS);
      connection.setReadTimeout(MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK
            && Long.toString(pid).equals(connection.getHeaderField(PROCESS_HEADER));
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
