import { isIssuerKey } from './keys.ts'
import { tokenJwk, type TokenJwk } from './token-jwk.ts'
import type { TokenKey } from './token-key.ts'

export const MULTIKEY_CONTEXT = 'https://w3id.org/security/multikey/v1'
const JWK_CONTEXT = 'https://w3id.org/security/jwk/v1'

type VerificationMethod = {
  readonly id: string
  readonly controller: string
} & (
  | { readonly type: 'Multikey'; readonly publicKeyMultibase: string }
  | { readonly type: 'JsonWebKey'; readonly publicKeyJwk: TokenJwk }
)

/** What a DID resolves to: its keys, and which of them may sign badges. */
export interface DidDocument {
  readonly '@context': readonly string[]
  readonly id: string
  readonly alsoKnownAs?: readonly string[]
  readonly verificationMethod: readonly VerificationMethod[]
  readonly assertionMethod: readonly string[]
}

/**
 * The document of a DID with these keys, in the one shape that 1EdTech's validator finds keys in. Token keys stand in it so that
 * whoever trusts the DID knows whose they are; tokens themselves name them by a web address.
 */
export function didDocument(
  did: string,
  publicKeysMultibase: readonly string[],
  tokenKeys: readonly Pick<TokenKey, 'kid' | 'publicPem'>[] = [],
): DidDocument {
  const methods = [
    ...publicKeysMultibase.map((key) => multikey(did, key)),
    ...tokenKeys.map((key) => jsonWebKey(did, key)),
  ]
  const contexts = ['https://www.w3.org/ns/did/v1', MULTIKEY_CONTEXT]
  return {
    '@context': tokenKeys.length === 0 ? contexts : [...contexts, JWK_CONTEXT],
    id: did,
    verificationMethod: methods,
    assertionMethod: methods.map(({ id }) => id),
  }
}

// Ids are absolute, and assertionMethod lists them as texts: the validator compares them with the proof's verificationMethod.
function multikey(did: string, publicKeyMultibase: string): VerificationMethod {
  return {
    id: `${did}#${publicKeyMultibase}`,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase,
  }
}

function jsonWebKey(did: string, key: Pick<TokenKey, 'kid' | 'publicPem'>): VerificationMethod {
  return {
    id: `${did}#${key.kid}`,
    type: 'JsonWebKey',
    controller: did,
    publicKeyJwk: tokenJwk(key),
  }
}

/** A did:key is its own document; nothing for any other DID, or for a key that is not Ed25519. */
export function didKeyDocument(did: string): DidDocument | undefined {
  const key = did.startsWith('did:key:') ? did.slice('did:key:'.length) : ''
  return isIssuerKey(key) ? didDocument(did, [key]) : undefined
}
