import type { Response } from 'express';
import { html, sendPage } from '../../http/index.ts';
import type { OauthError } from '../oauth-error.ts';

/** Shown when there is no valid redirect URI to send the error to. */
export function errorPage(
  response: Response,
  error: OauthError,
  /** The error in the API key flow, if the request is one of its requests. */
  numbered?: { message: string; code: number },
): void {
  sendPage(response, {
    status: error.status === 401 ? 400 : error.status,
    title: 'Invalid authorization request',
    body: html`<h1>Invalid authorization request</h1>
      <p>
        We could not process the request from the app that sent you here. If the problem persists, contact the
        app's developer and include this error:
      </p>
      <p>
        <strong>${numbered?.message ?? error.code}</strong>${
          numbered !== undefined && html` (error ${numbered.code})`
        }:
        ${error.message}
      </p>`,
  });
}
