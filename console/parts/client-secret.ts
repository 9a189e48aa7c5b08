const DAY = 86_400_000;

/** The attributes of a client that a form sends: an empty secret keeps the current one, and the previous one too. */
export function withClientSecret({
  client_secret,
  previous_secret_days: days,
  ...values
}: Record<string, unknown>): Record<string, unknown> {
  if (typeof client_secret !== 'string' || client_secret === '') return values;
  const previous = Number(days) > 0 && {
    previous_client_secret_expires_at: new Date(Date.now() + Number(days) * DAY).toISOString(),
  };
  return { ...values, client_secret, ...previous };
}
