import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { checkResponse } from './contract.ts';

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** A TCP connection that gives a test full control over what is sent and when. */
export interface Connection {
  socket: Socket;
  /** Sends lines separated by CRLF, followed by an empty line. */
  send(...lines: string[]): void;
  /** Resolves with all responses so far, including interim ones, once `isThere` returns true for them. */
  answers(isThere: (answers: RawAnswer[]) => boolean): Promise<RawAnswer[]>;
  /** Resolves with all responses once the server has closed its side. @throws Error if the connection is reset */
  untilEnd(): Promise<RawAnswer[]>;
}

/** The connection stays open until the test destroys its socket. */
export function openConnection({ url }: { url: string }): Connection {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let received = Buffer.alloc(0);
  let fault: Error | undefined;
  let ended = false;
  socket.on('data', (bytes: Buffer) => (received = Buffer.concat([received, bytes])));
  socket.on('error', (error) => (fault ??= error));
  socket.on('end', () => (ended = true));

  async function answers(isThere: (answers: RawAnswer[]) => boolean): Promise<RawAnswer[]> {
    for (;;) {
      const found = parse(received.toString());
      if (isThere(found)) return found;
      if (fault !== undefined) throw fault;
      if (socket.closed) throw new Error(`closed after ${JSON.stringify(found)}`);
      await Promise.race(['data', 'end', 'close'].map((event) => once(socket, event)));
    }
  }

  return {
    socket,
    send: (...lines) => void socket.write([...lines, '', ''].join('\r\n')),
    answers,
    untilEnd: () => answers(() => ended),
  };
}

/** Checks a response received over a connection against the contract. */
export function checkRawAnswer(method: string, url: string, { status, headers, text }: RawAnswer): void {
  const body: unknown = /json/.test(headers['content-type'] ?? '') ? JSON.parse(text) : text;
  checkResponse({ method, url, status, headers, body: text === '' ? undefined : body });
}

function parse(received: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = received;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return answers;
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.split(':', 1)[0]!.toLowerCase(), line.slice(line.indexOf(':') + 2)]),
    );
    const body = Buffer.from(rest.slice(end + 4));
    const length = Number(headers['content-length'] ?? 0);
    const chunked = headers['transfer-encoding'] === 'chunked';
    const [size, chunk] = chunked ? readChunks(body) : [length, body.subarray(0, length)];
    if (size === undefined || body.length < size) return answers;
    answers.push({ status: Number(first.split(' ')[1]), headers, text: chunk.toString() });
    rest = body.subarray(size).toString();
  }
}

/** @returns the encoded length of the chunks, undefined if they are incomplete; and their content */
function readChunks(body: Buffer): [size: number | undefined, content: Buffer] {
  const content: Buffer[] = [];
  for (let at = 0; ;) {
    const line = body.indexOf('\r\n', at);
    if (line < 0) return [undefined, Buffer.alloc(0)];
    const length = parseInt(body.subarray(at, line).toString(), 16);
    const end = line + 2 + length + 2;
    if (body.length < end) return [undefined, Buffer.alloc(0)];
    if (length === 0) return [end, Buffer.concat(content)];
    content.push(body.subarray(line + 2, line + 2 + length));
    at = end;
  }
}
