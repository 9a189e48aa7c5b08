// The pages of docs/senders/: one for each sender preset in seeds/senders/, and a list of all.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

const ROOT = new URL('../', import.meta.url);
const SEEDS = new URL('seeds/senders/', ROOT);
const PAGES = new URL('docs/senders/', ROOT);
const BANNER = '<!-- Generated from seeds/senders/ by `npm run contract`. Do not edit. -->';

const METHODS = {
  documented: "the sender's documentation",
  library: "the sender's own library or API description",
  third_party: "somebody else's documentation or library",
};

const NAMES = {
  webhook_event_verification: 'signature',
  webhook_handshake: 'handshake',
  webhook_parser: 'parser',
  action_callback_parser: 'parser of actions',
  registration: 'where to enter the endpoint',
  secret_description: 'secret',
  response: 'response',
  deduplication: 'deduplication',
  parameters: 'parameters',
  samples: 'samples',
};

/**
 * Writes the pages, and deletes those of former presets.
 * @param {boolean} isCheck only report the pages that are out of date, missing or left over, and fail
 */
export async function writePages(isCheck) {
  const senders = readSenders();
  const pages = new Map(senders.map((sender) => [`${sender.id}.md`, pageOf(sender)]));
  pages.set('README.md', listOf(senders));
  const options = { ...(await resolveConfig(PAGES)), parser: 'markdown' };
  mkdirSync(PAGES, { recursive: true });
  for (const file of new Set([...pages.keys(), ...readdirSync(PAGES)])) {
    const page = new URL(file, PAGES);
    const wanted = pages.has(file) ? await format(pages.get(file), options) : undefined;
    if ((existsSync(page) ? readFileSync(page, 'utf8') : undefined) === wanted) continue;
    if (isCheck) {
      console.error(`docs/senders/${file} is out of date. Run: npm run contract`);
      process.exitCode = 1;
    } else if (wanted === undefined) rmSync(page);
    else writeFileSync(page, wanted);
  }
}

function readSenders() {
  return readdirSync(SEEDS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      id: file.slice(0, -'.json'.length),
      ...JSON.parse(readFileSync(new URL(file, SEEDS), 'utf8')),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function listOf(all) {
  const rows = all.map(({ id, name, config_services }) => {
    const { type, algorithm, algorithms = [algorithm] } = config_services.webhook_event_verification;
    const { type: handshake } = config_services.webhook_handshake ?? {};
    const proof = [`\`${type}\``, ...algorithms.filter((one) => one !== undefined)].join(', ');
    return `| [${name}](${id}.md) | ${proof} | ${handshake === undefined ? '' : `\`${handshake}\``} |`;
  });
  return [
    BANNER,
    '# Sender presets',
    'A preset has what a webhook for the events of a sender needs. The console offers them when you add a webhook, and `GET /v2/senders/{id}` returns them. Any other sender can be declared: see [Webhooks](../webhooks.md#from-a-provider-with-a-signature).',
    `| Sender | Verification | Handshake |\n| --- | --- | --- |\n${rows.join('\n')}`,
  ].join('\n\n');
}

function pageOf(sender) {
  const { id, name, documentation_url, checked_on, registration, secret_description, notes, samples } =
    sender;
  const { config_services, deduplication, response, parameters = {} } = sender;
  const webhook = {
    name,
    authentication: 'signature',
    ...(secret_description !== undefined && { secret: registration.shows_secret === true ? null : '…' }),
    config_services,
    deduplication,
    response,
  };
  return [
    BANNER,
    `# ${name}`,
    `[Documentation](${documentation_url}) · Checked on ${checked_on} against the [sources](#sources) · [All senders](README.md)`,
    '## Set up',
    'Add a webhook in the console and choose the preset, or create it with these attributes:',
    fenced('json', JSON.stringify(webhook, null, 2)),
    ...Object.entries(parameters).map(([key, { description }]) => `Replace \`{${key}}\`. ${description}`),
    ...(secret_description === undefined ? [] : [`Secret: ${secret_description}`]),
    ...(registration.shows_secret === true
      ? [
          'The sender shows the secret only after you have entered the endpoint there. Set it with a PATCH as the last step; until then, the webhook rejects all events.',
        ]
      : []),
    [
      ...registration.steps.map((step, index) => `${index + 1}. ${step}`),
      ...(registration.url === undefined ? [] : ['', `Where: <${registration.url}>`]),
    ].join('\n'),
    ...(notes === undefined ? [] : [notes]),
    '## Samples',
    `Send one to a webhook: \`valetkey trigger ${id} '${samples[0].type}' --to $ENDPOINT\`.`,
    ...samples.flatMap((sample) => [
      `### \`${sample.type}\``,
      originOf(sample, config_services.webhook_event_verification),
      fenced('http', requestOf(sample)),
      ...Object.entries(sample.keys ?? {}).flatMap(([url, key]) => [
        `The key at \`${url}\`:`,
        fenced('text', key.trim()),
      ]),
    ]),
    '## Sources',
    sourcesOf(sender),
  ].join('\n\n');
}

function originOf({ source_url, secret, url, sent_at }, { type, algorithms = [] }) {
  const isPublicKey = type === 'public_key' || algorithms.some((name) => !name.startsWith('HS'));
  const done = type === 'token' || type === 'microsoft_graph' ? 'sent' : 'signed';
  const origin =
    source_url === undefined
      ? `${done[0].toUpperCase()}${done.slice(1)}`
      : `[Published by the sender](${source_url}), and ${done}`;
  const where = url === undefined ? '' : ` for the endpoint \`${url}\``;
  const when = sent_at === undefined ? '' : ` at ${sent_at}`;
  if (secret === undefined) return `${origin} with a key that is published${where}${when}.`;
  const by = isPublicKey ? 'for the public key' : 'with the secret';
  return `${origin} ${by} \`${secret}\`${where}${when}.`;
}

function requestOf({ kind, method, url, headers, body }) {
  const action = kind === 'action' ? '/actions' : '';
  const path = url === undefined ? `/hooks/…${action}` : new URL(url).pathname;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path} HTTP/1.1`, ...lines, '', body].join('\n');
}

function sourcesOf({ sources, unconfirmed = [] }) {
  const lines = sources.map(
    ({ url, facts, checked_on, method }) =>
      `- <${url}> (${METHODS[method]}, ${checked_on}): ${namesOf(facts)}`,
  );
  return [...lines, ...(unconfirmed.length === 0 ? [] : [`- Not confirmed: ${namesOf(unconfirmed)}`])].join(
    '\n',
  );
}

function namesOf(facts) {
  return facts.map((fact) => NAMES[fact] ?? fact).join(', ');
}

function fenced(language, text) {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
