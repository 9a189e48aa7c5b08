/** How members of a group share something that is limited, such as slots. */
export interface Limits {
  /** What each member can take even if the others have borrowed everything. */
  own: number;
  /** What all members together can borrow beyond their own. */
  lent: number;
  /** What all members together can take. The part that is not lent is a reserve for each member's own. */
  most: number;
  /** What one member can take. */
  each: number;
}

export interface Shares {
  /** How much more a member can take. */
  room(member: string): number;
  takenBy(member: string): number;
  /** @param amount negative to give back */
  take(member: string, amount: number): void;
}

export function createShares({ own, lent, most, each }: Limits): Shares {
  const amounts = new Map<string, number>();
  let [taken, borrowed] = [0, 0];
  const takenBy = (member: string): number => amounts.get(member) ?? 0;
  const beyondOwn = (amount: number): number => Math.max(0, amount - own);

  return {
    takenBy,
    room(member) {
      const mine = takenBy(member);
      // A member borrows at most as much as remains for others.
      const toBorrow = Math.max(0, (lent - borrowed - beyondOwn(mine)) / 2);
      return Math.min(each - mine, most - taken, Math.max(0, own - mine) + toBorrow);
    },
    take(member, amount) {
      const before = takenBy(member);
      const after = before + amount;
      taken += amount;
      borrowed += beyondOwn(after) - beyondOwn(before);
      if (after === 0) amounts.delete(member);
      else amounts.set(member, after);
    },
  };
}
