import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { z } from 'zod'
import { answer, type BadgeCheck, type ReasonCode } from './badge-check.ts'
import { documentLoader } from './contexts.ts'
import { didDocument } from './did-document.ts'
import { isArray, isObject, type JsonObject } from './json.ts'
import { isIssuerKey } from './keys.ts'
import { isInstant } from './shape.ts'

/** A proof that can be checked, and the key it names: `controller#key`. */
export interface Proof {
  readonly options: JsonObject
  readonly controller: string
  readonly key: string
  readonly expires?: string
}

const instant = z.string().refine(isInstant)
const proofSchema = z.looseObject({
  type: z.literal('DataIntegrityProof'),
  cryptosuite: z.literal('eddsa-rdfc-2022'),
  proofPurpose: z.literal('assertionMethod'),
  verificationMethod: z.string().regex(/^([^#\s]+#[^#\s]+|did:key:[^#\s]+)$/),
  proofValue: z.string().regex(/^z[1-9A-HJ-NP-Za-km-z]{64,90}$/),
  created: instant.optional(),
  expires: instant.optional(),
})

/** The first proof of the one kind that we know, or the reason why there is none. */
export function findProof(document: JsonObject): Proof | ReasonCode {
  const value = document['proof']
  const proofs = isArray(value) ? value : value === undefined ? [] : [value]
  if (proofs.length === 0) return 'no-proof'
  for (const options of proofs) {
    const read = proofSchema.safeParse(options)
    if (!read.success || !isObject(options)) continue
    const { verificationMethod, expires } = read.data
    // A did:key holds one key only, and is often written without repeating it.
    const [controller = '', key = controller.slice('did:key:'.length)] =
      verificationMethod.split('#')
    return { options, controller, key, ...(expires === undefined ? {} : { expires }) }
  }
  return 'proof-unknown'
}

/**
 * Checks the signature with the key that the proof names, and that it covers every property. Says nothing of whose key it is:
 * anybody can write a name before a key of his own.
 * @see https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
 */
export async function checkProof(
  document: JsonObject,
  proof: Proof,
): Promise<readonly [terms: BadgeCheck, signature: BadgeCheck]> {
  if (!isIssuerKey(proof.key)) return unchecked('not-checked', 'key-unreadable')
  const load = documentLoader([didDocument(proof.controller, [proof.key])])
  const suite = new DataIntegrityProof({ cryptosuite })
  const checked = await suite.verifyProof({
    proof: proof.options,
    proofSet: [proof.options],
    document: withoutProof(document),
    // The library wants the key itself, also where the proof names a did:key as a whole.
    documentLoader: (url) => load(url === proof.controller ? `${url}#${proof.key}` : url),
  })
  const covered = answer('unsigned-terms', 'passed', 'all-signed')
  if (checked.verified) return [covered, answer('signature', 'passed', 'signature-holds')]

  const term = unsignedTerm(checked.error)
  if (term === undefined) return [covered, answer('signature', 'failed', 'signature-broken')]
  return [
    answer('unsigned-terms', 'failed', 'unsigned-term', { term }),
    answer('signature', 'not-checked', 'earlier-check-failed'),
  ]
}

function withoutProof(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([key]) => key !== 'proof'))
}

/** The two answers when there is nothing to check a signature with. */
export function unchecked(result: 'failed' | 'not-checked', reason: ReasonCode) {
  return [
    answer('unsigned-terms', 'not-checked', 'earlier-check-failed'),
    answer('signature', result, reason),
  ] as const
}

const jsonldError = z.looseObject({
  name: z.string().startsWith('jsonld.'),
  details: z
    .looseObject({
      event: z.looseObject({ details: z.looseObject({ property: z.string() }) }),
    })
    .optional()
    .catch(undefined),
})

// Safe mode: JSON-LD drops what no context defines, and what is dropped is not signed. The library then throws errors of its own.
function unsignedTerm(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const read = jsonldError.safeParse({ name: error.name, details: Reflect.get(error, 'details') })
  return read.success ? (read.data.details?.event.details.property ?? '?') : undefined
}
