/** A URL entered by a user: a link if it is http or https, otherwise plain text. */
export function WebLink({ to }: { to: string }) {
  if (!/^https?:\/\//i.test(to) || !URL.canParse(to)) return <>{to}</>;
  return (
    <a href={to} target="_blank" rel="noopener noreferrer">
      {to}
    </a>
  );
}
