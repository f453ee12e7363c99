import { isPractice } from './award-facts.ts'
import { CredentialError } from './credential-error.ts'
import { isArray, isObject, type Json, type JsonObject, textAt } from './json.ts'
import type { IssuerKey } from './keys.ts'
import type { UnsignedCredential } from './ob3.ts'
import { signCredential } from './sign-credential.ts'

/**
 * Signs a credential of ours again under another key, with every support embedded in it: same ids, same dates, other proofs.
 * In practice the key is the issuer's name, which changes with it. Throws `not-signable` for what is no signed credential.
 */
export async function signAgain(text: string, key: IssuerKey): Promise<string> {
  return JSON.stringify(await again(renamed(text, key), key))
}

async function again(signed: Json | undefined, key: IssuerKey): Promise<JsonObject> {
  if (!isUnsigned(signed)) throw notSignable()
  const { proof, ...plain } = signed
  const [first] = isArray(proof) ? proof : [proof]
  const createdAt = Date.parse(textAt(first, 'created') ?? '')
  if (Number.isNaN(createdAt)) throw notSignable()
  const { endorsement } = plain
  if (!isArray(endorsement)) return signCredential(plain, key, createdAt)
  const embedded: Json[] = []
  for (const one of endorsement) embedded.push(await again(one, key))
  return signCredential({ ...plain, endorsement: embedded }, key, createdAt)
}

function renamed(text: string, { publicKeyMultibase }: IssuerKey): Json {
  const credential: Json = JSON.parse(text)
  const issuer = isObject(credential) ? textAt(credential['issuer'], 'id') : undefined
  if (issuer === undefined || !isPractice(issuer)) return credential
  const other: Json = JSON.parse(text.replaceAll(issuer, `did:key:${publicKeyMultibase}`))
  return other
}

function isUnsigned(value: Json | undefined): value is UnsignedCredential {
  return (
    isObject(value) &&
    isArray(value['@context']) &&
    value['@context'].every((context) => typeof context === 'string') &&
    textAt(value, 'id') !== undefined &&
    textAt(value['issuer'], 'id') !== undefined &&
    textAt(value, 'validFrom') !== undefined
  )
}

function notSignable(): CredentialError {
  return new CredentialError('not-signable', 'What is to be signed again is no signed credential.')
}
