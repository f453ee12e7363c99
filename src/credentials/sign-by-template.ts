import { hash, sign } from 'node:crypto'
import { toBase58 } from './base58.ts'
import { fillQuads, type QuadTemplate } from './canonical-quads.ts'
import { isPlainDate } from './credential-shape.ts'
import type { IssuerKey } from './keys.ts'
import { isPlainIri } from './n-quads.ts'
import type { UnsignedCredential } from './ob3.ts'
import { proofOptions, type ShapeTemplate } from './shape-template.ts'
import { verificationMethod, type SignedCredential } from './signed-credential.ts'
import { signingKey } from './signing-key.ts'
import { wholeSeconds } from './whole-seconds.ts'

/** A credential, the key to sign it with, and when, in milliseconds. */
export interface ToSign {
  readonly unsigned: UnsignedCredential
  readonly key: IssuerKey
  readonly createdAt: number
}

/**
 * Signs a credential whose own values are put into the template of its shape. Nothing when they do not fit there, or the key is
 * of another kind.
 * @see https://www.w3.org/TR/vc-di-eddsa/#hashing-eddsa-rdfc-2022
 */
export function signByTemplate(
  { document, proof }: ShapeTemplate,
  values: readonly string[],
  { unsigned, key, createdAt }: ToSign,
): SignedCredential | undefined {
  const created = wholeSeconds(createdAt)
  const method = verificationMethod(unsigned, key)
  const secret = signingKey(key)
  if (secret === undefined || !isPlainDate(created) || !isPlainIri(method)) return undefined
  const optionsHash = hashOfOptions(proof, created, method)
  const documentText = fillQuads(document, values)
  if (optionsHash === undefined || documentText === undefined) return undefined

  const signature = sign(null, Buffer.concat([optionsHash, sha256(documentText)]), secret)
  const proofValue = `z${toBase58(signature)}`
  return { ...unsigned, proof: [{ ...proofOptions(created, method), proofValue }] }
}

// Awards of one vote are dated the same: the last hash of each template mostly does for the next signature.
const lastHashes = new WeakMap<QuadTemplate, { readonly of: string; readonly hash: Buffer }>()

function hashOfOptions(proof: QuadTemplate, created: string, method: string): Buffer | undefined {
  const of = `${created} ${method}`
  const last = lastHashes.get(proof)
  if (last?.of === of) return last.hash
  const text = fillQuads(proof, [created, method])
  if (text === undefined) return undefined
  const fresh = sha256(text)
  lastHashes.set(proof, { of, hash: fresh })
  return fresh
}

function sha256(bytes: Buffer): Buffer {
  return hash('sha256', bytes, 'buffer')
}
