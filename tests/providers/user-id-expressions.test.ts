import { randomUUID } from 'node:crypto';
import { mapUserId } from '../../src/credentials/config-services/index.ts';
import { createOutbound } from '../../src/http/index.ts';
import { loadProviders, type Provider } from '../../src/providers/index.ts';
import { loadSchemas } from '../../src/schema/index.ts';

const documented = loadProviders(loadSchemas())
  .all()
  .filter(({ user_id_expression }) => user_id_expression !== undefined)
  .map((provider): [string, Provider] => [provider.id, provider]);

/** A response with the member that an expression such as `data[0].user_id` or `$string(user.id)` names. */
function responseFor(expression: string): Record<string, unknown> {
  const path = /^(?:\$string\()?([\w.[\]]+)\)?$/.exec(expression)![1]!;
  return path.split('.').reduceRight<unknown>((value, step) => {
    const [name, isList] = [step.replace('[0]', ''), step.endsWith('[0]')];
    return { [name]: isList ? [value] : value };
  }, 'account-1') as Record<string, unknown>;
}

test.each(documented)('%s: its expression finds the ID in a response', async (_id, provider) => {
  const response = responseFor(provider.user_id_expression!);
  const context = {
    tokens: { access_token: 'a', token_type: 'Bearer', response },
    documented: provider.user_id_expression,
    ...(provider.userinfo_url !== undefined && { userinfo: response }),
    endpoints: provider.userinfo_url === undefined ? {} : { userinfo_url: provider.userinfo_url },
    outbound: createOutbound({ allow: [], proxy: undefined } as never),
    tenantId: randomUUID(),
  };
  expect(await mapUserId(undefined, context)).toBe('account-1');
});
