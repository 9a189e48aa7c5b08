import { useQuery } from '@tanstack/react-query';

/** Where third parties send people back to, if a credential says nothing else: below the address that the server goes by. */
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
