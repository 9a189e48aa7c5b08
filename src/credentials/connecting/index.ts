/**
 * Connecting and disconnecting accounts. With an authorization code, `connect.ts` starts an attempt and returns the URL
 * for the browser, `callback.ts` handles the provider's redirect, and `finish.ts` marks the attempt as used. With a
 * device code, `start-device.ts` gets the codes, and `device-polls.ts` polls in the background, one `poll.ts` at a time,
 * until the user has entered the code, was refused, or was too late (`poll-policy.ts`). With a password or client credentials, an attempt completes immediately. In all cases `complete.ts` gets the tokens and
 * stores them if they pass its checks. An attempt can only be used once, and only if the credential has not changed
 * since (`attempt-store.ts`). `disconnect.ts` deletes the tokens, then revokes them.
 *
 * A connection attempt (table `connection_attempts`) is the API's resource `connection`. `Connection` in the code is
 * the credential's token state (table `connections`).
 */
export { deleteOldAttempts } from './attempt-store.ts';
export { createCallback } from './callback.ts';
export { createConnect, type Connect } from './connect.ts';
export { createDevicePolls } from './device-polls.ts';
export { createDisconnect, type Disconnect } from './disconnect.ts';
export { createFinish } from './finish.ts';
export { createPoll } from './poll.ts';
export { connectionAttemptView } from './serializer.ts';
