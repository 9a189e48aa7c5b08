import type { Findings } from './findings.ts';
import { addFinding } from './findings.ts';
import type { OauthFlag } from './oauth-flag.ts';
import { own } from './own-property.ts';

/**
 * The path of an `oauth1` block (OAuth 1, for example for Trello), in credentials or at the root; undefined if the file
 * also declares OAuth 2, which is used instead.
 */
export function readOauth1(
  descriptor: Record<string, unknown>,
  credentials: Record<string, unknown>,
  { flag, besideOauth2, findings }: { flag: OauthFlag['flag']; besideOauth2: boolean; findings: Findings },
): string[] | undefined {
  const path = oauth1Path(descriptor, credentials);
  if (path === undefined) return undefined;
  if (besideOauth2) {
    const message =
      'The file declares both OAuth 1 and OAuth 2. The oauth1 block is ignored, because OAuth clients only support OAuth 2.';
    addFinding(findings.notes, path, 'oauth1_ignored', message);
    return undefined;
  }
  if (flag?.value === true) {
    const message =
      'useOAuthClient is true but the file describes OAuth 1. OAuth clients only support OAuth 2. Add an oauth2 block, or remove useOAuthClient.';
    addFinding(findings.problems, flag.path, 'oauth1_with_flag', message);
  }
  const message =
    'The file uses OAuth 1. OAuth clients only support OAuth 2, so none is used, and migrate does not change the file.';
  addFinding(findings.notes, path, 'oauth1', message);
  return path;
}

function oauth1Path(
  descriptor: Record<string, unknown>,
  credentials: Record<string, unknown>,
): string[] | undefined {
  if (own(credentials, 'oauth1') !== undefined) return ['credentials', 'oauth1'];
  return own(descriptor, 'oauth1') === undefined ? undefined : ['oauth1'];
}
