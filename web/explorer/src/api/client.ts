// Asking the server: one POST for a question, one open connection for a subscription.
import { print } from '@0no-co/graphql.web';
import type { TadaDocumentNode } from 'gql.tada';

/** A failure with words for people. `code` is the server's, or NETWORK. */
export class AskError extends Error {
  constructor(message: string, readonly code: string) {
    super(message);
  }
}

const tokenKey = 'newsgraph.token';
export const token = {
  get: () => sessionStorage.getItem(tokenKey) ?? '',
  set: (value: string) => sessionStorage.setItem(tokenKey, value),
};

export function headers(accept: string): Record<string, string> {
  const out: Record<string, string> = { Accept: accept, 'Content-Type': 'application/json' };
  if (token.get()) out.Authorization = `Bearer ${token.get()}`;
  return out;
}

interface Answer<R> {
  data?: R | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

const printed = new WeakMap<object, string>();
function text(document: object): string {
  let out = printed.get(document);
  if (out === undefined) printed.set(document, (out = print(document as Parameters<typeof print>[0])));
  return out;
}

/** Asks, and gives the data. Parts that failed are null in it; only an answer without any data is an error. */
export async function ask<R, V>(document: TadaDocumentNode<R, V>, variables: V, signal?: AbortSignal): Promise<R> {
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST', headers: headers('application/graphql-response+json, application/json'), signal,
      body: JSON.stringify({ query: text(document), variables }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new AskError('The server does not answer. Is newsgraph still running?', 'NETWORK');
  }
  if (response.status === 401) throw new AskError('This server wants a token.', 'UNAUTHENTICATED');
  let answer: Answer<R>;
  try {
    answer = await response.json() as Answer<R>;
  } catch {
    throw new AskError(`The server answered ${response.status} without a result.`, 'NETWORK');
  }
  const first = answer.errors?.[0];
  if (!answer.data) throw new AskError(first?.message ?? `The server answered ${response.status}.`, first?.extensions?.code ?? 'UNKNOWN');
  return answer.data;
}

/** Follows a subscription until it is ended by the signal; a connection that breaks is opened again, later each time. */
export async function follow<R, V>(document: TadaDocumentNode<R, V>, variables: V, take: (data: R) => void, signal: AbortSignal): Promise<void> {
  let wait = 1000;
  while (!signal.aborted) {
    try {
      const response = await fetch('/graphql', {
        method: 'POST', headers: headers('text/event-stream'), signal, body: JSON.stringify({ query: text(document), variables }),
      });
      if (!response.ok || !response.body || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) return;
      wait = 1000;
      for await (const event of events(response.body)) {
        if (event.name === 'complete') return;
        const answer = JSON.parse(event.data) as Answer<R>;
        if (answer.data) take(answer.data);
        else if (answer.errors) return;
      }
    } catch {
      if (signal.aborted) return;
    }
    await new Promise((done) => setTimeout(done, wait));
    wait = Math.min(wait * 2, 60_000);
  }
}

async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<{ name: string; data: string }> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let buffer = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value.replace(/\r\n?/g, '\n');
    for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
      const event = readEvent(buffer.slice(0, end));
      buffer = buffer.slice(end + 2);
      if (event) yield event;
    }
  }
}

/** One event of a stream; null for what is only a sign of life. */
export function readEvent(block: string): { name: string; data: string } | null {
  let name = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  return data.length || name !== 'message' ? { name, data: data.join('\n') } : null;
}
