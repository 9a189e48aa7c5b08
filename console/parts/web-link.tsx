/** An address that somebody has typed: a link where it leads to the web, and else its text alone. */
export function WebLink({ to }: { to: string }) {
  if (!/^https?:\/\//i.test(to) || !URL.canParse(to)) return <>{to}</>;
  return (
    <a href={to} target="_blank" rel="noopener noreferrer">
      {to}
    </a>
  );
}
