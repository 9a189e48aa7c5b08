import type { Response } from 'express';
import { html, sendPage } from '../../http/index.ts';
import { invitation, isolate, publishedBy } from '../../sign-in/index.ts';
import { switchAccountForm, type Question } from './consent-page.ts';
import type { TenantChoice } from './tenants.ts';

/** Shown when the app is not available to the signed-in user, or only after they accept an invitation. */
export function appUnavailablePage(
  response: Response,
  { client, publisher, email, request, formToken }: Question,
  { invitations, isMember }: { invitations: readonly TenantChoice[]; isMember: boolean },
): void {
  const reason =
    client.audience === 'creator'
      ? 'Only the user who registered this app can authorize it.'
      : client.audience === 'tenant'
        ? html`This app is only available to members of ${isolate(publisher.name)}.`
        : 'This app is only available to members of a tenant.';
  sendPage(response, {
    status: 403,
    title: `${client.name} is not available`,
    formsRedirectAway: true,
    body: html`<h1>${isolate(client.name)} is not available to this account</h1>
      ${publishedBy(publisher)}
      ${
        !isMember &&
        html`<p role="note">
          <strong>This app was published by another tenant. You are not a member of it.</strong>
        </p>`
      }
      <p>You are signed in as <strong>${email}</strong>. ${reason}</p>
      ${invitations.map((tenant) => invitation(tenant, formToken, request))}
      <form method="post" action="/oauth2/consent">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="request" value="${request}" />
        <button name="decision" value="deny" class="quiet">Return to app</button>
      </form>
      ${switchAccountForm(request, formToken)}`,
  });
}
