import { z } from 'zod'
import type { Ref } from '#src/chat/contract.ts'
import { limits } from './limits.ts'
import { Unfit } from './unfit.ts'

/** What a view carries through Slack and back in `private_metadata`, which people can neither see nor change. */
export interface ViewMetadata {
  /** The form's name; undefined: the view shows a message. */
  readonly form?: string
  readonly channel: Ref
  /** 0 for the first. */
  readonly page?: number
  readonly draftId?: string
  /** What file fields held when the form was opened: Slack cannot show it in them. */
  readonly kept?: Readonly<Record<string, string>>
}

/** Throws `Unfit` when it is longer than Slack takes. */
export function writeMetadata({ form, channel, page, draftId, kept }: ViewMetadata): string {
  const json = JSON.stringify({
    f: form,
    c: channel,
    p: page || undefined,
    d: draftId,
    k: kept && Object.keys(kept).length > 0 ? kept : undefined,
  })
  if (json.length > limits.view.metadata)
    throw new Unfit(`The metadata of a view has ${json.length} characters.`)
  return json
}

/** Undefined: not ours. */
export function readMetadata(text: string): ViewMetadata | undefined {
  const parsed = written.safeParse(text)
  if (!parsed.success) return undefined
  const { f, c, p, d, k } = parsed.data
  return {
    channel: c,
    page: p,
    ...(f === undefined ? {} : { form: f }),
    ...(d === undefined ? {} : { draftId: d }),
    ...(k === undefined ? {} : { kept: k }),
  }
}

const name = z.string().min(1).max(limits.id)

const written = z
  .string()
  .max(limits.view.metadata)
  .transform((text, context) => {
    try {
      const value: unknown = JSON.parse(text)
      return value
    } catch {
      context.addIssue('no JSON')
      return z.NEVER
    }
  })
  .pipe(
    z.strictObject({
      f: name.optional(),
      c: z.templateLiteral(['slack:', z.string().min(1).max(limits.id)]),
      p: z.int().min(0).max(999).default(0),
      d: name.optional(),
      k: z.record(name, z.string().max(limits.view.metadata)).optional(),
    }),
  )
