import type { AppError } from '../../errors.ts';
import type { SenderEntry, SenderSample } from '../../schema/index.ts';
import { checkSender, VerificationError, type KeySource, type Verification } from '../../signatures/index.ts';
import { certificateIn, keySetIn } from '../published-keys.ts';
import { withExamples } from './parameters.ts';
import { invalid } from './rules.ts';

/**
 * The samples that a webhook with this preset would refuse. Nobody is called: what the sender publishes is in the sample.
 * @param entry without faults that `senderFaults` finds
 * @param at the JSON Pointer to the preset, empty for a file
 */
export async function sampleFaults(entry: SenderEntry, at: string): Promise<AppError[]> {
  const verification = withExamples(entry).webhook_event_verification as Verification;
  const faults: AppError[] = [];
  for (const [index, sample] of (entry.samples ?? []).entries()) {
    const pointer = `${at}/samples/${index}`;
    if (sample.url !== undefined && !URL.canParse(sample.url)) {
      faults.push(invalid('url is not a valid URL.', `${pointer}/url`));
      continue;
    }
    const checked = await checkSender(verification, requestOf(sample), keysOf(sample));
    if (!checked.valid)
      faults.push(invalid(`A webhook with this preset refuses the sample. ${checked.reason}`, pointer));
  }
  return faults;
}

/** For samples of senders that do not sign the URL. */
const ANY_URL = 'https://valetkey.example/hooks/sample';

/** The request at the time when it was signed. */
function requestOf({ headers, body, method, url = ANY_URL, secret, sent_at }: SenderSample) {
  const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    headers: Object.fromEntries(names) as Record<string, string>,
    body: Buffer.from(body),
    method,
    url,
    secrets: secret === undefined ? [] : [secret],
    now: sent_at === undefined ? Date.now() : Date.parse(sent_at),
  };
}

function keysOf({ keys = {} }: SenderSample): KeySource {
  const published = new Map(Object.entries(keys));
  async function read<T>(url: string, from: (text: string) => T): Promise<T> {
    const text = published.get(url);
    if (text === undefined)
      throw new VerificationError(`keys must contain what the sender publishes at ${url}.`);
    try {
      return from(text);
    } catch {
      throw new VerificationError(`keys must contain a key set or certificate for ${url}.`);
    }
  }
  return {
    keySet: (url) => read(url, keySetIn),
    certificate: (url) => read(url, certificateIn),
  };
}
