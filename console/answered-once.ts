import type { Blocker } from 'react-router-dom';

/** The last blocked navigation that was continued or canceled. */
interface Answered {
  current: Blocker | undefined;
}

/**
 * A blocker that can be answered once. React Router renders an answer with low priority, so until then a form with
 * unsaved changes still sees the blocked navigation, and may answer it again, which makes React Router throw an error.
 */
export function answeredOnce(blocker: Blocker, answered: Answered): Blocker {
  if (blocker.state !== 'blocked') return blocker;
  const once = (answer: () => void) => () => {
    if (answered.current === blocker) return;
    answered.current = blocker;
    answer();
  };
  return { ...blocker, proceed: once(blocker.proceed), reset: once(blocker.reset) };
}
