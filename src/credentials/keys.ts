import { generate } from '@digitalbazaar/ed25519-multikey'

/** The Ed25519 pair that an issuer signs with. The secret half is sealed wherever it rests. */
export interface IssuerKey {
  readonly publicKeyMultibase: string
  readonly secretKeyMultibase: string
}

/** A new random key. */
export async function generateIssuerKey(): Promise<IssuerKey> {
  const { publicKeyMultibase, secretKeyMultibase } = await generate()
  return { publicKeyMultibase, secretKeyMultibase }
}

// Multikey §2.1.1: 0xed01 and 32 bytes in base58 always begin with z6Mk. The library does not look at that prefix.
const ed25519Multikey = /^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/

/** True for a text that is an Ed25519 public key. */
export function isIssuerKey(publicKeyMultibase: string): boolean {
  return ed25519Multikey.test(publicKeyMultibase)
}
