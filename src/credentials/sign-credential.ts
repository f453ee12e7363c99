import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { from } from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { issue } from '@digitalbazaar/vc'
import { documentLoader } from './contexts.ts'
import { CredentialError } from './credential-error.ts'
import type { IssuerKey } from './keys.ts'
import type { UnsignedCredential } from './ob3.ts'
import { wholeSeconds } from './whole-seconds.ts'

/** A credential with its one proof. */
export interface SignedCredential extends UnsignedCredential {
  readonly proof: readonly [
    {
      readonly type: string
      readonly created: string
      readonly verificationMethod: string
      readonly cryptosuite: string
      readonly proofPurpose: string
      readonly proofValue: string
    },
  ]
}

/**
 * Signs a credential in its issuer's name (Data Integrity, eddsa-rdfc-2022). The same credential, key and time give the same
 * bytes. Throws `not-signable` when a property is defined by no context: it would not be covered by the signature.
 * @see https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
 */
export async function signCredential(
  unsigned: UnsignedCredential,
  key: IssuerKey,
  createdAt: number,
): Promise<SignedCredential> {
  const date = wholeSeconds(createdAt)
  const suite = new DataIntegrityProof({ signer: await signer(unsigned, key), cryptosuite, date })
  try {
    // The library writes the proof into what it is given, and looks at the order of dates with its own clock unless told.
    const credential = structuredClone(unsigned)
    const signed = await issue({ credential, suite, documentLoader: documentLoader(), now: date })
    // The strict 1EdTech schema takes proofs as a list only.
    return { ...unsigned, proof: [{ ...signed.proof }] }
  } catch (cause) {
    throw new CredentialError('not-signable', `${unsigned.id} cannot be signed.`, { cause })
  }
}

async function signer({ issuer }: UnsignedCredential, key: IssuerKey) {
  const pair = await from({
    type: 'Multikey',
    id: `${issuer.id}#${key.publicKeyMultibase}`,
    controller: issuer.id,
    ...key,
  })
  return pair.signer()
}
