/**
 * component.json: how an old or a new one is read, and how an old one is brought up to date.
 *
 * The rules, each in the file of its name:
 * - `parse`          strict JSON; a fault is told by line, column and a sentence.
 * - `oauth-flag`     `useOAuthClient: true` at the root or inside `credentials`, or the newer
 *                    `authClientTypes: ["oauth2"]`, makes a component use the tenant's OAuth client.
 * - `variables`      environment variables: an `envVars` object, an `env` list, an `env` object, or several.
 * - `oauth2-block`   what `credentials.oauth2` may hold; unknown keys are kept.
 * - `client-source`  `client_id` and `client_secret` hold `{{NAME}}`: a declared variable is linked to the
 *                    OAuth client; an empty or missing value is linked by name; all else is left alone.
 * - `variable-pairs` by name: a shared stem, one side an id or key, the other a secret. When two pairs fit,
 *                    both are candidates and neither is taken.
 * - `inspect`        all of these together: the facts about a descriptor.
 * - `fill`           the environment at run time: linked variables come from the OAuth client.
 * - `migrate`        legacy variables become an `oauth2` block and `useOAuthClient: true`, in the file's own
 *                    layout; what stands is never overwritten, what is not known is named.
 */
export { decodeDescriptor } from './decode.ts';
export { DescriptorError } from './descriptor-error.ts';
export type { DescriptorErrorCode } from './descriptor-error.ts';
export type {
  DescriptorFacts,
  DescriptorStyle,
  DescriptorVariable,
  Finding,
  LinkedVariables,
  VariablePair,
} from './facts.ts';
export { fillVariables } from './fill.ts';
export { inspectDescriptor } from './inspect.ts';
export { MAX_DESCRIPTOR_BYTES, MAX_DESCRIPTOR_DEPTH } from './limits.ts';
export { pointerLocator } from './locate.ts';
export { migrateDescriptor } from './migrate.ts';
export type { Migration, MigrationOptions } from './migrate.ts';
export { parseDescriptor } from './parse.ts';
export { endOfHost, hostIsFixed, PLACEHOLDER } from './placeholders.ts';
export { quote } from './quote.ts';
export { uriFault } from './uri.ts';
