/** A message of a stream of server-sent events. */
export interface StreamMessage {
  id: string | undefined;
  event: string;
  /** undefined: it only sets the ID after which the stream continues. */
  data: string | undefined;
}

/** Characters. An event and its headers are smaller. */
const MAX_MESSAGE = 64 * 1024 * 1024;

/**
 * Parses server-sent events (HTML Living Standard, 9.2.6). Comments are skipped.
 * @throws Error if a message is too long
 */
export async function* messagesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<StreamMessage> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let length = 0;
  let message = emptyMessage();
  for await (const chunk of chunks) {
    const [first = '', ...rest] = decoder.decode(chunk, { stream: true }).split('\n');
    pieces.push(first);
    length += first.length;
    for (const next of rest) {
      const line = pieces.join('').replace(/\r$/, '');
      pieces = [next];
      length = next.length;
      if (line !== '') read(line, message);
      else {
        const { id, event, data } = message;
        message = emptyMessage();
        if (data.length > 0) yield { id, event, data: data.join('\n') };
        else if (id !== undefined) yield { id, event, data: undefined };
      }
    }
    if (length > MAX_MESSAGE) throw new Error('A message of the stream is too long.');
  }
}

function emptyMessage(): { id: string | undefined; event: string; data: string[] } {
  return { id: undefined, event: 'message', data: [] };
}

function read(line: string, message: ReturnType<typeof emptyMessage>): void {
  const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
  if (field === 'id') message.id = value;
  else if (field === 'event') message.event = value;
  else if (field === 'data') message.data.push(value);
}
