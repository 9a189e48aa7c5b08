import { useMediaQuery, type Theme } from '@mui/material';
import { useEffect, useEffectEvent, useLayoutEffect, useState } from 'react';
import { Sidebar, useSidebarState, useStore, type SidebarProps } from 'react-admin';

/**
 * On a phone the menu covers the page, so it starts closed on every page. In a wider window it is as the user left it
 * there, even after the window was narrow.
 */
export function ConsoleSidebar(props: SidebarProps) {
  const [open, setOpen] = useSidebarState();
  const [openWhenWide, setOpenWhenWide] = useStore('sidebar.wide', true);
  const onPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'), { noSsr: true });
  const [wasOnPhone, setWasOnPhone] = useState(onPhone);
  const [closing, setClosing] = useState(onPhone && open);
  if (wasOnPhone !== onPhone) {
    setWasOnPhone(onPhone);
    setClosing(onPhone && open);
  } else if (closing && !open) setClosing(false);
  const arrange = useEffectEvent((narrow: boolean) => setOpen(narrow ? false : openWhenWide));
  useLayoutEffect(() => arrange(onPhone), [onPhone]);
  const remember = useEffectEvent((shown: boolean) => {
    if (!onPhone) setOpenWhenWide(shown);
  });
  useEffect(() => remember(open), [open]);
  // Opening it even briefly would leave the page hidden from screen readers.
  return closing ? null : <Sidebar {...props} />;
}
