import { useRecordContext } from 'react-admin';
import { Copyable } from '../parts/copy.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { texts } from '../texts/index.ts';
import type { UserRecord } from './user-record.ts';

const words = texts.console.users;

/** How a user without a password gets one: only the operator can create the link. */
export function PasswordLinkHelp() {
  const user = useRecordContext<UserRecord>();
  if (user === undefined) return null;
  return (
    <Facts>
      <Fact name={words.password}>
        {words.password_link}
        <br />
        <Copyable value={passwordLink(user.email)} name={words.command} />
      </Fact>
    </Facts>
  );
}

/** Quotes the email address for a shell. */
function passwordLink(email: string): string {
  const quoted = /^[\w@.+-]+$/.test(email) ? email : `'${email.replaceAll("'", `'\\''`)}'`;
  return `valetkey user password-link --email ${quoted}`;
}
