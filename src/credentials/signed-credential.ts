import type { JsonObject } from './json.ts'
import type { IssuerKey } from './keys.ts'
import type { UnsignedCredential } from './ob3.ts'

/** What a proof says of itself, before its signature. */
export interface ProofOptions extends JsonObject {
  readonly type: string
  readonly created: string
  readonly verificationMethod: string
  readonly cryptosuite: string
  readonly proofPurpose: string
}

/** A credential with its one proof. */
export interface SignedCredential extends UnsignedCredential {
  readonly proof: readonly [ProofOptions & { readonly proofValue: string }]
}

/** Signs a credential with a key, at a time in milliseconds. */
export type SignCredential = (
  unsigned: UnsignedCredential,
  key: IssuerKey,
  createdAt: number,
) => Promise<SignedCredential>

/** The name under which an issuer's key signs. */
export function verificationMethod({ issuer }: UnsignedCredential, key: IssuerKey): string {
  return `${issuer.id}#${key.publicKeyMultibase}`
}
