import { Avatar, Box, Stack } from '@mui/material';

/** White on each of these has a contrast of at least 5:1. */
const GROUNDS = ['#1459b8', '#1c6b3a', '#8a4b00', '#7a2e8a', '#a3241c', '#0b5f6b'];

/** What a badge shows. */
export interface Badge {
  name: string;
  /** The background; without it, one is derived from the name. */
  color?: string | undefined;
  /** Without them, they are derived from the name. */
  initials?: string | undefined;
}

interface Props extends Badge {
  size?: number;
}

/** Replaces a logo, which would have to be loaded from another site. Decorative only. */
export function Initials({ name, color, initials = initialsOf(name), size = 32 }: Props) {
  return (
    <Avatar
      aria-hidden
      sx={(theme) => ({
        bgcolor: color ?? groundOf(name),
        color: color === undefined ? '#fff' : theme.palette.getContrastText(color),
        width: size,
        height: size,
        fontSize: size * 0.4,
        fontWeight: 650,
      })}
    >
      {initials}
    </Avatar>
  );
}

function initialsOf(name: string): string {
  const letters = name
    .split(/[\s._-]+/)
    .flatMap((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? [])
    .slice(0, 2);
  return letters.join('').toUpperCase();
}

function groundOf(name: string): string | undefined {
  const sum = Array.from(name, (sign) => sign.codePointAt(0)!).reduce((total, code) => total + code, 0);
  return GROUNDS[sum % GROUNDS.length];
}

/** As many initials as needed to distinguish a name from others. */
const CLAMPED = {
  display: '-webkit-box',
  overflow: 'hidden',
  overflowWrap: 'anywhere',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 3,
} as const;

/** A name with its badge in front. */
export function Named(badge: Badge) {
  const { name } = badge;
  return (
    <Stack direction="row" sx={{ alignItems: 'center', gap: 1.5, minWidth: 0 }}>
      <Initials {...badge} />
      <Box component="bdi" title={name} sx={CLAMPED}>
        {name}
      </Box>
    </Stack>
  );
}
