/** How the members of a group share something that is limited, such as slots. */
export interface QuotaLimits {
  /** What each member can take even if the others have borrowed everything. */
  reserved: number;
  /** What all members together can borrow in addition to what is reserved for them. */
  borrowable: number;
  /** What all members together can take. What cannot be borrowed of it is left for what is reserved. */
  total: number;
  /** What one member can take. */
  perMember: number;
}

export interface Quota {
  /** How much more a member can take. */
  room(member: string): number;
  takenBy(member: string): number;
  /** @param amount negative to give back */
  take(member: string, amount: number): void;
}

export function createQuota({ reserved, borrowable, total, perMember }: QuotaLimits): Quota {
  const amounts = new Map<string, number>();
  let [taken, borrowed] = [0, 0];
  const takenBy = (member: string): number => amounts.get(member) ?? 0;
  const borrowedOf = (amount: number): number => Math.max(0, amount - reserved);

  return {
    takenBy,
    room(member) {
      const own = takenBy(member);
      // A member borrows at most as much as it leaves for the others.
      const toBorrow = Math.max(0, (borrowable - borrowed - borrowedOf(own)) / 2);
      return Math.min(perMember - own, total - taken, Math.max(0, reserved - own) + toBorrow);
    },
    take(member, amount) {
      const before = takenBy(member);
      const after = before + amount;
      taken += amount;
      borrowed += borrowedOf(after) - borrowedOf(before);
      if (after === 0) amounts.delete(member);
      else amounts.set(member, after);
    },
  };
}
