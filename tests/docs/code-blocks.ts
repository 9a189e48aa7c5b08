import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** README.md and the guides. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(new URL('docs/', ROOT))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export function textOfPage(page: string): string {
  return readFileSync(new URL(page, ROOT), 'utf8');
}

/** A block of commands on a page, with the heading above it. */
export interface Block {
  page: string;
  heading: string;
  text: string;
}

export function shellBlocks(): Block[] {
  return PAGES.flatMap((page) => {
    const blocks: Block[] = [];
    let heading = '';
    for (const [whole, title, text] of textOfPage(page).matchAll(/^#+ (.+)$|^```sh\n([^]*?)^```$/gm)) {
      if (whole.startsWith('#')) heading = title!;
      else blocks.push({ page, heading, text: text! });
    }
    return blocks;
  });
}

/** The blocks that the paste test leaves out: how the block begins → reason. */
export const NOT_PASTED: Record<string, string> = {
  'npm ci && npm start': 'installs the checkout again; the test starts the built program instead',
  'export VALETKEY_API=': 'listens until it is stopped',
  'npm ci && npm test': 'runs this test',
  'npm ci && npm run build': 'installs the checkout again; the test writes data/owner.json instead',
  'npm run demo:provider': 'runs in its own terminal; the test starts it itself',
  'OUTBOUND_ALLOW=127.0.0.1 npm start': 'runs in its own terminal; the test starts it itself',
  'echo "$BASE/oauth2/auth?': 'waits for a code that a user gets in a browser',
  'curl -s -u "$CLIENT_ID:$CLIENT_SECRET" -d "grant_type=authorization_code':
    'needs the code from the browser',
  'token() {': 'needs the tokens issued for the code from the browser',
  'curl -s $API/scopes': 'ends by waiting for a code that a user gets in a browser',
  'curl -s -X POST "$BASE/oauth/token': 'needs the code from the browser',
  'curl -s $API/oauth-apps -u $LOGIN -H "$JSON" -d \'{"data":{"type":"oauth-app","attributes":{"name":"Our API"':
    'introspects the key issued for the code from the browser',
  'curl -s -X PATCH $API/webhook-events/$EVENT': 'needs an event that is not delivered',
  'node -e \'require("http").createServer': 'runs in its own terminal; events wait without it',
};

/** The blocks to paste, in the order of the pages. */
export function pastedBlocks(): Block[] {
  return shellBlocks().filter(({ text }) => reasonNotTo(text) === undefined);
}

function reasonNotTo(text: string): string | undefined {
  return Object.entries(NOT_PASTED).find(([beginning]) => text.startsWith(beginning))?.[1];
}

/** A shell to test with. `where` is for the names of tests, so that skipped ones say why. */
export function shellNamed(name: string): { name: string; installed: boolean; where: string } {
  const installed = spawnSync(name, ['-c', ':']).status === 0;
  return { name, installed, where: `in ${name}${installed ? '' : ', which is not installed here'}` };
}
