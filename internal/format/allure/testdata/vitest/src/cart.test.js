import { describe, expect, it, test } from 'vitest';

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
  it.fails('rounds wrongly, which is known', () => {
    expect(0.1 + 0.2).toBe(0.3);
  });
  it.each([['EUR', 3], ['GBP', 5]])('shows %s %d', (currency, amount) => {
    expect(amount).toBeLessThan(5);
  });
  describe('with a voucher', () => {
    it('throws on an expired one', () => {
      console.log('\u001b[31mred\u001b[39m output');
      throw new TypeError('voucher \u001b[31mexpired\u001b[39m <2026> & naïve');
    });
  });
  let attempts = 0;
  it('passes at the second attempt', { retry: 2 }, () => {
    attempts += 1;
    expect(attempts).toBeGreaterThan(1);
  });
});
