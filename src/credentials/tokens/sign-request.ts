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
import {
  authorizationOf,
  isDpop,
  newMoment,
  readDpopKey,
  signRequest,
  type SignedRequest,
} from '../protocol/index.ts';
import { assertEverConnected, needsReauthorization, type Issuing } from './issuing.ts';

type Request = SignatureCreate['data']['attributes'];

/** A signed request, for the caller to send. */
export interface Signature extends SignedRequest {
  id: string;
  tenant_id: string;
  credential_id: string;
  /** The DPoP header, if the token is bound to a key. */
  dpop?: string;
}

interface Parts {
  issuing: Pick<Issuing, 'current'>;
  secrets: CredentialSecrets;
  oauth1: Oauth1Reader;
  secretReads: SecretReads;
  /** Called for every signature, as for every token that is returned. */
  onUse(tenantId: string, credentialId: string): void;
  clock: Clock;
}

/**
 * `POST …/signatures`: signs a request to the provider's API, so that components need no key: with OAuth 1.0 (RFC 5849,
 * 3.4), or with a proof of the key that the access token is bound to (RFC 9449, 7).
 */
export function createSigning(parts: Parts): ReadAction<Input<SignatureCreate>, Signature> {
  const { secrets, oauth1, issuing, secretReads, onUse, clock } = parts;

  async function signOauth1(
    context: Context,
    credential: Credential,
    request: Request,
  ): Promise<SignedRequest> {
    const settings = await oauth1.forSigning(context.db, credential);
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
    return signed;
  }

  /** With a token that is bound to a key. It is refreshed first if necessary. */
  async function prove(
    { tenant_id, id }: Credential,
    request: Request,
  ): Promise<SignedRequest & { dpop: string }> {
    assertProvable(request);
    const { token, dpopKey } = await issuing.current(tenant_id, id);
    if (dpopKey === undefined || !isDpop(token.token_type)) throw notBound();
    const { method, url, nonce } = request;
    const key = await readDpopKey(dpopKey, clock);
    const dpop = await key.prove({ method, url, nonce, accessToken: token.access_token });
    return { url, authorization: authorizationOf(token), dpop };
  }

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
      const signed =
        credential.authentication_type === 'oauth1'
          ? await signOauth1(context, credential, request)
          : await prove(credential, request);
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
  if (type === 'oauth1' || type === 'oauth2') return;
  throw new AppError(
    'validation_failed',
    `The authentication type ${type} does not sign requests. Get the token of the credential instead.`,
    { source: { pointer: '/data' } },
  );
}

function notBound(): AppError {
  return new AppError(
    'validation_failed',
    'The access token of this credential is not bound to a key, so requests are not signed. Get its token instead; or set dpop in provider_settings, and connect the account again.',
    { source: { pointer: '/data' } },
  );
}

/** @throws AppError credential_not_connected, credential_needs_reauthorization */
function accessOf({ connection }: Credential): string {
  assertEverConnected(connection);
  if (connection.state === 'connected' && connection.access !== null) return connection.access;
  throw needsReauthorization(storedReason(connection, 'Connect the account again.'));
}

function at(member: string) {
  return { source: { pointer: `/data/attributes/${member}` } };
}

/** @throws AppError validation_failed */
function assertUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new AppError('validation_failed', 'url must be an absolute http or https URL.', at('url'));
  if (url.username !== '' || url.password !== '' || text.includes('#'))
    throw new AppError('validation_failed', 'url must not contain a username or a fragment.', at('url'));
  return url;
}

/** A proof covers the method and the URL, but no body. @throws AppError validation_failed */
function assertProvable({ url, form }: Request): void {
  assertUrl(url);
  if (form === undefined) return;
  throw new AppError(
    'validation_failed',
    'form is only signed with OAuth 1.0. Remove it, and send the body as it is.',
    at('form'),
  );
}

/**
 * A request whose signature gives nothing away and cannot mean anything else.
 * @throws AppError validation_failed, permission_missing
 */
function assertSignable(
  { url: text, form = '', nonce }: Request,
  signatureMethod: string,
  { actor }: Context,
): void {
  const url = assertUrl(text);
  if (nonce !== undefined)
    throw new AppError(
      'validation_failed',
      'nonce is only used with an access token that is bound to a key. Remove it.',
      at('nonce'),
    );
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
