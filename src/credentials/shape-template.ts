import jsonld from 'jsonld'
import { quadTemplate, type QuadTemplate } from './canonical-quads.ts'
import { documentLoader } from './contexts.ts'
import { SENTINEL, sentinel, type CredentialShape } from './credential-shape.ts'
import { isArray, isObject, type Json, type JsonObject } from './json.ts'
import type { ProofOptions } from './signed-credential.ts'

/** The canonical texts that a signature covers, with holes for what differs within a shape. */
export interface ShapeTemplate {
  readonly document: QuadTemplate
  /** Holes: when the proof was created, by which key. */
  readonly proof: QuadTemplate
}

/**
 * Makes the template of a shape, for issuers whose keys go by such a verification method. Nothing for a shape in which JSON-LD
 * might do more with a value than hand it on.
 */
export async function shapeTemplate(
  { document, key, sentinels }: CredentialShape,
  verificationMethod: string,
): Promise<ShapeTemplate | undefined> {
  // A constant that looks like a sentinel would be taken for a hole.
  if (key.split(SENTINEL).length - 1 !== sentinels.length) return undefined
  if (holdsNumber(document)) return undefined
  const marks = [sentinel(0), sentinel(1, verificationMethod)] as const
  const options = { '@context': document['@context'] ?? null, ...proofOptions(...marks) }

  const documentTemplate = await templateOf(document, sentinels)
  const proof = documentTemplate && (await templateOf(options, marks))
  return proof && { document: documentTemplate, proof }
}

/** The options of a proof, in the order in which the library writes them. */
export function proofOptions(created: string, verificationMethod: string): ProofOptions {
  return {
    type: 'DataIntegrityProof',
    created,
    verificationMethod,
    cryptosuite: 'eddsa-rdfc-2022',
    proofPurpose: 'assertionMethod',
  }
}

// Numbers change their form in RDF, and neither NaN nor -0 is the same in a key made of JSON. Our documents hold none.
function holdsNumber(value: Json): boolean {
  if (isArray(value)) return value.some(holdsNumber)
  if (isObject(value)) return Object.values(value).some(holdsNumber)
  return typeof value === 'number' || value === null
}

async function templateOf(
  document: JsonObject,
  sentinels: readonly string[],
): Promise<QuadTemplate | undefined> {
  try {
    return quadTemplate(await jsonld.toRDF(document, asTheLibrary), sentinels)
  } catch {
    // Such as an undefined term: the library, which signs in its stead, says so with its reason.
    return undefined
  }
}

/** What eddsa-rdfc-2022-cryptosuite sets. */
export const asTheLibrary = {
  base: null,
  safe: true,
  rdfDirection: 'i18n-datatype',
  produceGeneralizedRdf: false,
  documentLoader: documentLoader(),
} as const
