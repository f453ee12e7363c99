import type { Socket } from 'node:net'
import type { Test } from 'tap'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** A letter as the mail server got it. */
export interface SunkLetter {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

/** An answer in place of "250": its code and words. */
export interface SmtpAnswer {
  readonly code: number
  readonly words: string
}

export interface SmtpBehaviour {
  readonly onConnect?: () => SmtpAnswer | undefined
  readonly onSender?: (address: string) => SmtpAnswer | undefined
  readonly onRecipient?: (address: string) => SmtpAnswer | undefined
  readonly onLetter?: (to: readonly string[]) => SmtpAnswer | undefined
  /** A letter was kept: instead of "250" the server says nothing, or hangs up. */
  readonly onKept?: () => 'silence' | 'hang-up' | undefined
  /** Asks for this name and password. */
  readonly login?: { readonly user: string; readonly password: string }
}

export interface SmtpSink {
  readonly url: string
  readonly letters: readonly SunkLetter[]
  /** How many connections were opened so far. */
  readonly connections: () => number
}

/** A mail server on loopback that keeps every letter, or refuses what it is told to. */
export async function openSmtpSink(
  t: Pick<Test, 'teardown'>,
  behaviour: SmtpBehaviour = {},
): Promise<SmtpSink> {
  const letters: SunkLetter[] = []
  let connections = 0
  const { login, onConnect, onSender, onRecipient, onLetter, onKept } = behaviour
  const server = new SMTPServer({
    logger: false,
    authOptional: !login,
    allowInsecureAuth: true,
    disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    onAuth({ username, password }, _session, callback) {
      const isRight = username === login?.user && password === login?.password
      callback(isRight ? null : asError({ code: 535, words: 'Wrong password' }), { user: username })
    },
    onConnect(_session, callback) {
      connections++
      callback(asError(onConnect?.()))
    },
    onMailFrom({ address }, _session, callback) {
      callback(asError(onSender?.(address)))
    },
    onRcptTo({ address }, _session, callback) {
      callback(asError(onRecipient?.(address)))
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const refused = asError(onLetter?.(envelopeOf(session).to))
        if (refused) return callback(refused)
        letters.push({ ...envelopeOf(session), raw: Buffer.concat(chunks).toString() })
        const then = onKept?.()
        if (then === undefined) callback(null)
        if (then === 'hang-up') sockets.get(session.remotePort)?.destroy()
      })
    },
  })
  const sockets = new Map<number | undefined, Socket>()
  server.server.on('connection', (socket) => sockets.set(socket.remotePort, socket))
  server.on('error', () => undefined) // A client that hangs up is part of the tests.
  const port = await listen(server)
  t.teardown(() => new Promise<void>((closed) => server.close(closed)))
  const url = new URL(`smtp://127.0.0.1:${port}`)
  if (login) {
    url.username = encodeURIComponent(login.user)
    url.password = encodeURIComponent(login.password)
  }
  return { url: url.href, letters, connections: () => connections }
}

function listen(server: SMTPServer): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

function envelopeOf({ envelope }: SMTPServerSession): Pick<SunkLetter, 'from' | 'to'> {
  const { mailFrom, rcptTo } = envelope
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
  }
}

function asError(answer: SmtpAnswer | undefined): Error | null {
  return answer ? Object.assign(new Error(answer.words), { responseCode: answer.code }) : null
}
