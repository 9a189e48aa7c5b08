import { useState } from 'react';

interface Draft {
  draft: string;
  setDraft(draft: string): void;
  /** Call it with the value that the field is about to set as the current one, so that the draft is kept. */
  expect(value: string): void;
}

/**
 * A text that the user is editing. It is replaced when the current value changes, for example by navigation, but not
 * when the field itself changed that value: the user may have typed more since.
 */
export function useDraft(current: string): Draft {
  const [draft, setDraft] = useState(current);
  const [seen, setSeen] = useState(current);
  const [expected, setExpected] = useState<string>();
  if (seen !== current) {
    setSeen(current);
    setExpected(undefined);
    if (current !== expected) setDraft(current);
  }
  return { draft, setDraft, expect: setExpected };
}
