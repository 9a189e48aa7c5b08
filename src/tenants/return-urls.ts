import { platformOf, type TenantDb } from '../db/index.ts';
import { AppError, combined } from '../errors.ts';
import { findTenant } from './store.ts';

/** @throws AppError validation_failed with one error per invalid URL */
export function assertReturnUrls(urls: readonly string[]): void {
  const faults = urls.flatMap((url, index) => {
    if (isReturnUrl(url)) return [];
    const detail = 'A return URL must be an absolute http or https URL without credentials or a fragment.';
    const source = { pointer: `/data/attributes/return_urls/${index}` };
    return [new AppError('validation_failed', detail, { source })];
  });
  if (faults.length > 0) throw combined(faults);
}

/**
 * Exact match, as for redirect URIs (RFC 9700, section 2.1), to prevent open redirects.
 * @throws AppError return_url_not_allowed
 */
export async function assertReturnUrl(db: TenantDb, url: string, pointer: string): Promise<void> {
  const tenant = await findTenant(platformOf(db), db.tenantId);
  if (tenant?.return_urls.includes(url)) return;
  throw new AppError(
    'return_url_not_allowed',
    "This return URL is not in the tenant's return_urls. Add it there first; it must match exactly.",
    { source: { pointer } },
  );
}

function isReturnUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && !text.includes('#');
}
