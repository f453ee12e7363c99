import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { from } from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { issue } from '@digitalbazaar/vc'
import { documentLoader } from './contexts.ts'
import { CredentialError } from './credential-error.ts'
import type { IssuerKey } from './keys.ts'
import type { UnsignedCredential } from './ob3.ts'
import { verificationMethod, type SignedCredential } from './signed-credential.ts'
import { wholeSeconds } from './whole-seconds.ts'

/**
 * Signs a credential as the library does: the reference that the fast way is held against, and what signs where that way
 * cannot go. Throws `not-signable` when a property is defined by no context.
 */
export async function signWithLibrary(
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

async function signer(unsigned: UnsignedCredential, key: IssuerKey) {
  const { publicKeyMultibase, secretKeyMultibase } = key
  const pair = await from({
    type: 'Multikey',
    id: verificationMethod(unsigned, key),
    controller: unsigned.issuer.id,
    publicKeyMultibase,
    secretKeyMultibase,
  })
  return pair.signer()
}
