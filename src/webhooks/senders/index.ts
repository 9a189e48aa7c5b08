/**
 * Sender presets: for each well-known sender, a JSON file in seeds/senders with what a webhook for its events needs.
 * Every value comes from the sender's documentation. The operator adds files in SENDERS_DIR, and tenants define their
 * own presets.
 */
export { loadSenders, parseSender, type Sender } from './catalog.ts';
export { createOwnSenders } from './own.ts';
export { sampleFaults } from './sample-faults.ts';
export { signSample } from './sign-sample.ts';
export { senderRoutes } from './routes.ts';
