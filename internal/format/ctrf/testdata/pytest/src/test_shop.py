"""Tests of a small web shop, one of every way in which a pytest test can end."""
import pytest


@pytest.fixture
def database():
    raise ConnectionError("connection refused: db:5432")


@pytest.fixture
def session():
    yield "session"
    raise RuntimeError("session was not closed")


def total(prices):
    return sum(prices)


def test_empty_cart_is_free(record_property):
    record_property("requirements", "SHOP-1")
    assert total([]) == 0


def test_discount(record_property):
    record_property("requirements", "SHOP-1, SHOP-2")
    record_property("tags", "smoke")
    assert total([10, -1]) == 8, "the discount was not taken off"


def test_order_is_stored(database):
    assert database


def test_logout(session):
    assert session == "session"


def test_checkout_then_logout(session):
    assert session == "another session"


@pytest.mark.skip(reason="the payment provider has no sandbox yet")
def test_refund():
    raise AssertionError


@pytest.mark.xfail(reason="rounding is known to be wrong, see SHOP-3")
def test_rounding():
    assert total([0.1, 0.2]) == 0.3


@pytest.mark.xfail(reason="thought to be broken")
def test_unexpected_pass():
    assert total([1]) == 1


@pytest.mark.xfail(reason="thought to be broken", strict=True)
def test_strict_unexpected_pass():
    assert total([1]) == 1


@pytest.mark.parametrize("currency, amount", [("EUR", 3), ("GBP", 5), ("¥ [JPY]", 7)])
def test_price_is_shown(currency, amount):
    assert amount < 7, f"{currency} {amount} is too much"


class TestPayments:
    def test_card_name_with_umlaut(self):
        print("Müller zahlt 10 € ✓ \x1b[31mred\x1b[0m bell \x07 end")
        assert "Müller" == "Mueller", "naïve \x1b[1mname\x1b[0m"

    def test_receipt(self, capsys):
        raise ValueError("no printer")
