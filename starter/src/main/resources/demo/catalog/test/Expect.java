public class Expect {
  static void near(String what, double wanted, double got) {
    if (Math.abs(wanted - got) > 1e-6) {
      throw new AssertionError(what + ": expected " + wanted + ", got " + got);
    }
  }

  static void same(String what, Object wanted, Object got) {
    if (!wanted.equals(got)) {
      throw new AssertionError(what + ": expected " + wanted + ", got " + got);
    }
  }
}
