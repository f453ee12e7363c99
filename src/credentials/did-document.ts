import { isIssuerKey } from './keys.ts'

export const MULTIKEY_CONTEXT = 'https://w3id.org/security/multikey/v1'

interface VerificationMethod {
  readonly id: string
  readonly type: 'Multikey'
  readonly controller: string
  readonly publicKeyMultibase: string
}

/** What a DID resolves to: its keys, and which of them may sign badges. */
export interface DidDocument {
  readonly '@context': readonly string[]
  readonly id: string
  readonly alsoKnownAs?: readonly string[]
  readonly verificationMethod: readonly VerificationMethod[]
  readonly assertionMethod: readonly string[]
}

/** The document of a DID with these keys, in the one shape that 1EdTech's validator finds keys in. */
export function didDocument(did: string, publicKeysMultibase: readonly string[]): DidDocument {
  // Ids are absolute, and assertionMethod lists them as texts: the validator compares them with the proof's verificationMethod.
  const methods = publicKeysMultibase.map((publicKeyMultibase) => ({
    id: `${did}#${publicKeyMultibase}`,
    type: 'Multikey' as const,
    controller: did,
    publicKeyMultibase,
  }))
  return {
    '@context': ['https://www.w3.org/ns/did/v1', MULTIKEY_CONTEXT],
    id: did,
    verificationMethod: methods,
    assertionMethod: methods.map(({ id }) => id),
  }
}

/** A did:key is its own document; nothing for any other DID, or for a key that is not Ed25519. */
export function didKeyDocument(did: string): DidDocument | undefined {
  const key = did.startsWith('did:key:') ? did.slice('did:key:'.length) : ''
  return isIssuerKey(key) ? didDocument(did, [key]) : undefined
}
