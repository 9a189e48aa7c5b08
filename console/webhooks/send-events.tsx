import { Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import { CodeBlock } from '../parts/code-block.tsx';
import { Copyable } from '../parts/copy.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Panel } from '../parts/panel.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { sampleCommand, tokenCommand } from './sample-command.ts';
import type { WebhookRecord } from './webhook-record.ts';

const words = texts.console.webhooks;
const { fields } = texts.resources.webhooks;

/** The endpoint, and commands that send events to it. */
export function SendEvents({ webhook }: { webhook: WebhookRecord }) {
  const maySeeApps = useMay()('oauth-apps', 'get');
  const { endpoint, authentication, config_services } = webhook;
  const type = config_services.webhook_event_verification?.type;
  const command = sampleCommand(webhook);
  return (
    <Panel title={words.sending}>
      <Facts>
        <Fact name={fields.endpoint}>
          <Copyable value={endpoint} name={fields.endpoint} />
        </Fact>
      </Facts>
      {authentication === 'oauth2' && (
        <>
          <Typography sx={{ mb: 1 }}>
            {words.token_first} {maySeeApps && <Link to="/oauth-apps">{words.to_apps}</Link>}
          </Typography>
          <CodeBlock text={tokenCommand(endpoint)} name={words.token_command} copy />
          <Typography sx={{ mt: 2, mb: 1 }}>{words.then_send}</Typography>
        </>
      )}
      {authentication === 'signature' && (
        <Typography sx={{ mb: 1 }}>
          {type !== undefined && words.set_up[type]} {command !== undefined && words.sign_and_send}
        </Typography>
      )}
      {command !== undefined && <CodeBlock text={command} name={words.command} copy />}
    </Panel>
  );
}
