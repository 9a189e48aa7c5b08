import { useMediaQuery, type Theme } from '@mui/material';
import { useLayoutEffect, useState } from 'react';
import { Sidebar, useSidebarState, type SidebarProps } from 'react-admin';

/** On a phone the menu covers the page, so it starts closed on every page. */
export function ConsoleSidebar(props: SidebarProps) {
  const [open, setOpen] = useSidebarState();
  const onPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'), { noSsr: true });
  const [left, setLeft] = useState(open && onPhone);
  if (left && !open) setLeft(false);
  useLayoutEffect(() => {
    if (left) setOpen(false);
  }, [left, setOpen]);
  // Opening it even briefly would leave the page hidden from screen readers.
  return left ? null : <Sidebar {...props} />;
}
