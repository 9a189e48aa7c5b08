import { Avatar, Box, Stack } from '@mui/material';

/** What a badge shows. */
export interface Badge {
  name: string;
  /** The background; without it, a neutral one. Random colors would look like states. */
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
        bgcolor: color ?? theme.palette.background.default,
        border: color === undefined ? `1px solid ${theme.palette.divider}` : 0,
        color: color === undefined ? theme.palette.text.secondary : theme.palette.getContrastText(color),
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
