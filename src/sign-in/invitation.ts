import { html, type Html } from '../http/index.ts';

/**
 * A tenant has added somebody who is in others already, and they have not agreed yet. Its name is what its owner likes
 * it to be, so its id stands beside. @param to where the browser goes then
 */
export function invitation(tenant: { id: string; name: string }, formToken: string, to?: string): Html {
  return html`<form method="post" action="/invitations">
    <p>
      The tenant <bdi><strong>${tenant.name}</strong></bdi> <small>${tenant.id}</small> has added you.
    </p>
    <input type="hidden" name="form_token" value="${formToken}" />
    <input type="hidden" name="tenant" value="${tenant.id}" />
    ${to !== undefined && html`<input type="hidden" name="to" value="${to}" />`}
    <button name="answer" value="accept">Accept</button>
    <button name="answer" value="decline" class="quiet">Decline</button>
  </form>`;
}
