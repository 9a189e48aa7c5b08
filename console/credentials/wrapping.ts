/** For a choice whose text may be longer than a phone is wide. */
export const WRAPPING = {
  '& .MuiSelect-select': { whiteSpace: 'normal', overflowWrap: 'anywhere' },
} as const;
