import { AppError, combined } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import { certificateFaults } from './client-certificate.ts';
import { headerFaults, idFaults, keptHeaders, type Fault } from './header-faults.ts';
import { jwtFaults } from './jwt-faults.ts';
import { schemeFault } from './scheme-faults.ts';
import { headerIn, headerListIn, placeholdersIn } from './template.ts';
import { tokenFaults } from './token.ts';
import { schemeOf, type DeclaredVerification, type Verification } from './verification.ts';

/**
 * Checks that a declared sender can be verified, beyond what the schema checks.
 * @param pointer to the verification in the document
 * @throws AppError validation_failed with one fault per error
 */
export function assertVerification(verification: Verification, pointer: string): void {
  const faults = faultsOf(verification).map(
    ([at, detail]) =>
      new AppError('validation_failed', detail, {
        source: { pointer: at === '' ? pointer : `${pointer}/${at}` },
      }),
  );
  if (faults.length > 0) throw combined(faults);
}

/**
 * Checks that the server may call the URLs of a verification.
 * @param pointer to the verification in the document
 * @throws AppError url_not_allowed
 */
export function assertUrls(
  verification: Verification,
  pointer: string,
  outbound: Pick<Outbound, 'assertAllowed'>,
): void {
  if (verification.type === 'jwt' && verification.jwks_url !== undefined)
    outbound.assertAllowed(verification.jwks_url, `${pointer}/jwks_url`);
}

function faultsOf(verification: Verification): Fault[] {
  switch (verification.type) {
    case 'hmac':
    case 'hash':
    case 'public_key':
      return [...declaredFaults(verification), ...idFaults(verification)];
    case 'token':
      return [...tokenFaults(verification), ...idFaults(verification)];
    case 'client_certificate':
      return [...certificateFaults(verification), ...idFaults(verification)];
    case 'jwt':
      return [...jwtFaults(verification), ...idFaults(verification)];
    default:
      return [];
  }
}

function declaredFaults(verification: DeclaredVerification): Fault[] {
  const scheme = schemeOf(verification)!;
  const fault = schemeFault(scheme);
  const faults = headerFaults([...headersRead(verification), ...keptHeaders(verification)]);
  return fault === undefined ? faults : [...faults, [fault.at, fault.detail]];
}

/** The headers that a declared scheme reads, as the tenant wrote them, with the member that names each. */
function headersRead({ header, second_header, id_header, timestamp, signed }: DeclaredVerification): Fault[] {
  const named: [at: string, name: string | undefined][] = [
    ['header', header],
    ['second_header', second_header],
    ['id_header', id_header],
    ['timestamp/header', timestamp?.header],
    ...placeholdersIn(signed).map((name): [string, string | undefined] => [
      'signed',
      headerIn(name) ?? headerListIn(name),
    ]),
  ];
  return named.filter((one): one is Fault => one[1] !== undefined);
}
