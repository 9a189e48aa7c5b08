/** For selects whose text may be wider than a phone. */
export const WRAPPING = {
  '& .MuiSelect-select': { whiteSpace: 'normal', overflowWrap: 'anywhere' },
} as const;
