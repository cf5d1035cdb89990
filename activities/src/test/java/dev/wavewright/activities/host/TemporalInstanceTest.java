package dev.wavewright.activities.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.model.HostId;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TemporalInstanceTest {
  @Test
  @DisplayName(
      "in memory, where namespaces of one name have one id, every host is its own instance")
  void inMemory() {
    try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance()) {
      String alpha = id(temporal, "alpha");
      assertThat(UUID.fromString(alpha)).isNotNull();
      assertThat(id(temporal, "alpha")).isEqualTo(alpha);
      assertThat(id(temporal, "beta")).isNotEqualTo(alpha);
    }
  }

  private static String id(TestWorkflowEnvironment temporal, String host) {
    TemporalInstance instance =
        new TemporalInstance(temporal.getWorkflowClient(), new HostId(host));
    assertThat(instance.host()).isEqualTo(host);
    return instance.id();
  }

  @Test
  @DisplayName("hosts of one Temporal server are one instance, by the id it gave their namespace")
  void oneForAllHosts() {
    UUID timeOrdered = UUID.fromString("01a1ffbf-ee19-7072-ab65-12bfd889633f");
    UUID random = UUID.fromString("7f1c6f0e-0a55-4c2b-9b5c-3d1c5a0a6a11");
    for (UUID namespace : new UUID[] {timeOrdered, random}) {
      assertThat(TemporalInstance.id(namespace, new HostId("alpha")))
          .isEqualTo(namespace)
          .isEqualTo(TemporalInstance.id(namespace, new HostId("beta")));
    }
  }
}
