import { html, type Html } from '../http/index.ts';

/** An app that asks for access, and the tenant that registered it. */
export interface PendingApp {
  name: string;
  publisher: { id: string; name: string };
}

/** Apps and tenants can have any name, so the tenant ID of the publisher is shown, which cannot be imitated. */
export function publishedBy({ id, name }: PendingApp['publisher']): Html {
  return html`<p>Published by ${isolate(name)} <small>${id}</small></p>`;
}

/** Keeps bidirectional control characters in a name from affecting the text around it. */
export function isolate(name: string): Html {
  return html`<bdi><strong>${name}</strong></bdi>`;
}
