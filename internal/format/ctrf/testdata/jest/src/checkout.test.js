jest.retryTimes(2);
let attempts = 0;

describe('checkout', () => {
  it('passes at the second attempt', () => {
    attempts += 1;
    expect(attempts).toBeGreaterThan(1);
  });
  it('fails every time', () => {
    expect('red').toBe('green');
  });
});
