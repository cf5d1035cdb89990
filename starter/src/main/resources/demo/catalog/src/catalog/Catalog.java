package catalog;

import java.util.ArrayList;
import java.util.List;

/** Everything on offer. */
public final class Catalog {
  private Catalog() {}

  public static List<String> items() {
    List<String> items = new ArrayList<>();
    items.add("gift card");
    // more items
    return items;
  }
}
