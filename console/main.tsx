import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { createRoot } from 'react-dom/client';
import { setSession, readSession } from './api/session.ts';
import { signInUrl } from './api/sign-in-page.ts';
import { createCall } from './api/request.ts';
import { Console } from './console.tsx';
import { fetchFirstPage } from './pages.ts';
import { loadCurrentUser } from './current-user.ts';
import { chosenTenant } from './chosen-tenant.ts';
import { StartFailed } from './start/start-failed.tsx';
import { NoTenant } from './start/no-tenant.tsx';

/** Styles created at runtime carry the nonce of the page's Content-Security-Policy. */
const { nonce } = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')!;
const styles = createCache({ key: 'css', nonce });
const root = createRoot(document.getElementById('console')!);

/** Loads the user, the tenant and the permissions, then shows the console. */
async function start() {
  const fetched = fetchFirstPage(location.pathname);
  const session = await readSession();
  if (session === undefined) return location.assign(signInUrl());
  setSession(session);
  const tenant = chosenTenant(session.tenants);
  if (tenant === undefined) return show(<NoTenant tenants={session.tenants} />);
  const call = createCall(tenant.id);
  const [currentUser] = await Promise.all([loadCurrentUser(call, tenant), fetched]);
  show(<Console currentUser={currentUser} call={call} />);
}

function show(what: React.ReactNode) {
  root.render(<CacheProvider value={styles}>{what}</CacheProvider>);
}

start().catch((error: unknown) => show(<StartFailed error={error} />));
