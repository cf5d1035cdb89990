package dev.wavewright.workflows.model;

import java.util.regex.Pattern;

/** Which hosts of addresses are this machine: what is sent there in clear text stays here. */
public final class Loopback {
  private static final Pattern IPV4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");

  private Loopback() {}

  /**
   * Tells whether a host is this machine, without asking any name service.
   *
   * @param host as it stands in an address, an IPv6 address in brackets
   */
  public static boolean is(String host) {
    return host.equals("localhost") || host.equals("[::1]") || IPV4.matcher(host).matches();
  }
}
