/** The value of a datetime-local input, in the user's time zone: 2030-01-31T09:30, or with `:00` for seconds. */
export function localTime(moment: Date, precision: 'minutes' | 'seconds'): string {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, precision === 'minutes' ? 16 : 19);
}
