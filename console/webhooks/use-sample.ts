import { useState } from 'react';
import { exampleFor, type Sample } from './sample.ts';
import { writeHeaders } from './sample-headers.ts';
import type { WebhookServices } from './webhook-record.ts';

/** The sample of a webhook test. It starts with the last received event, or else with an example. */
export function useSample(services: WebhookServices, arrived?: Sample) {
  const initial = arrived ?? exampleFor(services, 'event');
  const [kind, setKind] = useState(initial.kind);
  const [body, setBody] = useState(initial.body);
  const [headers, setHeaders] = useState(() => writeHeaders(initial.headers));
  const is = (sample: Sample) => body === sample.body && headers === writeHeaders(sample.headers);

  /** An untouched example follows the kind; an edited one stays. */
  function changeKind(next: Sample['kind']) {
    if (arrived === undefined && is(exampleFor(services, kind))) {
      const example = exampleFor(services, next);
      setBody(example.body);
      setHeaders(writeHeaders(example.headers));
    }
    setKind(next);
  }

  function replace(next: Sample) {
    setKind(next.kind);
    setBody(next.body);
    setHeaders(writeHeaders(next.headers));
  }

  return {
    replace,
    kind,
    changeKind,
    body,
    setBody,
    headers,
    setHeaders,
    asArrived: arrived !== undefined && is(arrived),
  };
}
