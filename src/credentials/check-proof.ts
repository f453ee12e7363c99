import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { z } from 'zod'
import {
  answer,
  type BadgeCheck,
  type CheckResult,
  type Checking,
  type Facts,
  type ReasonCode,
} from './badge-check.ts'
import { documentLoader } from './contexts.ts'
import { MULTIKEY_CONTEXT } from './did-document.ts'
import { keyIn, keysOf } from './find-keys.ts'
import { isArray, isObject, textAt, type Json, type JsonObject } from './json.ts'
import { isIssuerKey } from './keys.ts'
import { isInstant } from './shape.ts'

/** A proof of the one kind that can be checked here. */
export interface Proof {
  readonly options: JsonObject
  /** The address of the key, as the proof names it. */
  readonly method: string
  readonly expires?: string
}

/** The key of a proof, and who it says it belongs to. Nobody vouches for that yet. */
export interface ProofKey {
  readonly method: string
  readonly controller: string
  readonly multibase: string
}

/** Why something could not be looked at, or did not hold. */
export interface Trouble {
  readonly result: Extract<CheckResult, 'failed' | 'not-checked'>
  readonly reason: ReasonCode
  readonly facts?: Facts
}

const instant = z.string().refine(isInstant)
const proofSchema = z.looseObject({
  type: z.literal('DataIntegrityProof'),
  cryptosuite: z.literal('eddsa-rdfc-2022'),
  proofPurpose: z.literal('assertionMethod'),
  verificationMethod: z.string().regex(/^([^#\s]+#[^#\s]+|(did:key:|https?:\/\/)[^#\s]+)$/),
  proofValue: z.string().regex(/^z[1-9A-HJ-NP-Za-km-z]{64,90}$/),
  created: instant.optional(),
  expires: instant.optional(),
})

/** The first proof of the one kind that we know, or the reason why there is none. */
export function findProof(document: JsonObject): Proof | Trouble {
  const value = document['proof']
  const proofs = isArray(value) ? value : value === undefined ? [] : [value]
  if (proofs.length === 0) return { result: 'failed', reason: 'no-proof' }
  for (const options of proofs) {
    const read = proofSchema.safeParse(options)
    if (!read.success || !isObject(options)) continue
    const { verificationMethod: method, expires } = read.data
    return { options, method, ...(expires === undefined ? {} : { expires }) }
  }
  return unknownKind(proofs[0])
}

// Kinds that other services sign with in good faith: not seeing through them does not make a badge false.
const otherTypes = new Set(['Ed25519Signature2018', 'Ed25519Signature2020', 'JsonWebSignature2020'])
const otherSuites = /^(eddsa-2022|eddsa-jcs-2022|ecdsa-(rdfc|jcs)-2019|ecdsa-sd-2023|bbs-2023)$/

function unknownKind(proof: Json | undefined): Trouble {
  const type = textAt(proof, 'type') ?? ''
  const suite = textAt(proof, 'cryptosuite') ?? ''
  const purpose = textAt(proof, 'proofPurpose') === 'assertionMethod'
  const known = otherTypes.has(type) || (type === 'DataIntegrityProof' && otherSuites.test(suite))
  return known && purpose
    ? { result: 'not-checked', reason: 'proof-unsupported', facts: { kind: suite || type } }
    : { result: 'failed', reason: 'proof-unknown' }
}

/**
 * The key that a proof names: from the name itself where it holds the key, otherwise from the document it points to. Says
 * nothing of whose key it is: anybody can write a name before a key of his own.
 */
export async function findProofKey(
  { method }: Pick<Proof, 'method'>,
  checking: Checking,
): Promise<ProofKey | Trouble> {
  const [controller = '', fragment] = method.split('#')
  // A did:key holds one key only, and is often written without repeating it.
  const written = fragment ?? controller.replace(/^did:key:/, '')
  if (isIssuerKey(written)) return { method, controller, multibase: written }
  if (fragment === undefined) return keyDocument(method, checking)

  const keys = await keysOf(controller, checking)
  if (!keys.ok) return unreachable(keys.reason, keys.facts)
  const multibase = keys.keys.find(({ id }) => id === method)?.multibase
  return multibase === undefined
    ? { result: 'failed', reason: 'key-unreadable' }
    : { method, controller, multibase }
}

// Some issuers give each key a document of its own.
async function keyDocument(url: string, { sources }: Checking): Promise<ProofKey | Trouble> {
  if (url.startsWith('did:key:')) return { result: 'failed', reason: 'key-unreadable' }
  const had = await sources.ownWord(url)
  if (!had.ok) return unreachable(had.reason, had.facts)
  const { multibase } = keyIn(had.value)
  const controller = textAt(had.value, 'controller')
  return multibase === undefined || controller === undefined
    ? { result: 'failed', reason: 'key-unreadable' }
    : { method: url, controller, multibase }
}

function unreachable(reason: ReasonCode, facts: Facts): Trouble {
  return reason === 'issuer-unresolvable' || reason === 'issuer-without-keys'
    ? { result: 'failed', reason: 'key-unreadable' }
    : { result: 'not-checked', reason: 'key-unreachable', facts }
}

/**
 * Checks the signature with this key, and that it covers every property.
 * @see https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
 */
export async function checkProof(
  document: JsonObject,
  proof: Proof,
  { method, controller, multibase }: ProofKey,
): Promise<readonly [terms: BadgeCheck, signature: BadgeCheck]> {
  const load = documentLoader()
  const key = { id: method, type: 'Multikey', controller, publicKeyMultibase: multibase }
  const suite = new DataIntegrityProof({ cryptosuite })
  const checked = await suite.verifyProof({
    proof: proof.options,
    proofSet: [proof.options],
    document: withoutProof(document),
    documentLoader: async (url) => {
      if (url !== method) return load(url)
      const loaded = { '@context': MULTIKEY_CONTEXT, ...key }
      return { contextUrl: null, documentUrl: url, document: loaded }
    },
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

/** A document as it is signed. */
export function withoutProof(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([key]) => key !== 'proof'))
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
