package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.Ticket;

/**
 * Remembers an ended request, so that a late copy of it is not taken for a new one.
 *
 * @param run the beginning of the requester's first run id
 */
public record EndedTicket(Ticket ticket, String run, Ending ending) {}
