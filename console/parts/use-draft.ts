import { useState } from 'react';

/** A text that the user is editing. It is replaced when the current value changes, for example by navigation. */
export function useDraft(current: string): [draft: string, setDraft: (draft: string) => void] {
  const [draft, setDraft] = useState(current);
  const [seen, setSeen] = useState(current);
  if (seen !== current) {
    setSeen(current);
    setDraft(current);
  }
  return [draft, setDraft];
}
