import { z } from 'zod'

const localText = z.object({ fr: z.string().min(1), en: z.string().min(1) })
const alignment = z.object({ framework: z.string(), code: z.string() })
const smartGoal = z.object({
  specific: z.string(),
  measurable: z.string(),
  accepted: z.string(),
  realistic: z.string(),
  dated: z.string(),
})

const entry = z.object({
  id: z.string().regex(/^[a-z]{3}\.[a-z]+(-[a-z]+)*$/),
  domain: z.string(),
  name: localText,
  definition: localText,
  criteria: z
    .array(localText.extend({ id: z.string() }))
    .min(2)
    .max(4),
  kind: z.enum(['individual', 'group', 'both']),
  recipient: z.enum(['individual', 'group']),
  effort: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  icon: z.string(),
  alignments: z.array(alignment).min(1),
  smart: z.object({ fr: smartGoal, en: smartGoal }).optional(),
})

const domain = z.object({
  id: z.string().length(3),
  name: localText,
  icon: z.string(),
  alignments: z.array(alignment),
})

const framework = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  owner: z.string(),
  url: z.url(),
  credit: z.string().optional(),
  use: localText.optional(),
  // CléA publishes no open licence: its codes are named, its titles are not.
  codes: z.record(z.string(), localText).nullable(),
})

/** The shape of catalogue/catalogue.json. */
export const catalogueSchema = z.object({
  format: z.literal('cordee-catalogue/1'),
  frameworks: z.array(framework),
  domains: z.array(domain),
  badges: z.array(entry),
})

/** A language in which every entry of the catalogue is complete. */
export type CatalogueLanguage = keyof z.output<typeof localText>

/** A ready badge for basic skills, from which a trainer starts. The copy is the trainer's to change; the entry stays. */
export type CatalogueEntry = Readonly<z.output<typeof entry>>

/** A family of entries, such as "Travailler en équipe". */
export type CatalogueDomain = Readonly<z.output<typeof domain>>

/** A published list of skills that entries point to. Its `credit` and its `use` are shown wherever its codes are. */
export type Framework = Readonly<z.output<typeof framework>>
