/** Why a webhook request failed verification: a short sentence for the tenant's admin that contains no secrets. */
export class VerificationError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'VerificationError';
  }
}
