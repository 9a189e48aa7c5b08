import { useMediaQuery, type Theme } from '@mui/material';
import { useLayoutEffect, useState } from 'react';
import { Sidebar, useSidebarState, type SidebarProps } from 'react-admin';

/** On a phone the menu lies over the page, so no page begins with it, however the last one was left. */
export function ConsoleSidebar(props: SidebarProps) {
  const [open, setOpen] = useSidebarState();
  const onPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'), { noSsr: true });
  const [left, setLeft] = useState(open && onPhone);
  useLayoutEffect(() => {
    if (!left) return;
    setOpen(false);
    setLeft(false);
  }, [left, setOpen]);
  // Opened for a moment, it would leave the page hidden from screen readers.
  return left ? null : <Sidebar {...props} />;
}
