import { z } from 'zod'
import type { Attachment, Said } from './contract.ts'

/** Messages as text that a database keeps. A file that the service serves is kept by its address, any other whole. */
export function packSaid(said: Said): unknown {
  return { fr: pack(said.fr), en: pack(said.en) }
}

/** The messages that `packSaid` packed. */
export function unpackSaid(packed: unknown): Said {
  const { fr, en } = packedSaid.parse(packed)
  return { fr: unpack(fr), en: unpack(en) }
}

function pack({ files, ...message }: Said['fr']) {
  if (!files) return message
  const kept = files.map(({ bytes, ...file }) =>
    file.url === undefined ? { ...file, base64: Buffer.from(bytes).toString('base64') } : file,
  )
  return { ...message, files: kept }
}

const fact = z.tuple([z.string(), z.union([z.string(), z.object({ at: z.number() })])])

const part = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), text: z.string() }),
  z.object({
    kind: z.literal('text'),
    text: z.string(),
    links: z.array(z.string()).exactOptional(),
  }),
  z.object({ kind: z.literal('list'), items: z.array(z.string()) }),
  z.object({ kind: z.literal('facts'), facts: z.array(fact) }),
  z.object({ kind: z.literal('image'), url: z.string(), alternative: z.string() }),
  z.object({
    kind: z.literal('progress'),
    value: z.number(),
    max: z.number(),
    mark: z.number(),
    label: z.string(),
  }),
])

const look = z.enum(['primary', 'danger']).exactOptional()

const button = z.union([
  z.object({ label: z.string(), action: z.string(), look }),
  z.object({ label: z.string(), url: z.string(), look }),
])

const file = z.object({
  name: z.string(),
  type: z.string(),
  alternative: z.string(),
  url: z.string().exactOptional(),
  base64: z.string().exactOptional(),
})

const message = z.object({
  text: z.string(),
  parts: z.array(part).exactOptional(),
  buttons: z.array(button).exactOptional(),
  files: z.array(file).exactOptional(),
  tone: z.enum(['good', 'calm', 'bad']).exactOptional(),
})

const packedSaid = z.object({ fr: message, en: message })

function unpack({ files, ...rest }: z.output<typeof message>): Said['fr'] {
  return files ? { ...rest, files: files.map(asAttachment) } : rest
}

function asAttachment({ base64, ...rest }: z.output<typeof file>): Attachment {
  return { ...rest, bytes: Buffer.from(base64 ?? '', 'base64') }
}
