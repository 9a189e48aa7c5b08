import ipaddr from 'ipaddr.js';
import type { Settings } from './settings.ts';

const POOLERS = ['none', 'transaction'];
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** A sentence for each setting with an invalid value. Values of secrets are not repeated. */
export function settingFaults(settings: Settings): string[] {
  const { databaseUrl, logLevel, publicUrl, trustedProxies, outboundAllow, outboundProxy } = settings;
  const faults: string[] = [];
  if (!/^(sqlite:.|postgres(ql)?:\/\/.)/.test(databaseUrl))
    faults.push(
      'DATABASE_URL must begin with sqlite: or postgres:// (value hidden: it may contain a password).',
    );
  if (!POOLERS.includes(settings.databasePooler))
    faults.push(`DATABASE_POOLER must be one of ${POOLERS.join(', ')}, not "${settings.databasePooler}".`);
  if (!LOG_LEVELS.includes(logLevel))
    faults.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${logLevel}".`);
  // Cookies are scoped to the whole host, and discovery documents are served at its root.
  if (!isHttpUrl(publicUrl) || new URL(publicUrl).pathname !== '/')
    faults.push(
      `PUBLIC_URL must be an http or https URL without path, query or fragment, not "${publicUrl}".`,
    );
  for (const proxy of trustedProxies.filter((text) => !isProxy(text)))
    faults.push(
      `TRUSTED_PROXIES contains "${proxy}", which is not an IP address, a network such as 10.0.0.0/8, loopback, linklocal or uniquelocal.`,
    );
  const { clientCertificateHeader: header } = settings;
  if (header !== undefined && !/^[A-Za-z0-9-]{1,60}$/.test(header))
    faults.push(`CLIENT_CERTIFICATE_HEADER must be the name of a header, not "${header}".`);
  if (header !== undefined && trustedProxies.length === 0)
    faults.push(
      'CLIENT_CERTIFICATE_HEADER requires TRUSTED_PROXIES, because anyone else could send the header.',
    );
  for (const rule of outboundAllow.filter((text) => !isAllowRule(text)))
    faults.push(`OUTBOUND_ALLOW contains "${rule}", which is not a host, an IP address or a network.`);
  if (outboundProxy !== undefined && !isHttpUrl(outboundProxy.replace(/\/\/[^@/]*@/, '//')))
    faults.push('OUTBOUND_PROXY must be an http or https URL (value hidden: it may contain a password).');
  return [...faults, ...brandFaults(settings), ...bootstrapFaults(settings)];
}

function brandFaults({ brandName, brandColor }: Settings): string[] {
  const faults: string[] = [];
  if (brandName.length > 60 || /[\p{Cc}\p{Cf}]/u.test(brandName))
    faults.push('BRAND_NAME must have at most 60 characters, all of them visible.');
  if (brandColor !== undefined && !/^#[0-9a-f]{6}$/i.test(brandColor))
    faults.push(`BRAND_COLOR must be a color such as #0a7d55, not "${brandColor}".`);
  return faults;
}

function bootstrapFaults(settings: Settings): string[] {
  const { bootstrapTenant: name, bootstrapOwnerEmail: email, bootstrapApiKeyFile: file } = settings;
  const faults: string[] = [];
  if (name !== undefined && email === undefined)
    faults.push('BOOTSTRAP_TENANT requires BOOTSTRAP_OWNER_EMAIL.');
  if (email !== undefined && name === undefined)
    faults.push('BOOTSTRAP_OWNER_EMAIL requires BOOTSTRAP_TENANT.');
  if (file !== undefined && name === undefined)
    faults.push('BOOTSTRAP_API_KEY_FILE requires BOOTSTRAP_TENANT.');
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email))
    faults.push(`BOOTSTRAP_OWNER_EMAIL must be an email address, not "${email}".`);
  return faults;
}

/**
 * What Express accepts for `trust proxy`. A /0 network would trust the X-Forwarded-For of any client, so it is
 * rejected.
 */
function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  if (address.includes('%')) return false;
  return bits === undefined || (more.length === 0 && ipaddr.isValidCIDR(text) && Number(bits) > 0);
}

/** `host`, `*.example.com`, `host:port`, an IP address or a network. */
function isAllowRule(text: string): boolean {
  if (text.includes('/')) return ipaddr.isValidCIDR(text);
  return ipaddr.isValid(text) || /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(text);
}

function isHttpUrl(text: string): boolean {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '';
  } catch {
    return false;
  }
}
