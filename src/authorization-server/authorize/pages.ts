import type { Response } from 'express';
import { html, sendPage, type Html } from '../../http/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import type { OauthError } from '../oauth-error.ts';
import { formTargetOf } from './answer.ts';

/** What is shown where nobody can be sent back: the app is unknown, or wants the browser elsewhere. */
export function errorPage(response: Response, error: OauthError, code?: number): void {
  sendPage(response, {
    status: error.status === 401 ? 400 : error.status,
    title: 'This link does not work',
    body: html`<h1>This link does not work</h1>
      <p>The app that sent you here has made a mistake. Tell those who run it:</p>
      <p><strong>${error.code}</strong>${code !== undefined && html` (${code})`}: ${error.message}</p>`,
  });
}

export interface ConsentQuestion {
  client: Client;
  redirectUri: string;
  email: string;
  /** What each scope says. */
  scopes: { name: string; description: string }[];
  /** The tenants into which the user can let the app; the first is proposed. */
  tenants: { id: string; name: string }[];
  /** The request, to be answered; a query string. */
  request: string;
  formToken: string;
}

export function consentPage(response: Response, question: ConsentQuestion): void {
  const { client, redirectUri, email, scopes, tenants, request, formToken } = question;
  const { name, websiteUrl, logoUrl } = client;
  sendPage(response, {
    status: 200,
    title: `${name} wants access`,
    formTargets: [formTargetOf(redirectUri)],
    pictures: logoUrl === null ? [] : [new URL(logoUrl).origin],
    body: html`${logoUrl !== null && html`<img src="${logoUrl}" alt="" referrerpolicy="no-referrer" />`}
      <h1>Let <strong>${name}</strong> in?</h1>
      ${websiteUrl !== null && html`<p><a href="${websiteUrl}" rel="noreferrer noopener" target="_blank">${new URL(websiteUrl).host}</a></p>`}
      <p>
        It asks to do this ${tenants.length === 1 && html`in <strong>${tenants[0]!.name}</strong>, `}as
        <strong>${email}</strong>:
      </p>
      ${
        scopes.length === 0
          ? html`<p>Know who you are, and nothing else.</p>`
          : html`<ul>
              ${scopes.map((scope) => html`<li>${scope.description} <small>${scope.name}</small></li>`)}
            </ul>`
      }
      <form method="post" action="/oauth2/consent">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="request" value="${request}" />
        ${tenantChoice(tenants)}
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="deny" class="quiet">Deny</button>
      </form>
      <p><small>Afterwards you are sent to ${placeOf(redirectUri)}.</small></p>
      ${otherAccount(request, formToken)}`,
  });
}

/** Signed in as somebody whom the app is not for. */
export function notForYouPage(
  response: Response,
  { client, redirectUri, email, request, formToken }: Omit<ConsentQuestion, 'scopes' | 'tenants'>,
): void {
  sendPage(response, {
    status: 403,
    title: `${client.name} is not for you`,
    formTargets: [formTargetOf(redirectUri)],
    body: html`<h1><strong>${client.name}</strong> is not for this account</h1>
      <p>
        You are signed in as <strong>${email}</strong>, and
        ${
          client.audience === 'creator'
            ? 'only the person who registered the app can let it in'
            : 'the app is for users of another tenant'
        }.
      </p>
      ${otherAccount(request, formToken)}
      <form method="post" action="/oauth2/consent">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="request" value="${request}" />
        <button name="decision" value="deny" class="quiet">Back to the app</button>
      </form>`,
  });
}

/** Signs out, and comes back here. */
function otherAccount(request: string, formToken: string): Html {
  return html`<form method="post" action="/logout">
    <input type="hidden" name="form_token" value="${formToken}" />
    <input type="hidden" name="to" value="${request}" />
    <button class="link">Use another account</button>
  </form>`;
}

function tenantChoice(tenants: ConsentQuestion['tenants']): Html {
  const [first, ...others] = tenants;
  if (others.length === 0) return html`<input type="hidden" name="tenant" value="${first!.id}" />`;
  return html`<fieldset>
    <legend>In which tenant?</legend>
    ${tenants.map(
      ({ id, name }, index) =>
        html`<label
          ><input type="radio" name="tenant" value="${id}" ${index === 0 && html` checked`} /> ${name}</label
        >`,
    )}
  </fieldset>`;
}

function placeOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return /^https?:$/.test(protocol) ? host : `the app on this device (${protocol})`;
}
