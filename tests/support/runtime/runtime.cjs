'use strict';
const { register } = require('node:module');
const { pathToFileURL } = require('node:url');
const { ModuleMocker } = require('jest-mock');

register('./strip-types.mjs', pathToFileURL(__filename));

const CIRCUS_HANDLERS = Symbol.for('EVENT_HANDLERS');
const mocker = new ModuleMocker(globalThis);
let suites = 0;

/**
 * Loads suites as Node itself does. The modules that a suite imports stay loaded for the next suite in the same worker;
 * the suite's own file is loaded every time. Has only the parts of jest's module registry that its runner uses, so
 * jest.mock and the like do not exist.
 */
module.exports = class NativeRuntime {
  constructor(_config, environment, _resolver, _transformer, _cacheFS, _coverage, testPath) {
    const timers = environment.fakeTimersModern;
    globalThis.jest = {
      fn: mocker.fn.bind(mocker),
      spyOn: mocker.spyOn.bind(mocker),
      restoreAllMocks: () => mocker.restoreAllMocks(),
      setTimeout: (ms) => void (globalThis[Symbol.for('TEST_TIMEOUT_SYMBOL')] = ms),
      useFakeTimers: (config) => timers.useFakeTimers(config),
      useRealTimers: () => timers.useRealTimers(),
      advanceTimersByTimeAsync: (ms) => timers.advanceTimersByTimeAsync(ms),
    };
    this.testPath = testPath;
  }

  /** Loads jest's own modules. The one that collects tests must start afresh for every suite. */
  requireInternalModule(path) {
    delete globalThis[CIRCUS_HANDLERS];
    delete require.cache[path];
    return require(path);
  }

  requireModule(path) {
    return require(path);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    const fresh = path === this.testPath ? `?${(suites += 1)}` : '';
    return import(pathToFileURL(path).href + fresh);
  }

  setGlobalsForRuntime() {}
  getSourceMaps() {
    return new Map();
  }
  getAllCoverageInfoCopy() {}
  enterTestCode() {}
  leaveTestCode() {}
  teardown() {
    mocker.restoreAllMocks();
    delete globalThis[Symbol.for('TEST_TIMEOUT_SYMBOL')];
  }
};
