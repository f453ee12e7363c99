import { z } from 'zod'

/** Blocks as somebody reads them, a line each thing there is to read; pictures by their alternative, dates by their fallback. */
export function readBlocks(blocks: unknown): string {
  return z
    .array(z.looseObject({}))
    .parse(blocks)
    .flatMap((block) => linesOf(block))
    .join('\n')
}

/** A window as somebody reads it, from its title to its buttons. */
export function readWholeView(view: unknown): string {
  const { title, submit, close, blocks } = z
    .looseObject({
      title: z.unknown().optional(),
      submit: z.unknown().optional(),
      close: z.unknown().optional(),
      blocks: z.array(z.unknown()),
    })
    .parse(view)
  return [...linesOf(title), readBlocks(blocks), ...linesOf(submit), ...linesOf(close)].join('\n')
}

/** What programs that read aloud say of a button. */
export function spokenLabels(blocks: readonly unknown[]): readonly string[] {
  const element = z.looseObject({
    type: z.string(),
    text: z.unknown().optional(),
    accessibility_label: z.string().optional(),
  })
  const row = z.looseObject({ type: z.literal('actions'), elements: z.array(element) })
  return blocks
    .flatMap((block) => row.safeParse(block).data?.elements ?? [])
    .map(({ text, accessibility_label }) => accessibility_label ?? linesOf(text).join(''))
}

// In the order of the screen.
const readable = [
  'label',
  'hint',
  'text',
  'description',
  'fields',
  'alt_text',
  'elements',
  'element',
  'option_groups',
  'options',
] as const

const textObject = z.object({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string() })

function linesOf(thing: unknown): readonly string[] {
  const text = textObject.safeParse(thing)
  if (text.success) return [shown(text.data)]
  if (Array.isArray(thing)) return thing.flatMap(linesOf)
  if (typeof thing === 'string') return [thing]
  const parts = z.looseObject({}).safeParse(thing)
  return parts.success ? readable.flatMap((name) => linesOf(parts.data[name])) : []
}

// Slack decodes these three and no others; in mrkdwn, of what stands in <>, a date shows its fallback at the least.
function shown({ type, text }: z.output<typeof textObject>): string {
  const rewritten = type === 'mrkdwn' ? text.replaceAll(/<!date\^[^|>]+\|([^>]+)>/g, '$1') : text
  return rewritten.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
