import { emitWarning } from 'node:process'
import { FastSigner, type SignerOptions } from './fast-signer.ts'
import { signWithLibrary } from './sign-with-library.ts'
import type { SignCredential } from './signed-credential.ts'

/**
 * Signs a credential in its issuer's name (Data Integrity, eddsa-rdfc-2022). The same credential, key and time give the same
 * bytes. Throws `not-signable` when a property is defined by no context: it would not be covered by the signature.
 * @see https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
 */
export const signCredential: SignCredential = createSigner()

/** A `signCredential` that learns by itself, held against the library unless told otherwise. */
export function createSigner(options: Partial<SignerOptions> = {}): SignCredential {
  const signer = new FastSigner({
    reference: signWithLibrary,
    checkEvery: 1000,
    mostShapes: 64,
    onMismatch: warn,
    ...options,
  })
  return (unsigned, key, createdAt) => signer.sign({ unsigned, key, createdAt })
}

// The badge is right all the same: it is whoever looks after the code that has to know.
function warn(credentialId: string): void {
  emitWarning(
    `${credentialId} came out otherwise than in the library: its shape is signed slowly.`,
    {
      code: 'fast-signing-mismatch',
    },
  )
}
