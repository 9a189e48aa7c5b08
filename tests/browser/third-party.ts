import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

/** A real authorization server with its own pages to sign in and consent, and what one can do there. */
export interface ThirdParty {
  issuer: string;
  clientId: string;
  clientSecret: string;
  username: string;
  password: string;
  /** Withdraws the access that it has given last, as people can in their account there. */
  withdraw(): Promise<void>;
  close(): void;
}

export async function startThirdParty(redirectUri: string): Promise<ThirdParty> {
  const { createProvider, DEMO } = await import('../../scripts/demo-provider/provider.mjs');
  // Its issuer holds its port, which is known only once it listens.
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const handle = createProvider({
    issuer,
    tokenLifetime: 3600,
    redirectUris: [redirectUri],
    autoLogin: false,
  });
  let refreshToken = '';
  server.on('request', (request, response) => {
    const end = response.end.bind(response) as (...body: unknown[]) => typeof response;
    // It knows what it gives out.
    response.end = ((...body: unknown[]) => {
      refreshToken = /"refresh_token":"([^"]+)"/.exec(String(body[0]))?.[1] ?? refreshToken;
      return end(...body);
    }) as typeof response.end;
    handle(request, response);
  });
  return {
    issuer,
    ...DEMO,
    async withdraw() {
      const authorization = `Basic ${btoa(`${DEMO.clientId}:${DEMO.clientSecret}`)}`;
      const body = new URLSearchParams({ token: refreshToken });
      const answer = await fetch(`${issuer}/token/revocation`, {
        method: 'POST',
        headers: { authorization },
        body,
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** At its pages: whoever they are, and yes. Whoever is signed in there already is asked for consent alone. */
export async function agreeAt(page: Page): Promise<void> {
  const login = page.getByPlaceholder('Enter any login');
  const consent = page.getByRole('button', { name: 'Continue' });
  await login.or(consent).waitFor();
  if (await login.isVisible()) {
    await login.fill('demo');
    await page.getByPlaceholder('and password').fill('anything');
    await page.getByRole('button', { name: 'Sign-in' }).click();
  }
  await consent.click();
}

export async function refuseAt(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Cancel' }).click();
}
