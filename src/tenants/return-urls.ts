import { platformOf, type TenantDb } from '../db/index.ts';
import { AppError, combined } from '../errors.ts';
import { findTenant } from './store.ts';

/** @throws AppError validation_failed for each that is no address of a page */
export function assertReturnUrls(urls: readonly string[]): void {
  const faults = urls.flatMap((url, index) => {
    if (isPage(url)) return [];
    const detail = 'A return URL is an absolute http or https URL without credentials and fragment.';
    const source = { pointer: `/data/attributes/return_urls/${index}` };
    return [new AppError('validation_failed', detail, { source })];
  });
  if (faults.length > 0) throw combined(faults);
}

/** Exact match, as for redirect URIs (RFC 9700, 2.1): an open redirector helps phishers. @throws AppError return_url_not_allowed */
export async function assertReturnUrl(db: TenantDb, url: string, pointer: string): Promise<void> {
  const tenant = await findTenant(platformOf(db), db.tenantId);
  if (tenant?.return_urls.includes(url)) return;
  throw new AppError(
    'return_url_not_allowed',
    'The tenant does not allow this return URL. Add it to return_urls of the tenant first, exactly as it is.',
    { source: { pointer } },
  );
}

function isPage(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && !text.includes('#');
}
