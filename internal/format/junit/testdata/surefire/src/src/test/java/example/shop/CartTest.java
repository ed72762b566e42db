package example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CartTest {
    @Test
    void emptyCartIsFree() {
        assertEquals(0, total(List.of()));
    }

    @Test
    void discount() {
        System.out.println("bell \u0007 and \u001b[31mred\u001b[0m, naïve ✓");
        assertEquals(8, total(List.of(10, -1)), "the discount was not taken off");
    }

    @Test
    void order() {
        throw new IllegalStateException("connection refused: db:5432");
    }

    @Test
    @Disabled("the payment provider has no sandbox yet")
    void refund() {}

    @ParameterizedTest
    @CsvSource({"EUR, 3", "GBP, 5"})
    void priceIsShown(String currency, int amount) {
        assertTrue(amount < 5, currency + " is too much");
    }

    private static int total(List<Integer> prices) {
        return prices.stream().mapToInt(Integer::intValue).sum();
    }
}
