import { codeOf, StorageUnavailable } from './store.ts'

// PostgreSQL's own codes (Appendix A) come with the error or, through drizzle, with its cause.
const collisions = new Set(['40001', '40P01'])
const serverGone = new Set(['57P01', '57P02', '57P03', '53300', '25006'])
const noRoom = new Set(['53100', '53200', '57014', '55P03', '25P03'])
const lineLost = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
// pg gives these no code.
const lineLostWords =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|not queryable/

/** Two transactions were in each other's way: the same work may run again at once. */
export function isCollision(error: unknown): boolean {
  return pair(error).some((one) => collisions.has(codeOf(one) ?? ''))
}

/** The server or the way to it is gone: the connection is of no more use. */
export function isConnectionTrouble(error: unknown): boolean {
  return pair(error).some((one) => {
    const code = codeOf(one) ?? ''
    if (serverGone.has(code) || lineLost.has(code) || code.startsWith('08')) return true
    return one instanceof Error && lineLostWords.test(one.message)
  })
}

/** The error as callers know it: StorageUnavailable where asking later may help. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof StorageUnavailable) return error
  const later =
    isConnectionTrouble(error) ||
    isCollision(error) ||
    pair(error).some((one) => noRoom.has(codeOf(one) ?? ''))
  return later ? new StorageUnavailable('The database is out of reach.', { cause: error }) : error
}

function pair(error: unknown): readonly unknown[] {
  return [error, error instanceof Error ? error.cause : undefined]
}
