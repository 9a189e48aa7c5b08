import type { Request } from 'express';
import type { ReadClientSecrets } from '../../credentials/index.ts';
import type { Outbound } from '../../http/index.ts';
import type { SignedRequest } from '../../signatures/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { EventKind } from '../event-store.ts';
import type { WebhookSecrets } from '../secrets.ts';
import type { WebhookEndpoint } from './endpoint-read.ts';
import type { StoreFirstSecret } from './first-secret-store.ts';
import {
  answerBodyless,
  answerCrc,
  answerDeclaredVerified,
  answerUnsignedBody,
  answerUnverified,
  answerVerified,
  assertNoCrcToken,
  confirmSubscription,
  offeredSecret,
  subscribeUrlIn,
  type HandshakeAnswer,
} from './handshakes/index.ts';
import { notActive } from './not-active.ts';
import type { RateLimit } from './rate.ts';
import { openSecrets } from './signed.ts';

interface Incoming {
  request: Request;
  endpoint: WebhookEndpoint;
  kind: EventKind;
}

/**
 * Answers handshakes at each step of a request by signature. Only the endpoint for events has handshakes. They are
 * answered even if the flow is not active, because senders are registered before that; those that change something only
 * if the webhook is enabled.
 * @returns undefined if the request is not a handshake
 * @throws AppError unauthenticated, flow_not_active, rate_limited, provider_unavailable
 */
export interface Registration {
  beforeBody(incoming: Incoming): Promise<HandshakeAnswer | undefined>;
  beforeVerification(incoming: Incoming, body: Buffer): Promise<HandshakeAnswer | undefined>;
  afterVerification(incoming: Incoming, signed: SignedRequest): Promise<HandshakeAnswer | undefined>;
}

export function createRegistration(parts: {
  secrets: WebhookSecrets;
  readClientSecrets: ReadClientSecrets;
  storeFirstSecret: StoreFirstSecret;
  limitRate: RateLimit;
  outbound: Outbound;
  clock: Clock;
  /** Events per second. */
  rates: { webhook: number };
}): Registration {
  const { storeFirstSecret, limitRate, outbound, clock, rates } = parts;

  async function assertMayChange({ enabled, tenant_id, id }: WebhookEndpoint): Promise<void> {
    if (!enabled) throw notActive();
    await limitRate({ tenant_id, webhook_id: id });
  }

  return {
    async beforeBody({ request: { method, originalUrl, headers }, endpoint, kind }) {
      if (kind === 'action') return undefined;
      const { webhook_event_verification: verification, webhook_handshake: handshake } = endpoint.services;
      const query = new URLSearchParams(originalUrl.split('?').slice(1).join('?'));
      const answer = verification && answerUnverified(verification, { method, query });
      if (answer !== undefined || handshake === undefined) return answer;
      if (handshake.type === 'crc' && method === 'GET' && query.has('crc_token'))
        return answerCrc(query, (await openSecrets(endpoint, parts, clock()))[0]);
      return answerBodyless(handshake, { method, query, headers }, rates.webhook * 60);
    },
    async beforeVerification({ request: { method, headers }, endpoint, kind }, body) {
      const handshake = endpoint.services.webhook_handshake;
      if (handshake === undefined || kind === 'action') return undefined;
      const offered = offeredSecret(handshake, { method, headers, body });
      if (offered === undefined) return answerUnsignedBody(handshake, { method, headers, body });
      await assertMayChange(endpoint);
      await storeFirstSecret(endpoint, offered);
      return offered.answer;
    },
    async afterVerification({ endpoint, kind }, signed) {
      const { webhook_event_verification: verification, webhook_handshake: handshake } = endpoint.services;
      if (handshake?.type === 'crc') assertNoCrcToken(signed.body);
      if (kind === 'action') return undefined;
      const answer = verification && answerVerified(verification, signed);
      if (answer !== undefined || handshake === undefined) return answer;
      if (handshake.type !== 'sns_subscription') return answerDeclaredVerified(handshake, signed);
      const url = subscribeUrlIn(handshake, signed.body);
      if (url === undefined) return undefined;
      await assertMayChange(endpoint);
      return confirmSubscription(url, outbound);
    },
  };
}
