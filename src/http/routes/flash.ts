import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Attachment } from '#src/chat/contract.ts'
import type { ShownReply } from '../pages/room-page.ts'
import { clearCookie, cookieName, setCookie } from '../reader.ts'
import { messageJson } from './message-json.ts'
import type { Web } from './web.ts'

type Said = Extract<ShownReply, { readonly kind: 'message' }>

const longest = 3000

/** Keeps the answer to a form for the page that the browser asks for next. False when it is too long for a cookie. */
export function keepForNextPage({ config }: Web, reply: FastifyReply, said: Said): boolean {
  const { message, refused } = said
  const text = JSON.stringify({ message: messageJson(message), refused })
  const value = Buffer.from(text).toString('base64url')
  if (value.length > longest) return false
  setCookie(reply, config, 'said', value)
  return true
}

/** The answer kept by the request before, once. */
export function takeKept(
  { app, config }: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Said | undefined {
  const value = request.cookies[cookieName('said', config)]
  if (value === undefined) return undefined
  clearCookie(reply, config, 'said')
  const read = kept(app.baseUrl).safeParse(value)
  if (!read.success) return undefined
  return { kind: 'message', ...read.data }
}

function kept(baseUrl: string) {
  // A cookie is not ours alone: on http another service of the same host may write it.
  const url = z
    .string()
    .refine((text) => URL.parse(text, baseUrl)?.origin === URL.parse(baseUrl)?.origin)
  const label = z.string()
  const look = z.enum(['primary', 'danger']).exactOptional()
  // Dates end there (ECMA-262 §21.4.1.1).
  const instant = z.strictObject({ at: z.number().min(-8.64e15).max(8.64e15) })
  const part = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('heading'), text: z.string() }),
    z.strictObject({ kind: z.literal('text'), text: z.string() }),
    z.strictObject({ kind: z.literal('list'), items: z.array(z.string()) }),
    z.strictObject({
      kind: z.literal('facts'),
      facts: z.array(z.tuple([label, z.union([z.string(), instant])])),
    }),
    z.strictObject({ kind: z.literal('image'), url, alternative: z.string() }),
    z.strictObject({
      kind: z.literal('progress'),
      value: z.number(),
      max: z.number(),
      mark: z.number(),
      label,
    }),
  ])
  const file = z
    .strictObject({
      name: z.string(),
      type: z.string(),
      alternative: z.string(),
      url: url.exactOptional(),
    })
    .transform((kept): Attachment => ({ ...kept, bytes: new Uint8Array() }))
  const message = z.object({
    text: z.string(),
    parts: z.array(part).exactOptional(),
    buttons: z
      .array(
        z.union([
          z.strictObject({ label, look, action: z.string() }),
          z.strictObject({ label, look, url }),
        ]),
      )
      .exactOptional(),
    files: z.array(file).exactOptional(),
  })
  const answer = z.object({ message, refused: z.string().exactOptional() })
  return z.string().max(longest).transform(parsed).pipe(answer)
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString())
  } catch {
    return undefined
  }
}
