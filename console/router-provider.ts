import { useRef } from 'react';
import { reactRouterProvider, type RouterProvider } from 'react-admin';
import { useBlocker, type Blocker } from 'react-router-dom';
import { answeredOnce } from './answered-once.ts';

function useBlockerOnce(...given: Parameters<typeof useBlocker>): Blocker {
  const blocker = useBlocker(...given);
  const answered = useRef<Blocker>(undefined);
  return answeredOnce(blocker, answered);
}

/** React Admin's use of React Router, with a blocker that can be answered once. */
export const routerProvider: RouterProvider = { ...reactRouterProvider, useBlocker: useBlockerOnce };
