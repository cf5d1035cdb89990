/** Runs the main method of every test class named. */
public class RunTests {
  public static void main(String[] names) throws Exception {
    int failed = 0;
    for (String name : names) {
      try {
        Class.forName(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        System.out.println("ok   " + name);
      } catch (java.lang.reflect.InvocationTargetException e) {
        System.out.println("FAIL " + name + ": " + e.getCause().getMessage());
        failed++;
      }
    }
    System.exit(failed == 0 ? 0 : 1);
  }
}
