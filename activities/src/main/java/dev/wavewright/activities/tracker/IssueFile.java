package dev.wavewright.activities.tracker;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.wavewright.activities.tracker.TrackerProblems.Problem;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.RepositoryName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One issue as a Markdown file with front matter.
 *
 * @param file name relative to the tracker's folder
 * @param completed closed as done; {@code not-planned} is closed and not completed
 */
record IssueFile(
    String file,
    IssueKey key,
    int keyLine,
    String title,
    List<String> labels,
    @Nullable String milestone,
    boolean open,
    boolean completed,
    String body) {

  private static final List<String> FIELDS =
      List.of("repo", "number", "title", "labels", "milestone", "state");

  IssueFile {
    labels = List.copyOf(labels);
  }

  /** Thrown inside this class and turned into a problem of the file. */
  private static final class Bad extends Exception {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final String fix;

    Bad(int line, String what, String fix) {
      super(what);
      this.line = line;
      this.fix = fix;
    }
  }

  /** Reads a file's bytes; adds to {@code problems} and returns null when it is no issue. */
  static @Nullable IssueFile read(String file, byte[] bytes, List<Problem> problems) {
    try {
      return new Reader(file, text(bytes)).read();
    } catch (Bad bad) {
      problems.add(new Problem(file, bad.line, String.valueOf(bad.getMessage()), bad.fix));
      return null;
    }
  }

  private static String text(byte[] bytes) throws Bad {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Bad(1, "it is not UTF-8", "save the file as UTF-8");
    }
  }

  private static final class Reader {
    private final String file;
    private final List<String> front = new ArrayList<>();
    private final String body;
    private final JsonNode fields;

    Reader(String file, String text) throws Bad {
      this.file = file;
      String[] lines = text.split("(?<=\n)", -1);
      if (!lines[0].strip().equals("---")) {
        throw new Bad(
            1, "it has no front matter", "begin with ---, repo, number and title, and ---");
      }
      int end = 1;
      int length = lines[0].length();
      while (end < lines.length && !lines[end].strip().equals("---")) {
        front.add(lines[end]);
        length += lines[end].length();
        end++;
      }
      if (end == lines.length) {
        throw new Bad(1, "its front matter does not end", "put --- on a line of its own after it");
      }
      body = text.substring(length + lines[end].length());
      fields = fields();
      checkBody(end + 2);
    }

    IssueFile read() throws Bad {
      for (String name : (Iterable<String>) fields::fieldNames) {
        if (!FIELDS.contains(name)) {
          throw new Bad(
              lineOf(name),
              "'" + visible(name) + "' is no field of an issue",
              "use " + String.join(", ", FIELDS));
        }
      }
      String state = text("state") == null ? "open" : String.valueOf(text("state"));
      if (!List.of("open", "closed", "not-planned").contains(state)) {
        throw new Bad(
            lineOf("state"),
            "'" + visible(state) + "' is no state",
            "use open, closed (as completed) or not-planned");
      }
      return new IssueFile(
          file,
          IssueKey.of(repository(), number()),
          lineOf("number"),
          title(),
          labels(),
          text("milestone"),
          state.equals("open"),
          state.equals("closed"),
          body);
    }

    private JsonNode fields() throws Bad {
      YAMLFactory factory =
          YAMLFactory.builder()
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .build();
      factory.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      try {
        JsonNode read = new ObjectMapper(factory).readTree(String.join("", front));
        if (read == null || !read.isObject()) {
          throw new Bad(1, "its front matter has no fields", "give repo, number and title");
        }
        return read;
      } catch (JsonProcessingException e) {
        int line = e.getLocation() == null ? 1 : 1 + e.getLocation().getLineNr();
        String first = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        throw new Bad(line, "its front matter is not YAML: " + visible(first), "correct that line");
      }
    }

    private void checkBody(int firstLine) throws Bad {
      Optional<TrackerText.Fault> fault = TrackerText.inBody(body);
      if (fault.isPresent()) {
        throw new Bad(
            firstLine + fault.get().line(), "its text " + fault.get().what(), fault.get().fix());
      }
    }

    private RepositoryName repository() throws Bad {
      String repo = text("repo");
      if (repo == null) {
        throw new Bad(lineOf("repo"), "it has no repo", "add repo: owner/name");
      }
      try {
        return new RepositoryName(repo.contains("/") ? repo : "local/" + repo);
      } catch (IllegalArgumentException e) {
        throw new Bad(
            lineOf("repo"), "'" + visible(repo) + "' names no repository", "write owner/name");
      }
    }

    private long number() throws Bad {
      JsonNode number = fields.get("number");
      if (number == null || number.isNull()) {
        throw new Bad(lineOf("number"), "it has no number", "add number: 1, unique per repository");
      }
      if (!number.isIntegralNumber()
          || !number.canConvertToLong()
          || number.longValue() < 1
          || number.longValue() >= 1_000_000_000_000_000_000L) {
        throw new Bad(
            lineOf("number"),
            "'" + visible(number.asText()) + "' is no issue number",
            "use a whole number from 1");
      }
      return number.longValue();
    }

    private String title() throws Bad {
      String title = text("title");
      if (title == null || title.isBlank()) {
        throw new Bad(lineOf("title"), "it has no title", "add title: one line");
      }
      Optional<TrackerText.Fault> fault = TrackerText.inTitle(title);
      if (fault.isPresent()) {
        throw new Bad(lineOf("title"), "its title " + fault.get().what(), fault.get().fix());
      }
      return title.strip();
    }

    private List<String> labels() throws Bad {
      JsonNode labels = fields.get("labels");
      List<String> found = new ArrayList<>();
      if (labels == null || labels.isNull()) {
        return found;
      }
      for (JsonNode label : labels.isArray() ? labels : List.of(labels)) {
        if (!label.isValueNode()) {
          throw new Bad(lineOf("labels"), "a label is not a word", "write labels: [one, two]");
        }
        found.add(plain("labels", label.asText()));
      }
      return found;
    }

    private @Nullable String text(String field) throws Bad {
      JsonNode value = fields.get(field);
      if (value == null || value.isNull()) {
        return null;
      }
      if (!value.isValueNode()) {
        throw new Bad(lineOf(field), field + " is not one value", "write " + field + ": value");
      }
      return field.equals("title") ? value.asText() : plain(field, value.asText());
    }

    private String plain(String field, String value) throws Bad {
      Optional<TrackerText.Fault> fault = TrackerText.inWord(value);
      if (fault.isPresent()) {
        throw new Bad(lineOf(field), field + " " + fault.get().what(), fault.get().fix());
      }
      return value;
    }

    /** Returns the line of a field, or the first line when the file does not have it. */
    private int lineOf(String field) {
      for (int at = 0; at < front.size(); at++) {
        String line = front.get(at).strip();
        if (line.startsWith(field) && line.substring(field.length()).strip().startsWith(":")) {
          return at + 2;
        }
      }
      return 1;
    }
  }

  /** Text of others in our messages: short, and without what deceives. */
  private static String visible(String text) {
    return TrackerText.visible(text, 80);
  }
}
