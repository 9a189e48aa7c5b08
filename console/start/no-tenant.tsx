import { Typography } from '@mui/material';
import { texts } from '../texts/index.ts';
import { consolePath } from '../chosen-tenant.ts';
import { PlainPage } from './plain-page.tsx';

const words = texts.console.no_tenant;

/** For users without a tenant, or at the URL of a tenant they do not belong to. */
export function NoTenant({ tenants }: { tenants: { id: string; name: string }[] }) {
  if (tenants.length === 0)
    return (
      <PlainPage title={words.title}>
        <Typography gutterBottom>{words.text}</Typography>
        <a href="/login">{words.sign_in_page}</a>
      </PlainPage>
    );
  return (
    <PlainPage title={words.not_yours}>
      <Typography>{words.choose}</Typography>
      <ul>
        {tenants.map(({ id, name }) => (
          <li key={id}>
            <a href={consolePath(id)}>{name}</a>
          </li>
        ))}
      </ul>
    </PlainPage>
  );
}
