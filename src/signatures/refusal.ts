/** Why a webhook is not believed: a short sentence for the tenant's admin, with nothing secret in it. */
export class Refusal extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Refusal';
  }
}
