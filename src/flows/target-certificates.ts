import { AppError } from '../errors.ts';
import {
  CertificateError,
  pemBlocks,
  readAuthorities,
  readKeyPair,
  type CertificateFault,
} from '../http/index.ts';
import type { Flow } from './store.ts';
import type { TargetSecrets } from './target-secrets.ts';

/** The columns of a flow that concern the certificates of its deliveries. */
export type TargetCertificates = Pick<
  Flow,
  | 'target_client_certificate'
  | 'target_client_key'
  | 'target_client_certificate_expires_at'
  | 'target_certificate_noted_at'
  | 'target_ca_certificates'
>;

export const NO_CERTIFICATES: TargetCertificates = {
  target_client_certificate: null,
  target_client_key: null,
  target_client_certificate_expires_at: null,
  target_certificate_noted_at: null,
  target_ca_certificates: null,
};

/** The attributes as a request has them. */
interface Given {
  target_client_certificate?: string | null;
  target_client_key?: string | null;
  target_ca_certificates?: string | null;
}

/**
 * Checks the certificates and the key in a request and seals the key.
 * @param before those of the flow until now. A certificate that is sent back unchanged is not checked again
 * @param now milliseconds since the epoch
 * @returns the columns that change
 * @throws AppError validation_failed
 */
export type ReadTargetCertificates = (
  flow: { tenant_id: string; id: string },
  before: TargetCertificates,
  given: Given,
  now: number,
) => Promise<Partial<TargetCertificates>>;

export function createReadTargetCertificates(secrets: TargetSecrets): ReadTargetCertificates {
  return async (flow, before, given, now) => ({
    ...(await readPair(flow, before, given, now)),
    ...readBundle(before, given, now),
  });

  async function readPair(
    flow: { tenant_id: string; id: string },
    before: TargetCertificates,
    given: Given,
    now: number,
  ): Promise<Partial<TargetCertificates>> {
    const { target_client_key: key } = given;
    const certificate = given.target_client_certificate ?? null;
    const isChanged =
      given.target_client_certificate !== undefined && certificate !== before.target_client_certificate;
    if (!isChanged && key === undefined) return {};
    const used = isChanged ? certificate : before.target_client_certificate;
    if (used === null) {
      if (typeof key === 'string') throw refused('target_client_key', WITHOUT_CERTIFICATE);
      const { target_ca_certificates: _, ...none } = NO_CERTIFICATES;
      return none;
    }
    if (key === null) throw refused('target_client_key', KEY_NEEDED);
    const sealed = before.target_client_key;
    if (key === undefined && sealed === null) throw refused('target_client_certificate', WITHOUT_KEY);
    const {
      cert,
      key: text,
      expiresAt,
    } = pairIn(used, key ?? (await secrets.open(flow, 'target_client_key', sealed!)), now);
    return {
      target_client_certificate: cert,
      target_client_certificate_expires_at: expiresAt,
      target_certificate_noted_at: null,
      ...(key !== undefined && { target_client_key: await secrets.seal(flow, 'target_client_key', text) }),
    };
  }
}

const WITHOUT_CERTIFICATE = 'target_client_key requires target_client_certificate. Set it as well.';
const WITHOUT_KEY = 'target_client_certificate requires target_client_key. Set it as well.';
const KEY_NEEDED =
  'target_client_certificate requires target_client_key. To remove both, set target_client_certificate to null.';

function pairIn(certificate: string, key: string, now: number) {
  // It would be returned.
  if (hasPrivateKey(certificate))
    throw refused(
      'target_client_certificate',
      'target_client_certificate contains a private key. Remove it, and send it as target_client_key.',
    );
  if (pemBlocks(key).some(({ label }) => label === 'CERTIFICATE'))
    throw refused(
      'target_client_key',
      'target_client_key contains a certificate. Remove it, and send it as target_client_certificate.',
    );
  try {
    return readKeyPair(`${certificate}\n${key}`, now);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    const [name, detail] = EXPLAINED[error.fault];
    throw refused(name, detail.replace('DAY', error.day));
  }
}

const EXPLAINED: Readonly<Record<CertificateFault, readonly [name: keyof Given, detail: string]>> = {
  no_certificate: [
    'target_client_certificate',
    'target_client_certificate must be a certificate as PEM (-----BEGIN CERTIFICATE-----), followed by any intermediate certificates.',
  ],
  no_key: [
    'target_client_key',
    'target_client_key must be a private key as PEM (-----BEGIN PRIVATE KEY-----).',
  ],
  encrypted: ['target_client_key', 'target_client_key is encrypted. Send it without a passphrase.'],
  mismatch: [
    'target_client_key',
    'target_client_key does not belong to target_client_certificate. Send the certificate together with its own private key.',
  ],
  expired: [
    'target_client_certificate',
    'target_client_certificate expired on DAY. Send a new one with its private key.',
  ],
  not_yet_valid: [
    'target_client_certificate',
    'target_client_certificate is not valid before DAY. Send it then, or send one that is valid now.',
  ],
  not_accepted: [
    'target_client_certificate',
    'target_client_certificate or target_client_key is too weak or of a kind that TLS does not accept. Send another one.',
  ],
};

function readBundle(
  before: TargetCertificates,
  { target_ca_certificates: given }: Given,
  now: number,
): Partial<TargetCertificates> {
  if (given === undefined || given === before.target_ca_certificates) return {};
  if (given === null) return { target_ca_certificates: null };
  if (hasPrivateKey(given))
    throw refused('target_ca_certificates', 'target_ca_certificates contains a private key. Remove it.');
  try {
    return { target_ca_certificates: readAuthorities(given, now) };
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    const detail =
      error.fault === 'expired'
        ? `All certificates in target_ca_certificates have expired, the last on ${error.day}. Send current ones.`
        : 'target_ca_certificates must be one or more certificates as PEM (-----BEGIN CERTIFICATE-----).';
    throw refused('target_ca_certificates', detail);
  }
}

function hasPrivateKey(pem: string): boolean {
  return pem.includes('PRIVATE KEY-----');
}

function refused(name: keyof Given, detail: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer: `/data/attributes/${name}` } });
}
