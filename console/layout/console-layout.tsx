import type { ReactNode } from 'react';
import { Layout } from 'react-admin';
import { ConsoleBar } from './console-bar.tsx';
import { ConsoleMenu } from './console-menu.tsx';
import { ConsoleSidebar } from './console-sidebar.tsx';
import { SignedOutDialog } from './signed-out-dialog.tsx';
import { useFocusOnPage } from './use-focus-on-page.ts';
import { usePageTitle } from './use-page-title.ts';

export function ConsoleLayout({ children }: { children?: ReactNode }) {
  usePageTitle();
  useFocusOnPage();
  return (
    <>
      <Layout
        appBar={ConsoleBar}
        menu={ConsoleMenu}
        sidebar={ConsoleSidebar}
        appBarAlwaysOn
        sx={{
          // Wide content scrolls by itself instead of widening the page.
          minWidth: 0,
          '& .RaLayout-content': { px: { xs: 1.5, sm: 3 }, pb: 4, minWidth: 0 },
          '& .RaEdit-main, & .RaCreate-main, & .RaShow-main': { maxWidth: '48rem', minWidth: 0 },
          '& .RaEdit-card, & .RaCreate-card, & .RaShow-card': { minWidth: 0 },
        }}
      >
        {children}
      </Layout>
      <SignedOutDialog />
    </>
  );
}
