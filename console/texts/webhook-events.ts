export const webhookEvents = {
  resources: {
    'webhook-events': {
      name: 'Event |||| Events',
      fields: {
        received_at: 'Received',
        event_type: 'Event',
        flow_id: 'Flow',
        state: 'State',
        state_reason: 'Reason',
        webhook_id: 'Webhook',
        kind: 'Kind',
        attempts: 'Attempts',
        next_attempt_at: 'Next attempt',
        content_type: 'Content type',
        headers: 'Headers',
        body: 'Body',
        external_user_id: 'External user ID',
        order_key: 'Order key',
        credential_id: 'Credential',
      },
    },
  },
  console: {
    events: {
      empty: 'No events yet',
      empty_text:
        'Events that your webhooks receive appear here automatically, with each delivery attempt. Send one to the endpoint of a webhook.',
      one: 'Event received',
      states: {
        pending: 'Retrying',
        delivered: 'Delivered',
        failed: 'Failed',
        duplicate: 'Duplicate',
        filtered: 'Filtered',
      },
      kinds: { event: 'Event', action: 'Button or form (/actions)' },
      all_webhooks: 'All webhooks',
      all_flows: 'All flows',
      binary: '(binary)',
      webhook_gone: 'Deleted webhook',
      no_next_attempt: 'None',
      none: 'None',
      flow: 'Flow',
      delivery_status: 'Delivery status',
      first_event: 'First event with this ID',
      split_from: 'From a list',
      fanned_out_from: 'Copy of',
      blocked_by: 'Event that is delivered first',
      own_event: 'Event of the webhook’s own flow',
      request_event: 'Event with the request',
      received: 'Received request',
      no_headers: 'None were stored.',
      raw: 'Raw',
      formatted: 'Formatted',
      base64: 'The body is binary and shown as base64.',
      empty_body: 'Empty.',
      parsed: 'Parsed event',
      not_parsed: 'No parser is configured. The body is delivered as received.',
      not_read: 'None: parsing failed.',
      type: 'Type',
      sender_id: 'Event ID of the sender',
      data: 'Data',
      no_credential: 'None',
      delivered_request: 'Request to the target',
      request: 'Request',
      request_headers: 'Request headers',
      request_body: 'Request body',
      new_each_attempt: '(new for each attempt)',
      target_unknown: 'Unknown',
      no_target: '(the flow has no target URL)',
      body_as_received: 'The body as received.',
      body_by_expression: 'What the expression in the delivery settings of the flow returns.',
      body_structured: 'The event as a CloudEvent in JSON, with its attributes and data.',
      body_binary: 'The data of a CloudEvent. Its attributes are in headers that begin with ce-.',
      not_shown: '(not shown)',
      deliveries: 'Deliveries',
      no_deliveries: 'No delivery attempts yet.',
      attempt: 'Attempt %{number}',
      succeeded: 'Succeeded',
      not_succeeded: 'Failed',
      no_answer: 'No response',
      status: 'Status %{status}',
      took: '%{milliseconds} ms',
      answer: 'Target response',
      next_attempt: 'Next attempt:',
      replay: 'Retry delivery',
      replaying: 'Retry the delivery of this event?',
      replaying_text: 'The event is sent to the target now, with the same ID.',
      replaying_delivered:
        'The target has already accepted this event, and receives it again with the same ID.',
      replay_it: 'Retry now',
      replayed: 'Queued for delivery',
      stop: 'Stop delivery',
      stopping: 'Stop the delivery of this event?',
      stopping_text:
        'No further attempt is made, and events that wait for this one are delivered. You can still retry the delivery later.',
      stopped: 'Delivery stopped',
      retried: 'Delivery is retried automatically. To retry now, select “Retry delivery”.',
      not_retried: 'There are no more automatic attempts. To deliver the event, select “Retry delivery”.',
      advice: {
        webhook_deleted:
          'Its webhook was deleted, so the event can no longer be delivered. You can still view it.',
        webhook_off: 'Enable the webhook. Its events are then delivered within seconds.',
        flow_not_active: 'Activate the flow. Its events are then delivered within seconds.',
        flow_paused: 'Resume the flow. Its events are then delivered within seconds.',
        flow_without_target: 'Enter a target URL in the flow. Its events are then delivered within seconds.',
        target_unauthorized:
          'The target rejected the request as unauthorized. Check that it verifies the signature with the current signing secret. If the target requires an Authorization header, set it in the flow.',
        target_not_found:
          'The target has nothing at this URL. Check the target URL of the flow, especially its path.',
        target_redirects:
          'Redirects are not followed. In the flow, enter the URL that the target redirects to.',
        target_refuses_size:
          'The body is too large for the target. Raise its limit, then retry the delivery.',
        target_gone:
          'The target reports that it is gone permanently, so nothing more is sent to it. Set the target URL of the flow again: its events are then delivered within minutes.',
        target_busy: 'The target is overloaded.',
        target_rejects: 'The target rejected the request. See its response, if any, for the reason.',
        target_failed: 'The target had an internal error. Check its log.',
        target_timeout: 'The target took too long. It should respond first and process the event afterwards.',
        target_unknown: 'The host name cannot be resolved. Check the target URL of the flow.',
        target_certificate:
          'The target’s certificate is not trusted. Its operator must replace it. If a private CA issued it, set the CA certificates in the flow.',
        client_certificate:
          'The target accepts only certain client certificates. Set the client certificate and its private key in the flow, or replace them if they have expired.',
        target_unreachable:
          'Nothing is listening at the target URL, or the connection is blocked. Check that the target is running.',
        url_not_allowed:
          'Enter a public URL in the flow, or ask the operator of this service to allow this one.',
        answer_unreadable:
          'The target’s response cannot be read. A short response with status 200 or 204 is enough.',
        overloaded: 'Delivery is retried automatically, shortly.',
        duplicate:
          'Duplicates are not delivered, so that no event is processed twice. If this is not a duplicate, the parser must return a different id.',
        no_filter_matched:
          'If a flow should receive it, change the filter in the webhook, then retry the delivery.',
        filter_not_matched:
          'If this flow should receive it, change its filter in the webhook, then retry the delivery.',
        flow_removed:
          'To deliver it to this flow, add the flow to the webhook again, then retry the delivery.',
        filter_failed:
          'Other flows are not affected. Test the webhook with this event, fix the filter, then retry the delivery.',
        body_failed:
          'The expression for the body in the delivery settings of the flow failed. Fix it there. The next attempt uses the new one.',
        delivery_limited:
          'The delivery settings of the flow limit its rate or concurrency. The event is delivered as soon as they allow.',
        waiting_for_earlier_event:
          'The flow delivers events in order. This one is delivered once the earlier events of its key have ended. To skip an event that keeps failing, stop its delivery.',
        order_key_failed:
          'The expression for the key in the delivery settings of the flow failed. Fix it there, then retry the delivery.',
        delivery_stopped: 'To deliver the event after all, select “Retry delivery”.',
        parser_failed:
          'The webhook’s parser cannot read the event, so delivery is not retried. Test the webhook with this event, fix the parser, then retry the delivery.',
      },
    },
  },
};
