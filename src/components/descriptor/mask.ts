import jsonc from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import { templateName } from './template.ts';

const MASK = '********';

/** Names of members whose values are secret, unless they are templates. */
const SECRET = /secret|password|passphrase|api_?key|private_?key|token$/i;

/** A copy of an `oauth2` block with hard-coded secrets masked. */
export function maskSecrets(block: Record<string, unknown>): Record<string, unknown> {
  const masked = Object.entries(block).map(([key, value]) => [key, isSecret(key, value) ? MASK : value]);
  return Object.fromEntries(masked) as Record<string, unknown>;
}

/** The text of a component.json with hard-coded secrets in its OAuth blocks masked. */
export function maskText(text: string): string {
  const root = jsonc.parseTree(text);
  const credentials = root && jsonc.findNodeAtLocation(root, ['credentials']);
  const blocks = [root, credentials].flatMap((holder) =>
    ['oauth2', 'oauth1'].map((name) => holder && jsonc.findNodeAtLocation(holder, [name])),
  );
  const secrets = blocks.flatMap((block) => (block?.children ?? []).flatMap(secretOf));
  const edits = secrets.map(({ offset, length }) => ({ offset, length, content: JSON.stringify(MASK) }));
  return jsonc.applyEdits(text, edits);
}

function secretOf({ children = [] }: Node): Node[] {
  const [key, value] = children;
  return key && value && isSecret(String(key.value), value.value) ? [value] : [];
}

function isSecret(key: string, value: unknown): boolean {
  return (
    SECRET.test(key) && typeof value === 'string' && value.trim() !== '' && templateName(value) === undefined
  );
}
