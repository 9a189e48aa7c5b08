import type { JwtVerification } from '../schema/index.ts';
import { headerFaults, keptHeaders, type Fault } from './header-faults.ts';
import { isHmacAlgorithm } from './jwt-keys.ts';

/** What is wrong with a declared JWT, beyond what the schema checks. */
export function jwtFaults(verification: JwtVerification): Fault[] {
  const { header, prefix, pointer, id_header, algorithms, jwks_url, issuer, audience, claims } = verification;
  const kept = keptHeaders(verification);
  const id: Fault[] = id_header === undefined ? [] : [['id_header', id_header]];
  const faults = headerFaults([...id, ...kept]);
  if (header !== undefined) faults.push(...headerFaults([['header', header]], 'authorization'));
  if (header !== undefined && pointer !== undefined)
    faults.push(['pointer', 'header and pointer cannot both be set. Leave one out.']);
  if (prefix !== undefined && header === undefined)
    faults.push(['prefix', 'prefix is only allowed with header. Set header, or leave prefix out.']);
  for (const [at, name] of kept)
    if (name.toLowerCase() === header?.toLowerCase())
      faults.push([at, `The header ${name} contains the JWT, which must not be stored. Leave it out.`]);
  const isHmac = algorithms.map(isHmacAlgorithm);
  if (isHmac.includes(true) && isHmac.includes(false))
    faults.push([
      'algorithms',
      'algorithms must not contain both those of a shared secret (HS256, HS384, HS512) and those of a public key.',
    ]);
  else if (isHmac.includes(true) && jwks_url !== undefined)
    faults.push([
      'algorithms',
      'algorithms must be those of a public key, because jwks_url is set. Leave out HS256, HS384 and HS512.',
    ]);
  const isNamed = issuer !== undefined || audience !== undefined || Object.keys(claims ?? {}).length > 0;
  if (jwks_url !== undefined && !isNamed)
    faults.push([
      'jwks_url',
      'jwks_url requires audience, issuer or claims: the sender signs tokens for others with the same keys.',
    ]);
  return faults;
}
