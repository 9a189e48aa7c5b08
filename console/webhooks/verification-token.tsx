import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser, useMay } from '../current-user.ts';
import { Copyable } from '../parts/copy.tsx';
import { Fact } from '../parts/facts.tsx';
import { texts } from '../texts/index.ts';
import type { WebhookRecord } from './webhook-record.ts';

const words = texts.console.webhooks;

/** The token that the sender sent and that a person enters there. Only for users who may set the secret. */
export function VerificationToken({ webhook }: { webhook: WebhookRecord }) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const mayEdit = useMay()('webhooks', 'edit');
  const { id, has_verification_token, updated_at } = webhook;
  const { data } = useQuery({
    queryKey: ['webhook-verification-token', id, updated_at],
    queryFn: async () => {
      const { document } = await call(`/tenants/${tenant.id}/webhooks/${id}/verification-token`);
      return String((document!.data as Resource).attributes?.['verification_token']);
    },
    enabled: mayEdit && has_verification_token,
    gcTime: 0,
  });
  if (data === undefined) return null;
  return (
    <Fact name={words.verification_token}>
      <Copyable value={data} name={words.verification_token} /> {words.verification_token_help}
    </Fact>
  );
}
