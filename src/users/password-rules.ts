/** As the schema of /v2/me has it. */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;
/** Fewer different characters make a row of spaces, or of one key. */
const FEWEST_DIFFERENT = 5;

/**
 * Why a password cannot be set, as a sentence. Length counts, not what kinds of characters there are (NIST SP 800-63B,
 * 3.1.1.2); what somebody would try first is refused.
 */
export function passwordFault(password: string, email: string): string | undefined {
  const characters = Array.from(password);
  if (characters.length < SHORTEST_PASSWORD || characters.length > LONGEST_PASSWORD)
    return `The password needs ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters.`;
  if (new Set(characters).size < FEWEST_DIFFERENT)
    return `The password needs at least ${FEWEST_DIFFERENT} different characters.`;
  if (password.trim().toLowerCase() === email.toLowerCase())
    return 'The password must not be the email address.';
  return undefined;
}
