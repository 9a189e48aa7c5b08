/** A secret with its last character changed, whatever that is. */
export function mistyped(secret: string): string {
  return secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');
}
