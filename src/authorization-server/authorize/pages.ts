import type { Response } from 'express';
import { html, sendPage, type Html } from '../../http/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import { isCovered } from '../../scopes/index.ts';
import { invitation } from '../../sign-in/index.ts';
import type { OauthError } from '../oauth-error.ts';
import { formTargetOf } from './answer.ts';
import type { Choice } from './tenants.ts';

/** What is shown where nobody can be sent back: the app is unknown, or wants the browser elsewhere. */
export function errorPage(response: Response, error: OauthError, code?: number): void {
  sendPage(response, {
    status: error.status === 401 ? 400 : error.status,
    title: 'This link does not work',
    body: html`<h1>This link does not work</h1>
      <p>The app that sent you here has made a mistake. Tell those who run it:</p>
      <p><strong>${error.code}</strong>${code !== undefined && html` (error ${code})`}: ${error.message}</p>`,
  });
}

interface Question {
  client: Client;
  redirectUri: string;
  email: string;
  /** The request, to be answered: an address of our own. */
  request: string;
  formToken: string;
}

export interface ConsentQuestion extends Question {
  /** What each scope says. */
  scopes: { name: string; description: string }[];
  /** The tenants into which the user can let the app. */
  tenants: Choice[];
}

export function consentPage(response: Response, question: ConsentQuestion): void {
  const { client, redirectUri, email, scopes, tenants, request, formToken } = question;
  const { name, description, websiteUrl, logoUrl } = client;
  const where = tenants.length === 1 ? html`in ${isolated(tenants[0]!.name)}, ` : null;
  sendPage(response, {
    status: 200,
    title: `${name} wants access`,
    formTargets: [formTargetOf(redirectUri)],
    pictures: logoUrl === null ? [] : [new URL(logoUrl).origin],
    body: html`${logoUrl !== null && html`<img src="${logoUrl}" alt="" referrerpolicy="no-referrer" />`}
      <h1>Let ${isolated(name)} in?</h1>
      ${description !== null && html`<p><bdi>${description}</bdi></p>`}
      ${
        websiteUrl !== null &&
        html`<p>
          <a href="${websiteUrl}" rel="noreferrer noopener" target="_blank">${new URL(websiteUrl).host}</a>
        </p>`
      }
      <p>It asks to do this ${where}as <strong>${email}</strong>:</p>
      ${scopeList(scopes)}
      <form method="post" action="/oauth2/consent">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="request" value="${request}" />
        ${tenantChoice(tenants)}
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="deny" class="quiet" formnovalidate>Deny</button>
      </form>
      <p><small>Afterwards you are sent to ${placeOf(redirectUri)}.</small></p>
      ${otherAccount(request, formToken)}`,
  });
}

/** Signed in as somebody whom the app is not for, or not yet. */
export function notForYouPage(
  response: Response,
  { client, redirectUri, email, request, formToken }: Question,
  invitations: readonly Choice[],
): void {
  const reason =
    client.audience === 'creator'
      ? 'only the person who registered the app can let it in'
      : 'the app is for users of a tenant of which you are none, or have not agreed to be one';
  sendPage(response, {
    status: 403,
    title: `${client.name} is not for you`,
    formTargets: [formTargetOf(redirectUri)],
    body: html`<h1>${isolated(client.name)} is not for this account</h1>
      <p>You are signed in as <strong>${email}</strong>, and ${reason}.</p>
      ${invitations.map((tenant) => invitation(tenant, formToken, request))}
      <form method="post" action="/oauth2/consent">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="request" value="${request}" />
        <button name="decision" value="deny" class="quiet">Back to the app</button>
      </form>
      ${otherAccount(request, formToken)}`,
  });
}

/** What one scope covers is not told a second time. */
function scopeList(scopes: ConsentQuestion['scopes']): Html {
  const names = scopes.map(({ name }) => name);
  const telling = scopes.filter(
    ({ name }) =>
      !isCovered(
        names.filter((other) => other !== name),
        name,
      ),
  );
  if (telling.length === 0) return html`<p>Know who you are, and nothing else.</p>`;
  const items = telling.map(({ name, description }) => html`<li>${description} <small>${name}</small></li>`);
  return html`<ul>
    ${items}
  </ul>`;
}

/** Names are what their owners like them to be: several tenants may be called the same, so their ids stand beside. */
function tenantChoice(tenants: readonly Choice[]): Html {
  const [first, ...others] = tenants;
  if (others.length === 0) return html`<input type="hidden" name="tenant" value="${first!.id}" />`;
  return html`<fieldset>
    <legend>In which tenant?</legend>
    ${tenants.map(
      ({ id, name }) =>
        html`<label
          ><input type="radio" name="tenant" value="${id}" required /> ${isolated(name)}
          <small>${id}</small></label
        >`,
    )}
  </fieldset>`;
}

/** Signs out, and comes back here. */
function otherAccount(request: string, formToken: string): Html {
  return html`<form method="post" action="/logout">
    <input type="hidden" name="form_token" value="${formToken}" />
    <input type="hidden" name="to" value="${request}" />
    <button class="link">Use another account</button>
  </form>`;
}

/** A name that turns the direction of writing turns its own only. */
function isolated(name: string): Html {
  return html`<bdi><strong>${name}</strong></bdi>`;
}

function placeOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return /^https?:$/.test(protocol) ? host : `the app on this device (${protocol})`;
}
