// Jest wants a file with a default export for each of the two.
export { stopServer as default } from './postgres-setup.mjs';
