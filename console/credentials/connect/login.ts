import { fill } from '../../parts/fill.ts';
import { texts } from '../../texts/index.ts';
import type { CredentialRecord } from '../credential-record.ts';
import type { Provider } from '../../providers/provider-record.ts';
import { useProvider } from '../../providers/use-providers.ts';

const words = texts.console.credentials;

/** What a user enters to connect an account without a browser. */
export interface Login {
  title: string;
  text: string;
  fields: {
    name:
      'username' | 'password' | 'api_key' | 'access_token' | 'token_secret' | 'subject_token' | 'actor_token';
    label: string;
    isSecret: boolean;
  }[];
}

/** What to ask for; undefined if the account is connected without asking. */
export function useLogin(credential: CredentialRecord): Login | undefined {
  const { authentication_type: type, grant_type, provider_id } = credential;
  const isKnown = type === 'oauth2' && grant_type !== 'token_exchange' && grant_type !== 'jwt_bearer';
  const provider = useProvider(isKnown ? undefined : (provider_id as string | null));
  if (type === 'api_key') {
    const { label = words.key.api_key, where = '' } = provider?.api_key ?? {};
    return {
      title: words.key.title.api_key,
      text: withPlace(where),
      fields: [{ name: 'api_key', label, isSecret: true }],
    };
  }
  if (type === 'basic') {
    const {
      username = words.password.username,
      password = words.password.password,
      where = '',
    } = provider?.basic ?? {};
    return {
      title: words.key.title.basic,
      text: withPlace(where),
      fields: loginFields(username, password),
    };
  }
  if (type === 'oauth1') return oauth1Login(credential, provider);
  if (grant_type === 'token_exchange' || grant_type === 'jwt_bearer')
    return exchangeLogin(credential, provider);
  if (grant_type !== 'password') return undefined;
  const { title, text, username, password } = words.password;
  return { title, text, fields: loginFields(username, password) };
}

/** The actor token is asked for if the settings say what it is. A JWT as the subject token is signed, not entered. */
function exchangeLogin(
  { grant_type, provider_settings: own }: CredentialRecord,
  provider: Provider | undefined,
): Login | undefined {
  const { title, text, subject_token, actor_token } = words.exchange;
  const { actor_token_type } = own.token_exchange ?? provider?.token_exchange ?? {};
  const isSigned = grant_type === 'jwt_bearer';
  const isExchanged = (own.jwt_grant ?? provider?.jwt_grant)?.in === 'subject_token';
  const hasActor = actor_token_type !== undefined && (!isSigned || isExchanged);
  const fields: Login['fields'] = [
    ...(isSigned ? [] : [{ name: 'subject_token', label: subject_token, isSecret: true } as const]),
    ...(hasActor ? [{ name: 'actor_token', label: actor_token, isSecret: true } as const] : []),
  ];
  return fields.length === 0 ? undefined : { title, text, fields };
}

/** The token is asked for if neither the credential nor its provider says where to request it in the browser. */
function oauth1Login(
  { grant_type, provider_id, token_url, provider_settings }: CredentialRecord,
  provider: Provider | undefined,
): Login | undefined {
  if (grant_type === 'client_credentials') return undefined;
  // Until it is loaded, it is unknown whether it has a URL.
  if (typeof provider_id === 'string' && provider === undefined) return undefined;
  const theirs = token_url === null ? provider?.oauth1?.request_token_url : undefined;
  if ((provider_settings.oauth1?.request_token_url ?? theirs) !== undefined) return undefined;
  const {
    access_token = words.key.access_token,
    token_secret = words.key.token_secret,
    where = '',
  } = provider?.oauth1_token ?? {};
  return {
    title: words.key.title.oauth1,
    text: withPlace(where),
    fields: [
      { name: 'access_token', label: access_token, isSecret: true },
      { name: 'token_secret', label: token_secret, isSecret: true },
    ],
  };
}

function withPlace(where: string): string {
  return where === '' ? words.key.text : `${fill(words.key.where, { where })} ${words.key.text}`;
}

function loginFields(username: string, password: string): Login['fields'] {
  return [
    { name: 'username', label: username, isSecret: false },
    { name: 'password', label: password, isSecret: true },
  ];
}
