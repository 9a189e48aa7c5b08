import { ModernFakeTimers } from '@jest/fake-timers';

/**
 * Where suites run: in the worker's own global object, so that modules are loaded once for all suites of a worker. A
 * context for each suite, as jest has by default, loads and compiles the whole server anew 300 times.
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

  /** Jest wants one; nothing runs in it. */
  getVmContext() {
    return {};
  }
}
