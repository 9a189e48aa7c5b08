const common = {
  testEnvironment: '<rootDir>/tests/support/runtime/environment.mjs',
  runtime: '<rootDir>/tests/support/runtime/runtime.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  globalSetup: '<rootDir>/tests/support/contract-setup.mjs',
};

/** Suites whose rules depend on the database (`*.db.test.ts`) run once on each engine; all others, on SQLite. */
function databaseProject(name, color) {
  return {
    ...common,
    displayName: { name, color },
    testMatch: ['<rootDir>/tests/**/*.db.test.ts'],
    globals: { TEST_DATABASE: name },
  };
}

export default {
  testTimeout: 300_000,
  maxWorkers: 2,
  // Modules of suites that have ended stay in memory, and collecting among gigabytes of them takes longer than a new start.
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...common,
      displayName: { name: 'unit', color: 'white' },
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
      globals: { TEST_DATABASE: 'sqlite' },
      testPathIgnorePatterns: [...common.testPathIgnorePatterns, '\\.(?:db|browser)\\.test\\.ts$'],
    },
    {
      ...common,
      displayName: { name: 'browser', color: 'magenta' },
      testMatch: ['<rootDir>/tests/**/*.browser.test.ts'],
      globalSetup: '<rootDir>/tests/support/browser-setup.mjs',
      globalTeardown: '<rootDir>/tests/support/browser-teardown.mjs',
      setupFilesAfterEnv: ['<rootDir>/tests/support/browser-timeout.mjs'],
    },
    databaseProject('sqlite', 'cyan'),
    {
      ...databaseProject('postgres', 'blue'),
      globalSetup: '<rootDir>/tests/support/postgres-setup.mjs',
      globalTeardown: '<rootDir>/tests/support/postgres-teardown.mjs',
    },
  ],
};
