import { z } from 'zod'

/** A message or a modal as somebody reads it, a line each thing there is to read. */
export function readScreen(screen: unknown): string {
  return linesOf(screen).join('\n')
}

/** Markdown as Discord shows it: a sign after a backslash is that sign. */
export function shown(markdown: string): string {
  return markdown.replaceAll(/\\([^0-9A-Za-z\s])/g, '$1')
}

/** The custom_ids of the buttons and the selects of a message, by what stands on them. */
export function controlsOf(screen: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    thingsIn(screen).flatMap((thing) => {
      const control = controlSchema.safeParse(thing).data
      return control ? [[control.label ?? control.placeholder ?? '', control.custom_id]] : []
    }),
  )
}

/** All components, those within others too. */
export function thingsIn(screen: unknown): readonly Thing[] {
  if (Array.isArray(screen)) return screen.flatMap(thingsIn)
  const thing = thingSchema.safeParse(screen).data
  if (!thing) return []
  return [thing, ...Object.values(thing).flatMap(thingsIn)]
}

type Thing = z.output<typeof thingSchema>
const thingSchema = z.looseObject({})

const controlSchema = z.looseObject({
  type: z.number(),
  custom_id: z.string(),
  label: z.string().optional(),
  placeholder: z.string().optional(),
})

// In the order of the screen.
const readable = [
  'title',
  'label',
  'description',
  'content',
  'component',
  'components',
  'accessory',
  'items',
  'media',
  'file',
  'options',
  'value',
] as const

function linesOf(thing: unknown): readonly string[] {
  if (Array.isArray(thing)) return thing.flatMap(linesOf)
  if (typeof thing === 'string') return [thing]
  const parts = thingSchema.safeParse(thing).data
  return parts ? readable.flatMap((name) => linesOf(parts[name])) : []
}
