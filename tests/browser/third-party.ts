import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

/** A real authorization server with its own sign-in and consent pages. */
export interface ThirdParty {
  issuer: string;
  clientId: string;
  clientSecret: string;
  username: string;
  password: string;
  /** Revokes the last grant, as users can in their account at the provider. */
  withdraw(): Promise<void>;
  close(): void;
}

export async function startThirdParty(redirectUri: string): Promise<ThirdParty> {
  const { createProvider, DEMO } = await import('../../scripts/demo-provider/provider.mjs');
  // The issuer contains the port, which is only known once the server listens.
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
    // Remembers the refresh token that it issues.
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

/** Signs in as any user, unless already signed in, and gives consent. */
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
