import { PasswordInput, TextInput, useRecordContext } from 'react-admin';
import { texts } from '../texts/index.ts';
import type { FlowRecord } from './flow-record.ts';

const words = texts.console.flows;

/** The client certificate with which a flow authenticates to its target, and the authorities of the target. */
export function TargetCertificates() {
  const flow = useRecordContext<FlowRecord>();
  const hasKey = typeof flow?.target_client_certificate === 'string';
  return (
    <>
      <TextInput
        source="target_client_certificate"
        multiline
        maxRows={6}
        helperText={words.certificate_help}
        autoComplete="off"
        fullWidth
      />
      <PasswordInput
        source="target_client_key"
        helperText={hasKey ? words.key_keep : words.key_help}
        autoComplete="new-password"
        fullWidth
      />
      <TextInput
        source="target_ca_certificates"
        multiline
        maxRows={6}
        helperText={words.authorities_help}
        autoComplete="off"
        fullWidth
      />
    </>
  );
}
