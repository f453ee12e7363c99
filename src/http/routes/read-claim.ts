import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { sendsJson } from '../negotiate.ts'
import { HttpProblem } from '../problem.ts'
import { fileIn, largestFile, readAs, readForm } from './read-form.ts'

/** What somebody wants to know about: a badge, or the address of one. */
export interface Claim {
  readonly file: Uint8Array | undefined
  readonly url: string | undefined
  /** The address that the badge is said to belong to. */
  readonly email: string | undefined
}

/** Reads what was sent to be verified: a form, JSON, or the badge itself as it is. */
export async function readClaim(request: FastifyRequest): Promise<Claim> {
  if (Buffer.isBuffer(request.body)) return { file: request.body, url: undefined, email: undefined }
  return sendsJson(request) ? fromJson(request.body) : fromForm(request)
}

const email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.union([z.literal('').transform(() => undefined), z.email().max(254)]))
  .optional()

const asked = z.strictObject({
  credential: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  text: z.string().optional(),
  url: z.string().max(2000).optional(),
  email,
})

function fromJson(body: unknown): Claim {
  // The badge itself, as `curl --data @badge.json` sends it.
  if (isBadge(body)) return { file: bytesOf(body), url: undefined, email: undefined }
  const { credential, text, url, email: address } = readAs(asked, body)
  const badge = credential ?? (text?.trim() ? text : undefined)
  return {
    file: badge === undefined ? undefined : bytesOf(badge),
    url: url?.trim() || undefined,
    email: address,
  }
}

async function fromForm(request: FastifyRequest): Promise<Claim> {
  const form = await readForm(request, {
    fieldSize: 600 * 1024,
    fileSize: largestFile,
  })
  const { text = '', url = '', email: typed } = form.fields
  const { email: address } = readAs(z.object({ email }), { email: typed })
  const sent = fileIn(form, 'file')
  const pasted = text.trim()
  // An address pasted where the text belongs.
  if (/^https?:\/\/\S+$/.test(pasted)) return { file: undefined, url: pasted, email: address }
  const file = sent && sent.length > 0 ? sent : pasted ? bytesOf(pasted) : undefined
  return { file, url: url.trim() || undefined, email: address }
}

function isBadge(body: unknown): body is object {
  return typeof body === 'object' && body !== null && '@context' in body
}

function bytesOf(badge: string | object): Uint8Array {
  if (typeof badge === 'string') return Buffer.from(badge)
  try {
    return Buffer.from(JSON.stringify(badge))
  } catch (cause) {
    // JSON.parse goes deeper than JSON.stringify can.
    if (cause instanceof RangeError) throw new HttpProblem(422, 'too-deep')
    throw cause
  }
}
