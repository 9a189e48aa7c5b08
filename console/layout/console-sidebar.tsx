import { useMediaQuery, type Theme } from '@mui/material';
import { useEffect, useLayoutEffect, useState } from 'react';
import { Sidebar, useSidebarState, useStore, type SidebarProps } from 'react-admin';

/**
 * On a phone the menu covers the page, so it starts closed on every page. In a wider window it is as the user left it
 * there, even after the window was narrow.
 */
export function ConsoleSidebar(props: SidebarProps) {
  const [open, setOpen] = useSidebarState();
  const [openWhenWide, setOpenWhenWide] = useStore('sidebar.wide', true);
  const onPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'), { noSsr: true });
  const [shownOnPhone, setShownOnPhone] = useState<boolean>();
  const changed = shownOnPhone !== onPhone;
  useLayoutEffect(() => {
    setOpen(onPhone ? false : openWhenWide);
    setShownOnPhone(onPhone);
    // Only when the window becomes narrow or wide.
  }, [onPhone]);
  useEffect(() => {
    if (!onPhone && !changed) setOpenWhenWide(open);
  }, [open, onPhone, changed, setOpenWhenWide]);
  // Opening it even briefly would leave the page hidden from screen readers.
  return onPhone && changed ? null : <Sidebar {...props} />;
}
