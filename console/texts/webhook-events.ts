export const webhookEvents = {
  resources: {
    'webhook-events': {
      name: 'Event |||| Events',
      fields: {
        received_at: 'Arrived',
        state: 'State',
        state_reason: 'Why',
        webhook_id: 'Webhook',
        kind: 'Kind',
        attempts: 'Attempts',
        next_attempt_at: 'Next attempt',
        content_type: 'Content type',
        headers: 'Headers',
        body: 'Body',
        external_user_id: 'User at the third party',
        credential_id: 'Whose it is',
      },
    },
  },
  console: {
    events: {
      empty: 'No events yet',
      empty_text:
        'What arrives at webhooks is seen here by itself, with each attempt to hand it on. Send something to the endpoint of a webhook.',
      one: 'Event of',
      states: {
        pending: 'Waiting',
        delivered: 'Delivered',
        failed: 'Failed',
        duplicate: 'Repeated',
      },
      kinds: { event: 'Event', action: 'A button or form, at /actions' },
      all_webhooks: 'All webhooks',
      webhook_gone: 'A webhook that is gone',
      no_next_attempt: 'None',
      none: 'None',
      flow: 'Flow',
      what_became: 'What became of it',
      first_event: 'The first event of this ID',
      arrived: 'What arrived',
      no_headers: 'None that say what it is about.',
      as_it_came: 'As it came',
      formatted: 'Formatted',
      base64: 'It is no text; this is its bytes in base64.',
      empty_body: 'It is empty.',
      understood: 'What was understood',
      not_parsed: 'No parser is set; the body goes on as it came.',
      not_read: 'Nothing: the webhook’s parser could not read it.',
      type: 'Type',
      sender_id: 'The sender’s ID',
      data: 'Data',
      nobody: 'No credential’s',
      handed_on: 'What the target gets',
      request: 'Request',
      request_headers: 'Headers of the request',
      request_body: 'Body of the request',
      made_anew: '(new at each attempt)',
      target_unknown: 'Unknown',
      no_target: '(the flow has no target URL)',
      body_as_it_came: 'The body as it came.',
      deliveries: 'Deliveries',
      no_deliveries: 'Nothing has been sent yet.',
      attempt: 'Attempt %{number}',
      succeeded: 'Taken',
      not_succeeded: 'Failed',
      no_answer: 'No answer',
      status: 'Status %{status}',
      took: '%{milliseconds} ms',
      answer: 'The target’s answer',
      next_attempt: 'The next attempt:',
      replay: 'Hand it on again',
      replaying: 'Hand this event on again?',
      replaying_text: 'It is sent to the target at once, with the same ID.',
      replaying_delivered: 'The target has taken it already, and gets it again with the same ID.',
      replay_it: 'Hand it on',
      replayed: 'It is sent now',
      advice: {
        webhook_deleted: 'There is nothing to hand it to any more. It can only be read.',
        webhook_off:
          'Switch the webhook on. What waits goes on within five minutes then, or at once if it is handed on again.',
        flow_not_active:
          'Make the flow active. What waits goes on within five minutes then, or at once if it is handed on again.',
        flow_without_target:
          'Enter a target URL in the flow. What waits goes on within five minutes then, or at once if it is handed on again.',
        target_unauthorized:
          'The target does not let it in. Look whether it checks the signature with the present signing secret, or wants a login, which is never sent.',
        target_not_found:
          'The target knows no such address. Look at the target URL of the flow, its path above all.',
        target_redirects:
          'Redirects are not followed. Enter the address that the target redirects to in the flow.',
        target_refuses_size:
          'The target takes no body of this size. Let it take more, then hand the event on again.',
        target_busy: 'The target has too much to do. The next attempt comes by itself.',
        target_rejects: 'The target does not accept what it gets. Its answer, if there is one, says why.',
        target_failed:
          'The target itself has failed; its own log says why. The next attempt comes by itself, or at once if the event is handed on again.',
        target_timeout:
          'The target has to answer sooner: it takes the event, answers, and does its work afterwards.',
        target_unknown: 'The name of the host is not known. Look at the target URL of the flow.',
        target_certificate: 'The target’s certificate is not trusted. Its operator has to renew it.',
        target_unreachable:
          'Nobody listens at the target URL, or something between keeps the connection away. Look whether the target runs.',
        url_not_allowed:
          'Enter a public address in the flow, or ask the operator of this service to allow this one.',
        answer_unreadable:
          'The target’s answer cannot be read. A short answer with a status of 200 or 204 will do.',
        overloaded: 'It is tried again by itself, shortly.',
        duplicate:
          'It is not handed on, so that it has no effect twice. If it is no repetition, the parser must give another id.',
        parser_failed:
          'The webhook’s parser cannot read it, so it is not tried again. Try the webhook on it, mend the parser, then hand the event on again.',
      },
    },
  },
};
