import { loadSchemas, type SenderSample } from '../../../src/schema/index.ts';
import type { Verification } from '../../../src/signatures/index.ts';
import { loadSenders, signSample, type Sender } from '../../../src/webhooks/index.ts';
import { checkSender } from '../../signatures/check.ts';

const ALL = loadSenders(loadSchemas()).all();
const URL = 'https://valetkey.example/hooks/1';
const SECRET = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;

const verdict = (sender: Sender, sample: SenderSample, wanted: Parameters<typeof signSample>[2]) =>
  checkSender(sender.config_services.webhook_event_verification as unknown as Verification, {
    ...signSample(sender, sample, wanted),
    method: 'POST',
    url: URL,
    secrets: [SECRET],
    now: Date.now(),
  });

/** Senders that sign with a key pair or a certificate, or send a token or a JWT. */
const UNSIGNABLE = ALL.filter((sender) => !isSignable(sender));

function isSignable(sender: Sender): boolean {
  try {
    signSample(sender, sender.samples![0]!, { url: URL, secret: SECRET, now: 0 });
    return true;
  } catch (error) {
    if (/does not sign with a shared secret/.test((error as Error).message)) return false;
    throw error;
  }
}

test('only samples of senders with a shared secret can be signed anew, others are sent as they are', () => {
  const types = UNSIGNABLE.map(
    ({ config_services }) => (config_services.webhook_event_verification as unknown as Verification).type,
  );
  expect(types).not.toContain('standard_webhooks');
  expect(ALL.length - UNSIGNABLE.length).toBeGreaterThan(40);
  for (const sender of UNSIGNABLE) {
    for (const sample of sender.samples!) {
      const sent = signSample(sender, sample, { url: URL, secret: sample.secret, now: 0 });
      expect(sent.body.toString()).toBe(sample.body);
    }
  }
});

const SIGNED = ALL.filter((one) => !UNSIGNABLE.includes(one)).flatMap((sender) =>
  sender.samples!.map((sample): [string, string, Sender, SenderSample] => [
    sender.id,
    sample.type,
    sender,
    sample,
  ]),
);

describe.each(SIGNED)('%s, %s', (_id, _type, sender, sample) => {
  const wanted = { url: URL, secret: SECRET, now: Date.now() };

  test('the sample can be signed anew with any secret', async () => {
    expect(await verdict(sender, sample, wanted)).toMatchObject({ valid: true });
  });

  test('the signature fits neither another secret nor another time', async () => {
    const other = `whsec_${Buffer.alloc(24, 8).toString('base64')}`;
    expect(await verdict(sender, sample, { ...wanted, secret: other })).toMatchObject({ valid: false });
    const late = await verdict(sender, sample, { ...wanted, now: 0 });
    expect(late.valid).toBe(sample.sent_at === undefined);
  });
});

test('two requests with an ID in a header have different IDs', () => {
  const sender = ALL.find(({ id }) => id === 'standard-webhooks')!;
  const [sample] = sender.samples!;
  const idOf = () => signSample(sender, sample!, { url: URL, secret: SECRET, now: 0 }).headers['webhook-id'];
  expect(idOf()).not.toBe(idOf());
});
