import { ModernFakeTimers } from '@jest/fake-timers';

/**
 * Runs suites in the worker's own global object, so that modules are loaded once for all suites of a worker. With a
 * context for each suite, jest's default, the whole server would be loaded and compiled 300 times.
 */
export default class WorkerEnvironment {
  global = globalThis;
  fakeTimers = null;

  constructor({ projectConfig }) {
    Object.assign(globalThis, projectConfig.globals);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
  }

  /** Jest requires one, but nothing runs in it. */
  getVmContext() {
    return {};
  }
}
