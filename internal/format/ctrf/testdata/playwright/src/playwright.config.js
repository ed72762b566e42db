// No test asks for a page, so no browser is needed to write the report.
module.exports = {
  retries: 1,
  reporter: [['list'], ['playwright-ctrf-json-reporter', { outputDir: '.', outputFile: 'ctrf.json', annotations: true, appVersion: '1.4.0', buildName: 'shop-main', buildNumber: '42', buildUrl: 'https://ci.example/builds/42', branchName: 'main', commit: '0a1b2c3', testEnvironment: 'staging' }]],
  projects: [{ name: 'chromium' }, { name: 'firefox' }],
};
