// Jest requires separate files for setup and teardown, each with a default export.
export { stopServer as default } from './postgres-setup.mjs';
