package dev.wavewright.activities.host;

import dev.wavewright.activities.agent.StartRoom;
import dev.wavewright.activities.machine.Footprints;
import dev.wavewright.activities.machine.Machine;
import dev.wavewright.activities.machine.MachineReading;
import dev.wavewright.activities.machine.MemoryReserve;
import dev.wavewright.activities.machine.PressureRule;
import dev.wavewright.workflows.model.AgentSettings;
import dev.wavewright.workflows.model.ByteSize;
import java.io.IOException;

/** The machine's memory, as what it has and what one more agent needs. */
public final class MachineRoom implements StartRoom {
  private final Machine machine;
  private final Footprints footprints;
  private final MemoryReserve reserve;

  public MachineRoom(Machine machine, Footprints footprints, MemoryReserve reserve) {
    this.machine = machine;
    this.footprints = footprints;
    this.reserve = reserve;
  }

  /** A burst of grants comes before any of its agents uses memory: each start looks again. */
  @Override
  public boolean fits(AgentSettings agent, int starting) {
    footprints.runs(agent);
    try {
      MachineReading reading = machine.read();
      return reading.available() >= need(footprints.of(agent), starting, reading).bytes();
    } catch (IOException e) {
      // What cannot be read is not watched.
      return true;
    }
  }

  MachineReading read() throws IOException {
    return machine.read();
  }

  /** Returns what one more agent needs, whichever comes. */
  PressureRule.Need need(MachineReading reading) {
    return need(footprints.largest(), 1, reading);
  }

  /** Tells whether what is to stay free is used. */
  boolean isUsedUp(MachineReading reading) {
    return reading.available() < reserve.of(reading.memory()).bytes();
  }

  /** Returns what so many agents need, by what one uses or was seen to use. */
  PressureRule.Need need(AgentSettings agent, long most, int agents, MachineReading reading) {
    return need(new ByteSize(Math.max(most, footprints.of(agent).bytes())), agents, reading);
  }

  private PressureRule.Need need(ByteSize footprint, int agents, MachineReading reading) {
    return reserve.need(footprint, agents, reading.memory());
  }
}
