import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Config } from '#src/config.ts'
import { isUsable } from './check-folder.ts'
import { type Finding, troubleIn } from './finding.ts'

const patienceMs = 8_000

/** Says whether letters can go out: reaches the mail server and logs in, sending nothing. */
export async function checkMail({ smtpUrl, dataDir }: Config): Promise<Finding> {
  return smtpUrl === undefined ? checkMailFolder(join(dataDir, 'mail')) : checkSmtp(smtpUrl)
}

async function checkMailFolder(folder: string): Promise<Finding> {
  const part = 'mail'
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  )
  // The first letter makes the folder.
  if (isThere && !(await isUsable(folder)))
    return { part, mark: 'wrong', say: (t) => t.mailFolderBroken({ folder }) }
  return { part, mark: 'good', say: (t) => t.mailFolder({ folder }) }
}

async function checkSmtp(smtpUrl: string): Promise<Finding> {
  const part = 'mail'
  const url = new URL(smtpUrl)
  const server = url.host
  const loggedIn = url.username !== ''
  if (isLoopback(url.hostname)) {
    const trouble = await greet(smtpUrl, { requireTLS: false })
    return trouble
      ? describe(server, trouble)
      : { part, mark: 'good', say: (t) => t.mailLocal({ server }) }
  }
  const encrypted = await greet(smtpUrl, { requireTLS: true })
  if (!encrypted) return { part, mark: 'good', say: (t) => t.mailGood({ server, loggedIn }) }
  if (encrypted.code !== 'ETLS') return describe(server, encrypted)
  const plain = await greet(smtpUrl, { requireTLS: false })
  return plain
    ? describe(server, plain)
    : { part, mark: 'look', say: (t) => t.mailPlain({ server }) }
}

interface Trouble {
  readonly code: string
  /** The server's own answer, such as 535. */
  readonly reply: number | undefined
}

/** Connects, greets, encrypts where it can, logs in and leaves. */
async function greet(
  url: string,
  { requireTLS }: { readonly requireTLS: boolean },
): Promise<Trouble | undefined> {
  const transport = createTransport({
    url,
    requireTLS,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    dnsTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    // A server that drips its answer byte by byte keeps every one of those limits.
    await within(2 * patienceMs, transport.verify())
    return undefined
  } catch (error) {
    const reply = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined
    return { code: troubleIn(error), reply: typeof reply === 'number' ? reply : undefined }
  } finally {
    transport.close()
  }
}

function describe(server: string, { code, reply }: Trouble): Finding {
  const part = 'mail'
  if (code === 'EAUTH' && reply !== undefined)
    return { part, mark: 'wrong', say: (t) => t.mailRefused({ server, code: reply }) }
  const detail = reply === undefined ? code : `${code} ${reply}`
  return { part, mark: 'wrong', say: (t) => t.mailUnreachable({ server, detail }) }
}

function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new DOMException('It took too long.', 'TimeoutError')),
      ms,
    )
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
