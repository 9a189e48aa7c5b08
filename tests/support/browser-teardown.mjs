// Jest requires separate files for setup and teardown, each with a default export.
export { stopBrowser as default } from './browser-setup.mjs';
