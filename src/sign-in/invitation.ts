import { html, type Html } from '../http/index.ts';

/**
 * The form to accept or decline the invitation to a tenant. Tenants can have any name, so the ID is shown too.
 * @param to where the browser is redirected afterwards
 */
export function invitation(tenant: { id: string; name: string }, formToken: string, to?: string): Html {
  return html`<form method="post" action="/invitations">
    <p>
      The tenant <bdi><strong>${tenant.name}</strong></bdi> <small>${tenant.id}</small> has invited you to
      join.
    </p>
    <input type="hidden" name="form_token" value="${formToken}" />
    <input type="hidden" name="tenant" value="${tenant.id}" />
    ${to !== undefined && html`<input type="hidden" name="to" value="${to}" />`}
    <button name="answer" value="accept">Accept</button>
    <button name="answer" value="decline" class="quiet">Decline</button>
  </form>`;
}
