/** Why there is no event: a sentence for the tenant's admin, with nothing of the body in it. */
export class ParseFault extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ParseFault';
  }
}
