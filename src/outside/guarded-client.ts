import { lookup as systemLookup } from 'node:dns/promises'
import { type IncomingMessage, request as askHttp } from 'node:http'
import { request as askHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Fetched, FetchFailure, Outside } from '#src/credentials/outside.ts'
import { accept, isTaken, mediaTypeOf } from './media-types.ts'
import type { Reach } from './reach.ts'
import { Turns } from './turns.ts'

/** An IP address that a name stands for. */
export interface Found {
  readonly address: string
  readonly family: number
}

export interface Guard {
  readonly reach: Reach
  /** Everything about one document, from the look-up of the name to the last byte, redirections included. */
  readonly timeoutMs?: number
  readonly maxBytes?: number
  readonly lookup?: (hostname: string) => Promise<readonly Found[]>
  /** Certificates to trust instead of the usual ones, in PEM. */
  readonly ca?: string
}

/**
 * Has documents whose addresses strangers wrote. A name is looked up once, every address it stands for must be within reach, and
 * the connection goes to one of those: a name that points elsewhere a moment later gains nothing. So does each redirection, three
 * at most. Sends no cookie and no credential, takes listed types only, decompresses nothing, and runs eight at once.
 */
export function guardedClient(guard: Guard): Outside {
  const { reach, timeoutMs = 5000, maxBytes = 1024 * 1024, lookup = lookUpAll, ca } = guard
  const turns = new Turns(atOnce)
  return {
    async get(url) {
      const signal = AbortSignal.timeout(timeoutMs)
      const trip: Trip = { reach, maxBytes, lookup, ca, signal }
      try {
        return await turns.take(signal, () => follow(url, trip))
      } catch (error) {
        return { ok: false, why: signal.aborted ? 'too-slow' : failureOf(error) }
      }
    },
  }
}

const atOnce = 8
const mostRedirects = 3
const longestAddress = 2048
const headerBytes = 16 * 1024

interface Trip extends Required<Pick<Guard, 'reach' | 'maxBytes' | 'lookup'>> {
  readonly ca: string | undefined
  readonly signal: AbortSignal
}

/** Ends a trip with the reason that its caller is given. */
class FetchRefused extends Error {
  readonly why: FetchFailure

  constructor(why: FetchFailure) {
    super(why)
    this.why = why
  }
}

async function follow(start: string, trip: Trip): Promise<Fetched> {
  let address = start
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const url = allowedUrl(address, trip.reach)
    const answer = await ask(url, await addressesOf(url, trip), trip)
    try {
      const next = redirectOf(answer, url)
      if (next === undefined) {
        const found = await read(answer, trip)
        return found.ok && address !== start ? { ...found, from: address } : found
      }
      address = next
    } finally {
      answer.destroy()
    }
  }
  throw new FetchRefused('other-answer')
}

function allowedUrl(address: string, reach: Reach): URL {
  const url = address.length > longestAddress ? null : URL.parse(address)
  if (!url || !reach.allowsScheme(url.protocol) || !reach.allowsPort(url.port))
    throw new FetchRefused('address-refused')
  if (url.username !== '' || url.password !== '') throw new FetchRefused('address-refused')
  return url
}

// A connection to a literal address asks no look-up, hence it is looked at here; URL has brought `0x7f.1` and its like to one form.
async function addressesOf(url: URL, trip: Trip): Promise<readonly Found[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(host)
  const found =
    family === 0 ? await sooner(trip.lookup(host), trip.signal) : [{ address: host, family }]
  if (found.length === 0) throw new FetchRefused('unreachable')
  if (!found.every(({ address }) => trip.reach.allowsAddress(address)))
    throw new FetchRefused('address-refused')
  return found
}

function lookUpAll(hostname: string): Promise<readonly Found[]> {
  return systemLookup(hostname, { all: true })
}

/** A look-up cannot be called off, only left alone. */
async function sooner<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>()
  const giveUp = () => reject(new FetchRefused('too-slow'))
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** The head of the answer, from one of the addresses given and no other. */
function ask(url: URL, found: readonly Found[], trip: Trip): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const options = {
    // Of its own: neither a proxy of the environment nor a connection left over.
    agent: false,
    headers: { accept, 'accept-encoding': 'identity', 'user-agent': 'Cordee badge check' },
    lookup: answering(found),
    maxHeaderSize: headerBytes,
    signal: trip.signal,
    ...(trip.ca === undefined ? {} : { ca: trip.ca }),
  }
  const request = url.protocol === 'http:' ? askHttp(url, options) : askHttps(url, options)
  request.once('response', resolve).on('error', reject).end()
  return promise
}

function answering(found: readonly Found[]): LookupFunction {
  const [first] = found
  return (_, { all }, callback) => {
    if (all) callback(null, [...found])
    else callback(null, first?.address ?? '', first?.family)
  }
}

const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

function redirectOf({ statusCode = 0, headers }: IncomingMessage, base: URL): string | undefined {
  if (!redirections.has(statusCode)) return undefined
  const next = headers.location === undefined ? null : URL.parse(headers.location, base.href)
  if (!next) throw new FetchRefused('other-answer')
  return next.href
}

async function read(answer: IncomingMessage, { maxBytes }: Trip): Promise<Fetched> {
  const status = answer.statusCode
  if (status !== 200 && status !== 410) throw new FetchRefused('other-answer')
  const contentType = mediaTypeOf(answer.headers['content-type'])
  const isPlain = (answer.headers['content-encoding'] ?? 'identity') === 'identity'
  if (!isTaken(contentType) || !isPlain) {
    // OB 2.0: 410 alone says that a hosted badge was taken back, whatever words come with it.
    if (status === 410) return { ok: true, status, contentType, bytes: new Uint8Array() }
    throw new FetchRefused('other-type')
  }
  if (Number(answer.headers['content-length'] ?? 0) > maxBytes) throw new FetchRefused('too-large')
  return { ok: true, status, contentType, bytes: await bytesOf(answer, maxBytes) }
}

async function bytesOf(answer: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > maxBytes) throw new FetchRefused('too-large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces, size)
}

function failureOf(error: unknown): FetchFailure {
  if (error instanceof FetchRefused) return error.why
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'HPE_HEADER_OVERFLOW' ? 'too-large' : 'unreachable'
}
