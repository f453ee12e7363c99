import { readFileSync } from 'node:fs'
import {
  catalogueSchema,
  type CatalogueDomain,
  type CatalogueEntry,
  type CatalogueLanguage,
  type Framework,
} from './catalogue-schema.ts'

export type { CatalogueDomain, CatalogueEntry, CatalogueLanguage, Framework }

/** One `Alignment` of an Open Badges achievement. */
export type Alignment = {
  readonly targetName: string
  readonly targetUrl: string
  readonly targetFramework: string
  readonly targetCode: string
}

const data = catalogueSchema.parse(
  JSON.parse(readFileSync(new URL('../../catalogue/catalogue.json', import.meta.url), 'utf8')),
)

/** All the entries, domain after domain. */
export const catalogue: readonly CatalogueEntry[] = data.badges

/** The families of entries, in the order in which they are shown. */
export const domains: readonly CatalogueDomain[] = data.domains

/** The lists of skills that entries point to. */
export const frameworks: readonly Framework[] = data.frameworks

const entryById = new Map(catalogue.map((entry) => [entry.id, entry]))
const domainById = new Map(domains.map((domain) => [domain.id, domain]))
const frameworkById = new Map(frameworks.map((framework) => [framework.id, framework]))
const searchable = { fr: searchableIn('fr'), en: searchableIn('en') }

/** The entry of that id, if there is one. */
export function findEntry(id: string): CatalogueEntry | undefined {
  return entryById.get(id)
}

/** The family that an entry belongs to. */
export function domainOf({ id, domain }: Pick<CatalogueEntry, 'id' | 'domain'>): CatalogueDomain {
  const found = domainById.get(domain)
  if (found === undefined) throw new Error(`The entry "${id}" of the catalogue has no domain.`)
  return found
}

/**
 * The entries in which each word of the query begins a word, those whose name has them first, otherwise in catalogue order.
 * Accents, capitals, apostrophes and no-break spaces make no difference. An empty query finds everything.
 */
export function searchCatalogue(
  query: string,
  language: CatalogueLanguage,
): readonly CatalogueEntry[] {
  const words = folded(query).split(' ').filter(Boolean)
  if (words.length === 0) return catalogue
  const found = searchable[language].filter(({ whole }) => holdsAll(whole, words))
  const named = found.filter(({ name }) => holdsAll(name, words))
  return [...new Set([...named, ...found])].map(({ entry }) => entry)
}

/**
 * The entry's alignments as an Open Badges achievement states them.
 * A framework that publishes its titles lends them; CléA does not, so its code stands for the title.
 */
export function alignmentsOf(
  entry: Pick<CatalogueEntry, 'alignments'>,
  language: CatalogueLanguage,
): Alignment[] {
  return entry.alignments.map(({ framework: id, code }) => {
    const framework = frameworkById.get(id)
    if (framework === undefined) throw new Error(`The catalogue has no framework "${id}".`)
    return {
      targetName: framework.codes?.[code]?.[language] ?? `${framework.name} ${code}`,
      targetUrl: framework.url,
      targetFramework: `${framework.name} ${framework.version}`,
      targetCode: code,
    }
  })
}

function searchableIn(language: CatalogueLanguage) {
  return catalogue.map((entry) => {
    const criteria = entry.criteria.map((criterion) => criterion[language])
    const whole = [entry.name[language], entry.definition[language], ...criteria].join(' ')
    return { entry, name: folded(entry.name[language]), whole: folded(whole) }
  })
}

/** Whether each word begins some word of the text: "equip" is in "esprit d equipe". */
function holdsAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => ` ${text}`.includes(` ${word}`))
}

/** Lower-case letters and digits between single spaces: « L’œuvre » becomes "l oeuvre". */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}%]+/gu, ' ')
    .trim()
}
