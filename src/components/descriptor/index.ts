/**
 * Reads component.json files and migrates legacy ones.
 *
 * The rules, each in the file of the same name:
 * - `parse`          strict JSON; errors have line, column and a message.
 * - `oauth-flag`     `useOAuthClient: true` at the root or inside `credentials`, or the newer
 *                    `authClientTypes: ["oauth2"]`, makes a component use the tenant's OAuth client.
 * - `variables`      environment variables: an `envVars` object, an `env` list, an `env` object, or several.
 * - `oauth2-block`   the members of `credentials.oauth2`; unknown keys are kept.
 * - `oauth1-block`   an `oauth1` block is only used if nothing declares OAuth 2, and never with an OAuth client.
 * - `client-source`  if `client_id` or `client_secret` is `{{NAME}}`, the variable NAME, declared or not, is linked to
 *                    the OAuth client, unless a credential field has that name; an empty or missing value is linked
 *                    by name; other values are left alone.
 * - `variable-pairs` pairs by name: a shared stem, one side an ID or key, the other a secret. If several pairs match,
 *                    or a variable outside the pair looks like a client ID or secret, none is used.
 * - `inspect`        the facts about a descriptor: reads it (`declarations`), links the client (`client-link`), adds
 *                    `questions` that a person has to answer and notes, and decides its `style`, such as `legacy`.
 * - `check`          checks a text, for `component check`, uploads and migrations; its limits are in `limits`.
 * - `fill`           the environment at run time: linked variables come from the OAuth client.
 * - `migrate`        turns legacy variables into an `oauth2` block and `useOAuthClient: true`, in the file's own
 *                    layout; never overwrites existing values, and reports missing ones.
 */
export { checkDescriptor } from './check.ts';
export { decodeDescriptor, TOO_LARGE } from './decode.ts';
export { DescriptorError } from './descriptor-error.ts';
export type { DescriptorFacts, Finding, LinkedVariables } from './facts.ts';
export { fillVariables } from './fill.ts';
export { inspectDescriptor } from './inspect.ts';
export { MAX_DESCRIPTOR_BYTES, MAX_REQUEST_BYTES, MAX_TEXT_BYTES } from './limits.ts';
export { pointerLocator } from './locate.ts';
export { textOfMember } from './member-text.ts';
export { migrateDescriptor } from './migrate.ts';
export type { Migration, MigrationOptions } from './migrate.ts';
export { maskSecrets, maskText } from './mask.ts';
export { parseDescriptor } from './parse.ts';
export { quote } from './quote.ts';
export { titleOf } from './title.ts';
export { uriFault } from './uri.ts';
export { isVariableName } from './variables.ts';
