import type { Response } from 'express';
import { html, sendPage, type Html } from '../../http/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import { isCovered } from '../../scopes/index.ts';
import { isolate, publishedBy } from '../../sign-in/index.ts';
import type { TenantChoice } from './tenants.ts';

/** What a page about an app shows. */
export interface Question {
  client: Client;
  /** The tenant that registered the app. */
  publisher: TenantChoice;
  redirectUri: string;
  email: string;
  /** Path and query of the authorization request. */
  request: string;
  formToken: string;
}

interface ConsentQuestion extends Question {
  scopes: { name: string; description: string }[];
  /** The tenants that the user can authorize the app for. */
  tenants: TenantChoice[];
}

export function consentPage(response: Response, question: ConsentQuestion): void {
  const { client, redirectUri, email, scopes, publisher, tenants, request, formToken } = question;
  const { name, description, websiteUrl, logoUrl } = client;
  sendPage(response, {
    status: 200,
    title: `Authorize ${name}`,
    formsRedirectAway: true,
    images: logoUrl === null ? [] : [new URL(logoUrl).origin],
    body: html`${logoUrl !== null && html`<img src="${logoUrl}" alt="" referrerpolicy="no-referrer" />`}
      <h1>
        ${isolate(name)} wants
        ${tenants.length === 1 ? html`to access ${isolate(tenants[0]!.name)}` : 'access'}
      </h1>
      ${description !== null && html`<p><bdi>${description}</bdi></p>`}
      ${
        websiteUrl !== null &&
        html`<p>
          <a href="${websiteUrl}" rel="noreferrer noopener" target="_blank">${new URL(websiteUrl).host}</a>
        </p>`
      }
      ${publisherNote(publisher, tenants)}
      <p>You are signed in as <strong>${email}</strong>. This app will be able to:</p>
      ${scopeList(scopes)}
      <form method="post" action="/oauth2/consent">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="request" value="${request}" />
        ${tenantPicker(tenants)}
        <div class="actions">
          <button name="decision" value="allow">Allow</button>
          <button name="decision" value="deny" class="quiet" formnovalidate>Deny</button>
        </div>
      </form>
      <p><small>You will be redirected to ${describeRedirectTarget(redirectUri)}.</small></p>
      ${switchAccountForm(request, formToken)}`,
  });
}

function publisherNote(publisher: TenantChoice, tenants: readonly TenantChoice[]): Html {
  const by = publishedBy(publisher);
  const others = tenants.filter(({ id }) => id !== publisher.id);
  if (others.length === 0) return by;
  const warning =
    tenants.length === 1
      ? html`This app was published by another tenant, not by ${isolate(others[0]!.name)}.`
      : others.length === tenants.length
        ? html`This app was published by a tenant that is not listed below.`
        : html`If you choose a tenant other than ${isolate(publisher.name)}, you give another tenant's app
          access to it.`;
  return html`${by}
    <p role="note"><strong>${warning}</strong> Allow access only if you trust the publisher.</p>`;
}

/** Leaves out scopes that another requested scope already covers. */
function scopeList(scopes: ConsentQuestion['scopes']): Html {
  const names = scopes.map(({ name }) => name);
  const shown = scopes.filter(
    ({ name }) =>
      !isCovered(
        names.filter((other) => other !== name),
        name,
      ),
  );
  if (shown.length === 0) return html`<p>See who you are. It requests no other access.</p>`;
  const groups = Object.entries(WEIGHTS)
    .map(([title, hasWeight]) => ({ title, scopes: shown.filter(({ name }) => hasWeight(name)) }))
    .filter(({ scopes: ofGroup }) => ofGroup.length > 0);
  return html`${groups.map(
    ({ title, scopes: ofGroup }) =>
      html`${groups.length > 1 && html`<h2>${title}</h2>`}
        <ul>
          ${ofGroup.map(({ name, description }) => html`<li>${description} <small>${name}</small></li>`)}
        </ul>`,
  )}`;
}

/** What users weigh, lightest first, by the verb with which a scope begins. */
const WEIGHTS: Readonly<Record<string, (scope: string) => boolean>> = {
  Read: (scope) => scope.startsWith('read.'),
  'Create and change': (scope) => /^(?:create|update)\./.test(scope),
  'Everything, including deletion': (scope) => /^(?:delete|manage)\./.test(scope),
  Other: (scope) => !/^(?:read|create|update|delete|manage)\./.test(scope),
};

/** Several tenants can have the same name, so the IDs are shown too. */
function tenantPicker(tenants: readonly TenantChoice[]): Html {
  const [first, ...others] = tenants;
  if (others.length === 0) return html`<input type="hidden" name="tenant" value="${first!.id}" />`;
  return html`<fieldset>
    <legend>Choose a tenant</legend>
    ${tenants.map(
      ({ id, name }) =>
        html`<label
          ><input type="radio" name="tenant" value="${id}" required /> ${isolate(name)}
          <small>${id}</small></label
        >`,
    )}
  </fieldset>`;
}

/** Signs out and returns to the same request. */
export function switchAccountForm(request: string, formToken: string): Html {
  return html`<form method="post" action="/logout">
    <input type="hidden" name="form_token" value="${formToken}" />
    <input type="hidden" name="to" value="${request}" />
    <button class="link">Use another account</button>
  </form>`;
}

function describeRedirectTarget(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return /^https?:$/.test(protocol) ? host : `an app on this device (${protocol})`;
}
