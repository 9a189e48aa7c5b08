import { useMemo } from 'react';
import { CodeBlock, MAX_SHOWN } from './code-block.tsx';
import { indentedJson } from './indented-json.ts';

/** A value from the API as formatted JSON. */
export function JsonBlock({ value, name }: { value: unknown; name: string }) {
  const whole = useMemo(() => JSON.stringify(value), [value]);
  const text = useMemo(() => indentedJson(whole, MAX_SHOWN), [whole]);
  return <CodeBlock text={text} whole={whole} name={name} />;
}
