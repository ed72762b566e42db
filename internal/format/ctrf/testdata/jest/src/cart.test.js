const total = (prices) => prices.reduce((a, b) => a + b, 0);

test('an empty cart is free', () => {
  expect(total([])).toBe(0);
});

describe('cart', () => {
  it('adds prices', () => {
    expect(total([1, 2])).toBe(3);
  });
  it('takes the discount off', () => {
    expect(total([10, -1])).toBe(8);
  });
  it.skip('refunds', () => {});
  it.todo('ships abroad');
  it.each([['EUR', 3], ['GBP', 5]])('shows %s %d', (currency, amount) => {
    expect(amount).toBeLessThan(5);
  });
  describe('with a voucher', () => {
    it('throws on an expired one', () => {
      throw new TypeError('voucher \u001b[31mexpired\u001b[39m <2026> & naïve');
    });
  });
});
