package dev.wavewright.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one running stack for the whole suite: one server, one worker, one gateway. A suite
 * that kills parts of it makes an installation of its own.
 */
final class RealStack implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(RealStack.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Installation.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Installation.class, key -> start(), Installation.class);
  }

  private static Installation start() {
    try {
      Installation installation = new Installation(Files.createTempDirectory("wavewright-it"));
      installation.sessions(3);
      Installation.Ran up = installation.run(Path.of("").toAbsolutePath(), "up", "--detach");
      if (up.exitCode() != 0) {
        // What has started stays for a person to look at; here nobody would end it.
        installation.close();
      }
      up.expect(0);
      return installation;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
