// No test asks for a page, so no browser is needed to write the report.
module.exports = {
  retries: 1,
  reporter: [['list'], ['junit', { outputFile: 'junit.xml', includeRetries: !!process.env.RETRIES }]],
  projects: [{ name: 'chromium' }, { name: 'firefox' }],
};
