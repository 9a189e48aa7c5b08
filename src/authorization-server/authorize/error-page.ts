import type { Response } from 'express';
import { html, sendPage } from '../../http/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import { isolate } from '../../sign-in/index.ts';
import type { OauthError } from '../oauth-error.ts';

/** Shown when there is no valid redirect URI to send the error to. */
export function errorPage(
  response: Response,
  error: OauthError,
  /** The error in the API key flow, if the request is one of its requests. */
  numbered: { message: string; code: number } | undefined,
  /** The app, if the request names one that exists. */
  client?: Pick<Client, 'name' | 'websiteUrl'>,
): void {
  sendPage(response, {
    status: error.status === 401 ? 400 : error.status,
    title: 'Invalid authorization request',
    body: html`<h1>Invalid authorization request</h1>
      <p>
        We could not process the request from
        ${client === undefined ? 'the app that sent you here' : isolate(client.name)}. If the problem
        persists, contact the app's developer and include this error:
      </p>
      <p>
        <strong>${numbered?.message ?? error.code}</strong>${
          numbered !== undefined && html` (error ${numbered.code})`
        }:
        ${error.message}
      </p>
      ${
        client !== undefined &&
        client.websiteUrl !== null &&
        html`<p>
          <a href="${client.websiteUrl}" rel="noreferrer noopener"
            >Return to ${new URL(client.websiteUrl).host}</a
          >
        </p>`
      }`,
  });
}
