import { createHash, sign } from 'node:crypto'
import { toBase58 } from './base58.ts'
import { fillQuads } from './canonical-quads.ts'
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
  const optionsText = fillQuads(proof, [created, method])
  const documentText = fillQuads(document, values)
  if (optionsText === undefined || documentText === undefined) return undefined

  const signature = sign(null, Buffer.concat([sha256(optionsText), sha256(documentText)]), secret)
  const proofValue = `z${toBase58(signature)}`
  return { ...unsigned, proof: [{ ...proofOptions(created, method), proofValue }] }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
