package dev.wavewright.starter.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of a YAML document together with the line it starts on, counted from 1. */
sealed interface YamlNode {
  int line();

  /** Returns how a message names this kind of value. */
  String kind();

  /** A mapping; its keys keep the order of the document. */
  record Mapping(int line, Map<String, Entry> entries) implements YamlNode {
    public Mapping {
      entries = new LinkedHashMap<>(entries);
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** A sequence. */
  record Sequence(int line, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** A scalar as it is written, whatever type YAML would give it. */
  record Scalar(int line, String text) implements YamlNode {
    @Override
    public String kind() {
      return "'" + text.replaceAll("\\p{Cntrl}", "\uFFFD") + "'";
    }
  }

  /** Nothing: an empty value, {@code ~} or {@code null}. */
  record Empty(int line) implements YamlNode {
    @Override
    public String kind() {
      return "nothing";
    }
  }

  /**
   * One key of a mapping.
   *
   * @param line where the key stands
   */
  record Entry(int line, YamlNode value) {}
}
