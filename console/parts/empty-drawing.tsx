import { SvgIcon } from '@mui/material';

/** A list without rows, waiting for the first. Decorative only. */
export function EmptyDrawing() {
  return (
    <SvgIcon
      viewBox="0 0 96 64"
      sx={{ width: 96, height: 64, mb: 2, color: 'text.secondary', fill: 'none', stroke: 'currentColor' }}
    >
      <rect x="10" y="6" width="76" height="52" rx="8" strokeWidth="2" strokeOpacity=".55" />
      <path d="M10 22H86" strokeWidth="2" strokeOpacity=".55" />
      <path d="M20 14h14M24 34h34M24 46h22" strokeWidth="3" strokeLinecap="round" strokeOpacity=".4" />
      <path d="M76 41v14M69 48h14" strokeWidth="3" strokeLinecap="round" />
    </SvgIcon>
  );
}
