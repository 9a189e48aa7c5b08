import { document, type Answer, type Caller } from './app.ts';
import type { ScriptedProvider, ScriptedResponse, SeenRequest } from './scripted-provider.ts';

/** A time in so many days, as the API takes it. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Replaces a credential's client secret `s3cret`, which stays in use for a week. */
export function rotate(by: Caller, id: string, attributes: object = {}): Promise<Answer> {
  const change = { client_secret: 'n3w', previous_client_secret_expires_at: inDays(7), ...attributes };
  return by.patch(`credentials/${id}`, document('credential', change));
}

export const INVALID_CLIENT = { status: 401, body: { error: 'invalid_client' } };

/** The client secret of a request, in the body or the header. */
export function secretOf({ fields, headers }: SeenRequest): string | undefined {
  const [, basic = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  return fields['client_secret'] ?? Buffer.from(basic, 'base64').toString().split(':')[1];
}

/** A script that answers only clients with one of these secrets. */
export function accepting(
  secrets: ReadonlySet<string>,
  answer: (request: SeenRequest) => ScriptedResponse | object,
  refusal: ScriptedResponse = INVALID_CLIENT,
) {
  return (request: SeenRequest): ScriptedResponse | object =>
    secrets.has(secretOf(request) ?? '') ? answer(request) : refusal;
}

/** The secrets of the requests to a path, in order. */
export const secretsAt = (at: ScriptedProvider, path = '/token') => at.at(path).map(secretOf);
