import { strengthOf } from './password-strength.ts';

/** Same as in the schema of /v2/me. */
export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 200;
/** Rules out passwords that repeat a few characters. */
const MIN_DISTINCT_CHARACTERS = 5;
/** Guesses that a password must withstand, as a power of ten. Three or four unrelated words are enough. */
const MIN_GUESSES_LOG10 = 10;

const PRODUCT = 'valetkey';
const MAX_WORDS = 100;
const MAX_WORD_LENGTH = 64;

/** Words that attackers try first (NIST SP 800-63B, section 3.1.1.2, "context-specific words"). */
export interface PasswordOwner {
  emails: readonly string[];
  name?: string | null | undefined;
  tenants: readonly string[];
}

/**
 * Checks a new password: its length and how hard it is to guess, not which kinds of characters it has (NIST SP
 * 800-63B, section 3.1.1.2).
 * @param queueKey where the request comes from; requests with the same key wait in one queue
 * @returns the reason for refusing it, as a sentence; undefined if it is acceptable
 */
export async function passwordFault(
  password: string,
  owner: PasswordOwner,
  queueKey = 'local',
): Promise<string | undefined> {
  const characters = Array.from(password);
  if (characters.length < MIN_PASSWORD_LENGTH || characters.length > MAX_PASSWORD_LENGTH)
    return `The password must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`;
  if (new Set(characters).size < MIN_DISTINCT_CHARACTERS)
    return `The password must have at least ${MIN_DISTINCT_CHARACTERS} different characters.`;
  const typed = password.trim().toLowerCase();
  if (owner.emails.some((email) => email.toLowerCase() === typed))
    return 'The password must not be the email address.';
  const words = wordsOf(owner);
  const { guessesLog10, personal } = await strengthOf(password, words, queueKey);
  if (guessesLog10 >= MIN_GUESSES_LOG10) return undefined;
  const reason =
    personal || words.some((word) => typed.includes(word))
      ? 'it is based on a name, an email address, the tenant or the product'
      : 'it is based on common passwords, keyboard patterns, sequences or repetition';
  return `The password is too easy to guess: ${reason}. Use at least four unrelated words, or a generated password.`;
}

function wordsOf({ emails, name, tenants }: PasswordOwner): string[] {
  const texts = [PRODUCT, ...emails, name ?? '', ...tenants].map((text) => text.toLowerCase());
  const words = texts.flatMap((text) => {
    const parts = text.split(/[^\p{L}\p{N}]+/u);
    return [text, parts.join(''), ...parts];
  });
  const useful = words.filter((word) => word.length >= 3).map((word) => word.slice(0, MAX_WORD_LENGTH));
  return [...new Set(useful)].slice(0, MAX_WORDS);
}
