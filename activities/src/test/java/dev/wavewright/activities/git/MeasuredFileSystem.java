package dev.wavewright.activities.git;

import java.nio.file.Path;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Lets JGit measure the resolution of file times before the first test. A worker has it measured in
 * the background, by files that come and go in a hub; here a test's folder is deleted meanwhile.
 */
public final class MeasuredFileSystem implements BeforeAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(MeasuredFileSystem.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            FS.FileStoreAttributes.class,
            measured -> FS.FileStoreAttributes.get(Path.of(System.getProperty("java.io.tmpdir"))));
  }
}
