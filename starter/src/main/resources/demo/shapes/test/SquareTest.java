import shapes.Square;

public class SquareTest {
  public static void main(String[] arguments) {
    Expect.near("area of a square of 3", 9, new Square(3).area());
  }
}
