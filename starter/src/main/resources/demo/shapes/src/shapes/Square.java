package shapes;

public record Square(double side) implements Shape {
  @Override
  public String name() {
    return "square";
  }

  @Override
  public double area() {
    return side * side;
  }
}
