/** Why there is no event: a sentence for the tenant's admin that contains nothing from the body. */
export class ParseFault extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ParseFault';
  }
}
