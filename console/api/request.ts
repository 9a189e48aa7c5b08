import { ApiError, unreadable, type Fault } from './api-error.ts';
import type { Document } from './document.ts';
import { currentSession } from './session.ts';
import { waitForSignIn } from './reauthentication.ts';

interface ApiRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: object;
  headers?: Record<string, string>;
}

export interface ApiAnswer {
  document: Document | undefined;
  etag: string | undefined;
}

const JSON_API = 'application/vnd.api+json';

/** Creates the function that makes all API calls of one tenant. @throws ApiError */
export type Call = (path: string, request?: ApiRequest) => Promise<ApiAnswer>;

export function createCall(tenantId: string): Call {
  async function send(path: string, { method = 'GET', body, headers }: ApiRequest): Promise<Response> {
    return fetch(`/v2${path}`, {
      method,
      headers: {
        Accept: JSON_API,
        'X-CSRF-Token': currentSession().csrf_token,
        'X-Tenant': tenantId,
        ...(body !== undefined && { 'Content-Type': JSON_API }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => {
      throw unreadable(0);
    });
  }

  return async (path, request = {}) => {
    let answer = await send(path, request);
    // A request rejected for lack of a session had no effect, so it can be sent again.
    while (answer.status === 401 && (await waitForSignIn())) answer = await send(path, request);
    return read(answer, path);
  };
}

async function read(answer: Response, path: string): Promise<ApiAnswer> {
  const text = await answer.text();
  const document = parse(text);
  if (!answer.ok) {
    const faults = (document as { errors?: Fault[] } | undefined)?.errors;
    throw Array.isArray(faults)
      ? new ApiError(answer.status, faults, resourceIn(path))
      : unreadable(answer.status);
  }
  return { document: document as Document | undefined, etag: answer.headers.get('ETag') ?? undefined };
}

/** Returns the resource of a path: `flows` for `/tenants/…/flows/…`. */
function resourceIn(path: string): string | undefined {
  return /^\/tenants\/[^/]+\/([^/?]+)/.exec(path)?.[1];
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
