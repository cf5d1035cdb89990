package shapes;

/** A plane shape. */
public interface Shape {
  String name();

  double area();
}
