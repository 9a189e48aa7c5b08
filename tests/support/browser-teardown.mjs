// Jest wants a file with a default export for each of the two.
export { stopBrowser as default } from './browser-setup.mjs';
