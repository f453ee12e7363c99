import { Agent, request } from 'node:http'

/** What a program sends to the service, with the cookie of a session where it is somebody's. */
export interface Sending {
  readonly url: URL
  readonly token?: string
  /** Absent: it only asks. */
  readonly content?: { readonly type: string; readonly body: string | Buffer }
}

export interface Answered {
  readonly status: number
  readonly body: Buffer
}

/** Connections that one machine keeps open. */
export const connectionsOfMachine = 4

const answerWithinMs = 60_000

/**
 * Connections from several addresses: one machine may only do so much in a minute, and a trial stands for many. Linux
 * answers on all of 127.0.0.0/8, elsewhere there is one.
 */
export function machines(count: number): readonly Agent[] {
  const addresses =
    process.platform === 'linux'
      ? Array.from({ length: count }, (_, index) => `127.0.0.${index + 2}`)
      : ['127.0.0.1']
  return addresses.map(
    (localAddress) =>
      new Agent({ keepAlive: true, maxSockets: connectionsOfMachine, localAddress }),
  )
}

/** Posts, or gets where there is no content, and waits for the whole answer. Rejects when the connection breaks. */
export function send(agent: Agent, { url, token, content }: Sending): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent,
      method: content ? 'POST' : 'GET',
      headers: {
        accept: 'application/json',
        ...(content
          ? { 'content-type': content.type, 'content-length': Buffer.byteLength(content.body) }
          : {}),
        origin: url.origin,
        ...(token === undefined ? {} : { cookie: `cordee-session=${token}` }),
      },
    })
    sent.on('error', reject)
    sent.setTimeout(answerWithinMs, () => sent.destroy(new Error('No answer in time.')))
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }),
      )
    })
    sent.end(content?.body)
  })
}
