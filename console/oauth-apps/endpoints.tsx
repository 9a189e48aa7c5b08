import { useQuery } from '@tanstack/react-query';
import { Copyable } from '../parts/copy.tsx';
import { Fact } from '../parts/facts.tsx';
import { texts } from '../texts/index.ts';
import type { AppRecord } from './app-record.ts';

const words = texts.console.apps.endpoints;

/** The authorization server metadata (RFC 8414). */
interface Metadata {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  introspection_endpoint: string;
  revocation_endpoint: string;
}

function useMetadata() {
  return useQuery({
    queryKey: ['metadata'],
    staleTime: Infinity,
    queryFn: async () => {
      const answer = await fetch('/.well-known/oauth-authorization-server');
      if (!answer.ok) throw new Error(words.failed);
      return (await answer.json()) as Metadata;
    },
  });
}

/** The endpoint URLs to configure in the app. */
export function Endpoints({ app }: { app: AppRecord }) {
  const { data, isError } = useMetadata();
  if (isError) return <Fact name={words.token}>{words.failed}</Fact>;
  if (data === undefined) return null;
  const { authorize, token } =
    app.kind === 'api_key'
      ? { authorize: `${data.issuer}/oauth/authorize`, token: `${data.issuer}/oauth/token` }
      : { authorize: data.authorization_endpoint, token: data.token_endpoint };
  const hasUsers = app.grant_types.includes('authorization_code');
  return (
    <>
      {hasUsers && <Endpoint name={words.authorize} url={authorize} />}
      <Endpoint name={words.token} url={token} />
      <Endpoint name={words.introspect} url={data.introspection_endpoint} />
      <Endpoint name={words.revoke} url={data.revocation_endpoint} />
      {hasUsers && app.redirect_uris.length > 0 && (
        <Endpoint name={words.link} url={linkOf(app, authorize)} />
      )}
    </>
  );
}

function Endpoint({ name, url }: { name: string; url: string }) {
  return (
    <Fact name={name}>
      <Copyable value={url} name={name} />
    </Fact>
  );
}

/** The authorization request of the app. Public apps add a PKCE challenge, and every app its own state. */
function linkOf(app: AppRecord, authorize: string): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: app.client_id,
    redirect_uri: app.redirect_uris[0]!,
    ...(app.scopes.length > 0 &&
      (app.kind === 'api_key' ? { scopes: app.scopes.join(',') } : { scope: app.scopes.join(' ') })),
    state: 'Example12345',
  });
  return `${authorize}?${query.toString()}`;
}
