package dev.wavewright.activities.git;

import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps JGit away from the configuration of the machine and its user, as {@link GitCommand} keeps
 * git away from it: none is read, none is written, and no git is started to find any.
 */
final class HermeticConfiguration extends SystemReader.Delegate {
  private HermeticConfiguration(SystemReader delegate) {
    super(delegate);
  }

  /** Takes effect for the whole process, as JGit knows no other way. May be repeated. */
  static void install() {
    SystemReader current = SystemReader.getInstance();
    if (!(current instanceof HermeticConfiguration)) {
      SystemReader.setInstance(new HermeticConfiguration(current));
    }
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fileSystem) {
    return new None(parent, fileSystem);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fileSystem) {
    return new None(parent, fileSystem);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fileSystem) {
    return new None(parent, fileSystem);
  }

  private static final class None extends FileBasedConfig {
    @SuppressWarnings("NullAway")
    None(@Nullable Config parent, FS fileSystem) {
      super(parent, null, fileSystem);
    }

    /**
     * Answers how exact a disk's file times are, which JGit would else find out by files that come
     * and go in the repository, for seconds. It is what JGit itself takes where it cannot measure:
     * what is younger is read again.
     */
    @Override
    public long getTimeUnit(
        String section, @Nullable String subsection, String name, long otherwise, TimeUnit unit) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
          ? unit.convert(FS.FileStoreAttributes.FALLBACK_TIMESTAMP_RESOLUTION)
          : super.getTimeUnit(section, subsection, name, otherwise, unit);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
