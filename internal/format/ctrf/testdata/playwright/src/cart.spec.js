const { test, expect } = require('@playwright/test');

test('an empty cart is free', { annotation: { type: 'issue', description: 'https://jira.example/browse/SHOP-1' } }, () => {
  expect(0).toBe(0);
});

test.describe('cart', () => {
  test('takes the discount off', { annotation: { type: 'requirements', description: 'SHOP-1,SHOP-2' } }, () => {
    expect(9).toBe(8);
  });
  test('passes at the second attempt', ({}, info) => {
    console.log('attempt', info.retry);
    expect(info.retry).toBeGreaterThan(0);
  });
  test('fails in one browser only', ({}, info) => {
    expect(info.project.name).toBe('chromium');
  });
  test.skip('refunds', () => {});
  test('ships abroad', () => {
    test.fixme(true, 'not built yet');
  });
  test('rounds wrongly, which is known', () => {
    test.fail();
    expect(0.1 + 0.2).toBe(0.3);
  });
});
