package example.shop;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SetUpTest {
    @BeforeAll
    static void connect() {
        throw new IllegalStateException("no database");
    }

    @Test
    void neverRuns() {}
}
