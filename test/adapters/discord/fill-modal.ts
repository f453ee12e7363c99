import { z } from 'zod'
import type { Fields } from '#src/chat/contract.ts'

/** The `data` of a modal as Discord sends it once these components were filled in; others stay as they opened. */
export function filled(modal: unknown, values: Fields, files: readonly string[] = []): unknown {
  const { custom_id, components } = modalSchema.parse(modal)
  return {
    id: '0',
    custom_id,
    components: components.map(({ type, component }, index) => ({
      type,
      id: index + 1,
      ...(component === undefined
        ? {}
        : { component: { id: 90 + index, ...answer(component, values, files) } }),
    })),
    resolved: { attachments: Object.fromEntries(files.map((file) => [file, attachment(file)])) },
  }
}

function answer(component: Component, values: Fields, files: readonly string[]): object {
  const { type, custom_id, value, options = [], default_values = [] } = component
  const given = values[custom_id]
  const several = given === undefined ? undefined : given.split('\n').filter(Boolean)
  const standing = options.filter((one) => one.default === true).map((one) => one.value)
  switch (type) {
    case 4:
      return { type, custom_id, value: given ?? value ?? '' }
    case 21:
      return { type, custom_id, value: given === undefined ? (standing[0] ?? null) : given || null }
    case 19:
      return { type, custom_id, values: files }
    case 5:
    case 6:
      return {
        type,
        custom_id,
        values:
          several?.map((one) => one.slice(one.lastIndexOf('/') + 1)) ??
          default_values.map(({ id }) => id),
      }
    default:
      return { type, custom_id, values: several ?? standing }
  }
}

function attachment(id: string): object {
  return {
    id,
    filename: `${id}.png`,
    size: 12,
    url: `https://cdn.discordapp.com/ephemeral-attachments/1/${id}/x.png?ex=1&hm=2`,
    proxy_url: 'https://media.discordapp.net/x.png',
    content_type: 'image/png',
    title: null,
    unheard_of: [1],
  }
}

const componentSchema = z.looseObject({
  type: z.number(),
  custom_id: z.string(),
  value: z.string().optional(),
  options: z
    .array(z.looseObject({ value: z.string(), default: z.boolean().optional() }))
    .optional(),
  default_values: z.array(z.looseObject({ id: z.string() })).optional(),
})
type Component = z.output<typeof componentSchema>

const modalSchema = z.looseObject({
  custom_id: z.string(),
  components: z.array(z.looseObject({ type: z.number(), component: componentSchema.optional() })),
})
