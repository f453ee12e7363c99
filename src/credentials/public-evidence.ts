import type { AwardFacts } from './award-facts.ts'
import { toIri } from './to-iri.ts'

/**
 * The evidence that people gave, as both versions hold it. An address that cannot be signed as one is kept as text, so that
 * nothing is lost; empty entries are left out.
 */
export function publicEvidence({ evidence }: AwardFacts) {
  return evidence
    .map(({ url, narrative }) => {
      const id = toIri(url)
      return { id, narrative: narrative ?? (id === undefined ? url : undefined) }
    })
    .filter(({ id, narrative }) => id !== undefined || Boolean(narrative))
}
