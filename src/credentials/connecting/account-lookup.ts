import { evaluate } from '../../expressions/index.ts';
import { OutboundError, type Outbound, type OutboundRequest } from '../../http/index.ts';
import { isStorable } from '../../system/storable-text.ts';
import type { AccountLookup } from '../../schema/index.ts';
import { MAX_RESPONSE_DEPTH, parseJson } from '../../system/json-depth.ts';
import { isObject } from '../../system/json-type.ts';
import { fillAccountUrl, type Credential } from '../definition/index.ts';
import {
  authorizationOf,
  ConnectionError,
  fillValues,
  isDpop,
  lowerCase,
  sendWithProof,
  withCertificate,
  type Configuration,
  type Tokens,
} from '../protocol/index.ts';

/** Milliseconds. A user is waiting. */
const TIMEOUT = 10_000;
const MAX_BYTES = 262_144;
const MAX_VALUES = 20;
const MAX_VALUE_LENGTH = 500;
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,59}$/;

/**
 * Requests the values that an account's API calls need, such as its data center, with the new access token, and selects
 * them with the provider's expression.
 * @throws AppError connection_failed with the reason account_lookup_failed; overloaded
 */
export async function lookUpAccount(
  outbound: Outbound,
  {
    lookup,
    credential,
    configuration: { client, dpop },
    tokens,
    account = {},
  }: {
    lookup: AccountLookup;
    credential: Credential;
    configuration: Pick<Configuration, 'client' | 'dpop'>;
    tokens: Tokens;
    account?: Record<string, string> | undefined;
  },
): Promise<Record<string, string>> {
  const url = fillAccountUrl(lookup.url, credential, { ...account, ...tokens.values });
  const { access_token } = tokens;
  const own = fillValues(lookup.headers ?? {}, { access_token });
  const key = isDpop(tokens.token_type) ? dpop : undefined;
  const send = (request: OutboundRequest) => sendWithProof(outbound, key, request, access_token);
  const headers = {
    authorization: authorizationOf(tokens),
    ...lowerCase(own),
    accept: 'application/json',
  };
  const body = await get({ send }, withCertificate({ url, headers }, client));
  const outcome = await evaluate(credential.tenant_id, lookup.expression, body, 'value');
  if (outcome.kind !== 'value') throw failure('Its expression failed.');
  const values: unknown = JSON.parse(outcome.json);
  if (!isObject(values)) throw failure('Its expression did not return an object.');
  const secrets = [tokens.access_token, tokens.refresh_token, tokens.id_token].filter(
    (token) => token !== null,
  );
  const named = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? String(value) : value,
  ]);
  for (const [name, value] of named)
    if (
      !NAME.test(name as string) ||
      typeof value !== 'string' ||
      value.length > MAX_VALUE_LENGTH ||
      !isStorable(value)
    )
      throw failure(
        'Its expression must return an object of strings or numbers, whose names consist of letters, digits and underscores.',
      );
  if (named.some(([, value]) => secrets.some((secret) => (value as string).includes(secret))))
    throw failure(
      'Its expression returned a token, and the values of an account are returned with every token.',
    );
  if (named.length === 0 || named.length > MAX_VALUES)
    throw failure(`Its expression must return 1 to ${MAX_VALUES} values.`);
  return Object.fromEntries(named) as Record<string, string>;
}

async function get(outbound: Pick<Outbound, 'send'>, request: OutboundRequest): Promise<string> {
  const { url } = request;
  if (!URL.canParse(url)) throw failure('Its URL is not valid.');
  const { host } = new URL(url);
  const answer = await outbound
    .send({ ...request, timeout: TIMEOUT, maxBytes: MAX_BYTES })
    .catch((error: unknown) => {
      if (!(error instanceof OutboundError)) throw error;
      throw failure(`The request to ${host} failed. ${error.message}`);
    });
  if (answer.status !== 200) throw failure(`${host} responded with status ${answer.status}.`);
  if (parseJson(answer.body, MAX_RESPONSE_DEPTH) === undefined) throw failure(`${host} did not return JSON.`);
  return answer.body;
}

function failure(what: string): ConnectionError {
  return new ConnectionError('connection_failed', {
    text: `The account's values could not be looked up. ${what}`,
    code: 'account_lookup_failed',
  });
}
