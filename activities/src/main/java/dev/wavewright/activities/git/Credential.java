package dev.wavewright.activities.git;

import dev.wavewright.activities.process.SecretText;
import dev.wavewright.workflows.model.GitLogin;

/**
 * What git shows one server, and no other, to be let in.
 *
 * @param login which server, and how git is told
 * @param secret the password
 * @param source where it was found, for people: a variable or a file
 */
public record Credential(GitLogin login, SecretText secret, String source) {}
