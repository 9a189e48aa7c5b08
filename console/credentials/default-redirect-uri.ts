import { useQuery } from '@tanstack/react-query';

/** The redirect URI of credentials that set none: below the server's public URL. */
export function useDefaultRedirectUri(): string | undefined {
  const { data } = useQuery({
    queryKey: ['issuer'],
    staleTime: Infinity,
    queryFn: async () => {
      const answer = await fetch('/.well-known/oauth-authorization-server');
      const { issuer } = (await answer.json()) as { issuer: string };
      return `${issuer}/callback/oauth2`;
    },
  });
  return data;
}
