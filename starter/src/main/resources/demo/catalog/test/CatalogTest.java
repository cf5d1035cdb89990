import catalog.Catalog;

public class CatalogTest {
  public static void main(String[] arguments) {
    Expect.same("first item", "gift card", Catalog.items().get(0));
  }
}
