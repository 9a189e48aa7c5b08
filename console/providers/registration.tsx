import { Box, Link, Typography } from '@mui/material';
import { keyed } from '../parts/keyed.ts';
import { texts } from '../texts/index.ts';
import type { ProviderEntry } from './provider-record.ts';

const words = texts.console.providers;

type Registered = Pick<ProviderEntry, 'registration' | 'authentication_type'>;

/** Where to register an app with a provider, or to get a key, and the steps. Nothing if the provider does not say it. */
export function RegistrationHelp({ provider }: { provider: Registered }) {
  const { registration, authentication_type: type = 'oauth2' } = provider;
  if (registration === undefined) return null;
  const [before, after] = words.register_at[type].split('%{place}');
  return (
    <Box sx={{ width: '100%', overflowWrap: 'anywhere' }}>
      <Typography variant="body2">
        {before}
        <Link href={registration.url} target="_blank" rel="noreferrer">
          {shortUrl(registration.url)}
        </Link>
        {after}
      </Typography>
      <Typography component="ol" variant="body2" sx={{ m: 0, pl: 2.5 }}>
        {keyed(registration.steps, (step) => step).map(({ key, item }) => (
          <li key={key}>{item}</li>
        ))}
      </Typography>
    </Box>
  );
}

/** The URL without scheme and query. The API accepts some that are none. */
function shortUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname } = new URL(url);
  return pathname === '/' ? host : host + pathname;
}
