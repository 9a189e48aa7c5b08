/** The secret with a different last character. */
export function mistyped(secret: string): string {
  return secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');
}
