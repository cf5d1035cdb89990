package dev.wavewright.workflows.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Runs a trial against faulty copies of the code it tries. A fault is a textual change of one file,
 * which is compiled in memory; the trial's class and all it tries are loaded again beside it, so
 * nothing of one run is seen by another. A constant that the compiler writes into other classes
 * keeps its old value there: a fault that changes one goes unnoticed, and so fails.
 */
public final class Mutants {
  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", ".")).resolve("src/main/java");

  private final String packages;

  private Mutants(String packages) {
    this.packages = packages;
  }

  /**
   * Returns a runner that loads every class of these packages anew for each mutant.
   *
   * @param packages prefix of the names of the tried classes and of the trial's own, with its dot:
   *     {@code dev.wavewright.workflows.capacity.}
   */
  public static Mutants inPackages(String packages) {
    return new Mutants(packages);
  }

  /**
   * Runs the trial against the mutant.
   *
   * @param trial has a constructor without parameters; throws when it finds a fault
   * @return what the trial threw, or empty if it noticed nothing
   */
  public Optional<Throwable> caughtBy(Mutant mutant, Class<? extends Runnable> trial) {
    ClassLoader faulty = new FaultyLoader(trial.getClassLoader(), compile(mutant), packages);
    try {
      Runnable run =
          faulty
              .loadClass(trial.getName())
              .asSubclass(Runnable.class)
              .getDeclaredConstructor()
              .newInstance();
      run.run();
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot run " + trial, e);
    } catch (RuntimeException | AssertionError fault) {
      return Optional.of(fault);
    }
  }

  private static Map<String, byte[]> compile(Mutant mutant) {
    Path file = SOURCES.resolve(mutant.file());
    String text = read(file);
    int first = text.indexOf(mutant.before());
    if (first < 0 || text.indexOf(mutant.before(), first + 1) >= 0) {
      throw new IllegalStateException(
          (first < 0 ? "no " : "more than one ") + "'" + mutant.before() + "' in " + file);
    }
    List<JavaFileObject> sources =
        List.of(new Source(file, text.replace(mutant.before(), mutant.after())));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager standard =
            compiler.getStandardFileManager(null, Locale.ROOT, null);
        Memory memory = new Memory(standard)) {
      List<String> options =
          List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path"));
      if (!compiler.getTask(complaints, memory, null, options, null, sources).call()) {
        throw new IllegalStateException("mutant '" + mutant + "' does not compile: " + complaints);
      }
      return memory.classes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Path file, String text) {
      super(file.toUri(), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Bytes extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Bytes(String className) {
      super(URI.create("memory:///" + className.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, Bytes> written = new LinkedHashMap<>();

    Memory(StandardJavaFileManager standard) {
      super(standard);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        javax.tools.@Nullable FileObject sibling) {
      Bytes bytes = new Bytes(className);
      written.put(className, bytes);
      return bytes;
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new LinkedHashMap<>();
      written.forEach((name, object) -> classes.put(name, object.bytes.toByteArray()));
      return classes;
    }
  }

  /** Looks in the mutant first, then defines its own copy of what the parent has. */
  private static final class FaultyLoader extends ClassLoader {
    private final Map<String, byte[]> faulty;
    private final String packages;

    FaultyLoader(ClassLoader parent, Map<String, byte[]> faulty, String packages) {
      super(parent);
      this.faulty = faulty;
      this.packages = packages;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(packages)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null) {
          byte[] bytes = faulty.containsKey(name) ? faulty.get(name) : unchanged(name);
          loaded = defineClass(name, bytes, 0, bytes.length);
        }
        return loaded;
      }
    }

    private byte[] unchanged(String name) throws ClassNotFoundException {
      try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (file == null) {
          throw new ClassNotFoundException(name);
        }
        return file.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
