import { QueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { Admin, CustomRoutes, Resource } from 'react-admin';
import polyglot from 'ra-i18n-polyglot';
import { createBrowserRouter, Route, RouterProvider } from 'react-router-dom';
import { ownQueryKey } from './api/cache-metas.ts';
import { createDataProvider } from './api/data-provider.ts';
import type { Call } from './api/request.ts';
import { CallContext } from './api/use-call.ts';
import { createAuthProvider } from './auth-provider.ts';
import { ConsoleLayout } from './layout/console-layout.tsx';
import { NotAvailable } from './layout/not-available.tsx';
import {
  UpdateCurrentUserContext,
  CurrentUserContext,
  useMay,
  useCurrentUser,
  type UpdateCurrentUser,
  type CurrentUser,
} from './current-user.ts';
import { OTHER_PAGES, OVERVIEW, PAGES, Profile } from './pages.ts';
import { consolePath } from './chosen-tenant.ts';
import { routerProvider } from './router-provider.ts';
import { createStore } from './store.ts';
import { texts } from './texts/index.ts';
import { darkTheme, lightTheme } from './theme.ts';

const i18nProvider = polyglot(() => texts, 'en', { allowMissing: true });

/** No refetch on window focus: users must find a form as they left it. */
const newQueryClient = () =>
  new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, retry: false } } });

/** The console of one user in one tenant. */
export function Console({ currentUser: initial, call }: { currentUser: CurrentUser; call: Call }) {
  const [currentUser, setCurrentUser] = useState(initial);
  const update: UpdateCurrentUser = useCallback(
    (found) => setCurrentUser((current) => ({ ...current, ...found })),
    [],
  );
  const [router] = useState(() =>
    createBrowserRouter([{ path: '*', element: <Pages call={call} /> }], {
      basename: consolePath(currentUser.tenant.id),
    }),
  );
  return (
    <CurrentUserContext value={currentUser}>
      <UpdateCurrentUserContext value={update}>
        <CallContext value={call}>
          <RouterProvider router={router} />
        </CallContext>
      </UpdateCurrentUserContext>
    </CurrentUserContext>
  );
}

/** The page at the tenant's root URL. */
function Overview() {
  return <OVERVIEW.Page />;
}

function Pages({ call }: { call: Call }) {
  const currentUser = useCurrentUser();
  const [parts] = useState(() => {
    const queryClient = newQueryClient();
    const forget = (resource: string) =>
      void queryClient.invalidateQueries({ queryKey: ownQueryKey(resource) });
    return {
      dataProvider: createDataProvider(call, currentUser.tenant.id, forget),
      authProvider: createAuthProvider(currentUser),
      queryClient,
      store: createStore(),
    };
  });
  const may = useMay();
  return (
    <Admin
      {...parts}
      routerProvider={routerProvider}
      i18nProvider={i18nProvider}
      theme={lightTheme}
      darkTheme={darkTheme}
      layout={ConsoleLayout}
      dashboard={Overview}
      catchAll={NotAvailable}
      title={texts.console.name}
      disableTelemetry
    >
      {PAGES.filter(({ name }) => may(name, 'get')).map(({ name, list, show, create, edit, label }) => (
        <Resource
          key={name}
          name={name}
          list={list}
          show={show}
          recordRepresentation={label}
          {...(create !== undefined && may(name, 'create') && { create })}
          {...(edit !== undefined && may(name, 'edit') && { edit })}
        />
      ))}
      <CustomRoutes>
        <Route path="/profile" element={<Profile />} />
        {OTHER_PAGES.filter(({ resource }) => may(resource, 'get')).map(({ path, Page }) => (
          <Route key={path} path={`/${path}`} element={<Page />} />
        ))}
      </CustomRoutes>
    </Admin>
  );
}
