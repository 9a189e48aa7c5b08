import { SvgIcon, type SvgIconProps } from '@mui/material';

/** The mark of the program, a key, as in icon.svg. Decorative only. */
export function Mark(props: SvgIconProps) {
  return (
    <SvgIcon viewBox="0 0 32 32" {...props}>
      <rect width="32" height="32" rx="8" fill="#1459b8" />
      <circle cx="11.5" cy="16" r="4.75" fill="none" stroke="#fff" strokeWidth="3" />
      <path
        d="M16.5 16H26M22 16v4.5"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </SvgIcon>
  );
}
