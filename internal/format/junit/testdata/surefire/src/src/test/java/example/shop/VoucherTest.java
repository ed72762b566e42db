package example.shop;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** With reruns on, the first attempts of the outer class land in the report of the nested one. */
class VoucherTest {
    private static int attempts;

    @Test
    void expires() {
        fail("the voucher of 2025 was taken");
    }

    @Test
    void passesAtTheSecondAttempt() {
        if (++attempts < 2) {
            fail("the voucher service did not answer");
        }
    }

    @Nested
    class OfAFriend {
        @Test
        void isTakenOnce() {}
    }
}
