import { requirePermission, type Context, type ReadAction } from '../../actions/index.ts';
import type { SecretReads } from '../../audit/index.ts';
import { AppError } from '../../errors.ts';
import type { Input } from '../../jsonapi/index.ts';
import type { SignatureCreate } from '../../schema/index.ts';
import type { Clock } from '../../system/clock.ts';
import { newId } from '../../system/ids.ts';
import {
  assertFound,
  findCredential,
  storedReason,
  type Credential,
  type CredentialSecrets,
  type Oauth1Reader,
} from '../definition/index.ts';
import { newMoment, signRequest, type SignedRequest } from '../protocol/index.ts';
import { assertEverConnected, needsReauthorization } from './issuing.ts';

/** A signed request, for the caller to send. */
export interface Signature extends SignedRequest {
  id: string;
  tenant_id: string;
  credential_id: string;
}

interface Parts {
  secrets: CredentialSecrets;
  oauth1: Oauth1Reader;
  secretReads: SecretReads;
  /** Called for every signature, as for every token that is returned. */
  onUse(tenantId: string, credentialId: string): void;
  clock: Clock;
}

/**
 * `POST …/signatures`: signs a request to the provider's API (RFC 5849, 3.4), so that components need neither the
 * consumer secret nor an implementation of OAuth 1.0.
 */
export function createSigning(parts: Parts): ReadAction<Input<SignatureCreate>, Signature> {
  const { secrets, oauth1, secretReads, onUse, clock } = parts;
  return {
    name: 'credentials.get_signature',
    permission: 'tenants.credentials.use',
    schema: 'signature.create',
    writes: false,
    async run(context, { params, document }) {
      const { db } = context;
      const credential = assertFound(await findCredential(db, params['id']!));
      assertSigns(credential);
      const { attributes: request } = document.data;
      const settings = await oauth1.forSigning(db, credential);
      assertSignable(request, settings.style.signature_method, context);
      const place = { tenantId: credential.tenant_id, id: credential.id };
      const access = await secrets.openAccess(place, accessOf(credential));
      const keys = {
        ...settings.client,
        token: access.access_token,
        token_secret: access.token_secret ?? '',
      };
      const signed = signRequest(request, keys, settings.style, newMoment(clock));
      onUse(credential.tenant_id, credential.id);
      const { actor, requestId, ipAddress } = context;
      secretReads.record(
        { actor, tenantId: db.tenantId, requestId, ipAddress },
        'credentials.get_signature',
        { type: 'credential', id: credential.id },
      );
      return { ...signed, id: newId(), tenant_id: credential.tenant_id, credential_id: credential.id };
    },
  };
}

function assertSigns({ authentication_type: type }: Credential): void {
  if (type === 'oauth1') return;
  throw new AppError(
    'validation_failed',
    `Only the authentication type oauth1 signs requests. This credential uses ${type}. Get its token instead.`,
    { source: { pointer: '/data' } },
  );
}

/** @throws AppError credential_not_connected, credential_needs_reauthorization */
function accessOf({ connection }: Credential): string {
  assertEverConnected(connection);
  if (connection.state === 'connected' && connection.access !== null) return connection.access;
  throw needsReauthorization(storedReason(connection, 'Connect the account again.'));
}

/**
 * A request whose signature gives nothing away and cannot mean anything else.
 * @throws AppError validation_failed, permission_missing
 */
function assertSignable(
  { url: text, form = '' }: SignatureCreate['data']['attributes'],
  signatureMethod: string,
  { actor }: Context,
): void {
  const at = (member: string) => ({ source: { pointer: `/data/attributes/${member}` } });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new AppError('validation_failed', 'url must be an absolute http or https URL.', at('url'));
  if (url.username !== '' || url.password !== '' || text.includes('#'))
    throw new AppError('validation_failed', 'url must not contain a username or a fragment.', at('url'));
  const inForm = [...new URLSearchParams(form).keys()].some(isProtocolParameter);
  if (inForm || [...url.searchParams.keys()].some(isProtocolParameter))
    throw new AppError(
      'validation_failed',
      'Parameters whose names begin with oauth_ are added by Valetkey. Remove them.',
      at(inForm ? 'form' : 'url'),
    );
  if (signatureMethod !== 'PLAINTEXT') return;
  if (url.protocol !== 'https:')
    throw new AppError(
      'validation_failed',
      'url must be an https URL, because the signature method PLAINTEXT sends the consumer secret.',
      at('url'),
    );
  // The signature contains the consumer secret.
  requirePermission(actor, 'tenants.oauth_clients.get_secret');
}

function isProtocolParameter(name: string): boolean {
  return /^oauth_/i.test(name);
}
