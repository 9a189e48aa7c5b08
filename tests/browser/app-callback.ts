import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { PASSWORD } from './visit.ts';

/** An app on this machine that waits at its redirect URI. */
export interface WaitingApp {
  /** Its redirect URI. */
  uri: string;
  close(): Promise<void>;
}

export async function startWaitingApp(): Promise<WaitingApp> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>The app</title><h1>Back at the app</h1>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Opens the URL to which an app redirects a user, and signs in. */
export async function goAndSignIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Waits until the user is back at the app. @returns the code in the URL */
export async function codeAt(page: Page): Promise<string> {
  await page.getByRole('heading', { name: 'Back at the app' }).waitFor();
  return new URL(page.url()).searchParams.get('code') ?? '';
}
