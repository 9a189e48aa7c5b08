/**
 * Sender presets: for each well-known sender, a JSON file in seeds/senders with what a webhook for its events needs.
 * Every value comes from the sender's documentation.
 */
export { loadSenders, type Sender } from './catalog.ts';
export { signSample } from './sign-sample.ts';
export { senderRoutes } from './routes.ts';
export { createSenders } from './service.ts';
