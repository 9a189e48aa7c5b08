const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]+?)-----END \1-----/g;

/** An object in PEM (RFC 7468). */
export interface PemBlock {
  /** What it is, such as CERTIFICATE. */
  label: string;
  /** The block alone, in lines. */
  text: string;
  /** Whether it is a private key with a passphrase. */
  isEncrypted: boolean;
}

/** The objects in a text, without what is between them. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].map(([, label = '', body = '']) => ({
    label,
    text: inLines(label, body),
    isEncrypted: label.startsWith('ENCRYPTED') || body.includes('ENCRYPTED'),
  }));
}

/** In lines (RFC 7468, 2), because a field of a form may have removed the line breaks, or a shell escaped them. */
function inLines(label: string, body: string): string {
  const lines = body.replaceAll(/\s|\\n/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
}
