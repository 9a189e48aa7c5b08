'use strict';
const { register } = require('node:module');
const { pathToFileURL } = require('node:url');
const { ModuleMocker } = require('jest-mock');

register('./strip-types.mjs', pathToFileURL(__filename));

const CIRCUS_HANDLERS = Symbol.for('EVENT_HANDLERS');
const mocker = new ModuleMocker(globalThis);
let suites = 0;

/**
 * How jest loads a suite here: as Node itself does. What a suite imports stays loaded for the next one in the same
 * worker; the suite's own file is loaded anew each time. Of jest's module registry this has what its runner asks for;
 * jest.mock and the like are not there.
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

  /** Jest's own modules. The one that collects a suite's tests begins anew with every suite. */
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
