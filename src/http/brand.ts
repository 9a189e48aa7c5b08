import { readFileSync } from 'node:fs';

/** How the platform presents itself on pages for users. */
export interface Brand {
  name: string;
  /** The colors of buttons and links, and of text on buttons, in each theme. */
  colors: { light: AccentColors; dark: AccentColors };
  /** Served at `LOGO_PATH`; without it, the pages show the mark or the initial. */
  logo: Logo | undefined;
}

interface AccentColors {
  key: string;
  onKey: string;
}

interface Logo {
  type: string;
  content: Buffer;
}

export const LOGO_PATH = '/brand/logo';

const DEFAULT_COLOR = '#1459b8';
/** The color of cards, behind text in the accent color. */
const PAPER = { light: '#ffffff', dark: '#1c232d' };
const INK = { light: '#ffffff', dark: '#0b1a30' };
/** Of text on its background (WCAG 2.2, 1.4.3). */
const CONTRAST = 4.5;
const MAX_LOGO_BYTES = 256 * 1024;

/** The settings for the brand cannot be used. */
class BrandError extends Error {
  override readonly name = 'BrandError';
}

interface BrandSettings {
  brandName: string;
  /** `#rrggbb`; made darker or lighter in a theme where it would be hard to read. */
  brandColor?: string | undefined;
  /** A PNG, JPEG, WebP or SVG file. */
  brandLogo?: string | undefined;
}

/** @throws BrandError if the file with the logo cannot be used */
export function createBrand({ brandName, brandColor = DEFAULT_COLOR, brandLogo }: BrandSettings): Brand {
  return {
    name: brandName,
    colors: { light: accent(brandColor, 'light'), dark: accent(brandColor, 'dark') },
    logo: brandLogo === undefined ? undefined : readLogo(brandLogo),
  };
}

/** The color, mixed with black or white until it is readable as text, and the color of text on it. */
function accent(color: string, theme: 'light' | 'dark'): AccentColors {
  const towards = theme === 'light' ? 0 : 255;
  for (let part = 0; ; part += 0.05) {
    const key = mix(color, towards, Math.min(part, 1));
    if (part < 1 && contrast(key, PAPER[theme]) < CONTRAST) continue;
    const onKey = [INK[theme], '#ffffff', '#000000'].find((ink) => contrast(key, ink) >= CONTRAST)!;
    return { key, onKey };
  }
}

function mix(color: string, towards: number, part: number): string {
  const mixed = channels(color).map((channel) => Math.round(channel + (towards - channel) * part));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((index) => Number.parseInt(color.slice(index, index + 2), 16));
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const TYPES: readonly (readonly [type: string, begins: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/webp', /^RIFF....WEBP/s],
  ['image/svg+xml', /^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|svg|!DOCTYPE svg)/i],
];

function readLogo(file: string): Logo {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    throw new BrandError(
      `BRAND_LOGO names ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
  if (content.length > MAX_LOGO_BYTES)
    throw new BrandError(`BRAND_LOGO names ${file}, which is larger than ${MAX_LOGO_BYTES / 1024} KiB.`);
  const beginning = content.toString('latin1', 0, 200);
  const type = TYPES.find(([, begins]) => begins.test(beginning))?.[0];
  if (type === undefined)
    throw new BrandError(`BRAND_LOGO names ${file}, which is not a PNG, JPEG, WebP or SVG image.`);
  return { type, content };
}
