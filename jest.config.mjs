/** The folders of test/, from fast to slow. Each is a Jest project: `npm run jest -- --selectProjects redis`. */
export const tiers = ['unit', 'integration', 'conformance', 'redis', 'multi-process', 'browser', 'package'];

const swc = {
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** The tests of a folder of test/. */
export const project = (folder) => ({
  displayName: folder,
  testMatch: [
    `<rootDir>/test/${folder}/**/*.test.ts`,
    ...(folder === 'unit' ? ['<rootDir>/test/support/**/*.test.ts'] : []),
  ],
  testEnvironment: '<rootDir>/test/support/node-realm-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^express-oauth-beforeware$': '<rootDir>/src/index.ts',
    '^express-oauth-beforeware/testing$': '<rootDir>/src/testing/index.ts',
  },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
});

/** @type {import('jest').Config} */
export default {
  reporters: ['default', '<rootDir>/test/support/summary-reporter.mjs'],
  collectCoverageFrom: ['src/**/*.ts'],
  coverageProvider: 'v8',
  projects: tiers.map(project),
};
