import { z } from 'zod'
import type { JsonObject } from './json.ts'
import { OB2_CONTEXT } from './ob2.ts'
import { isInstant, isIri, problemPath } from './shape.ts'

/** True when a document says that it is OB 2.0. */
export function looksOb2(document: JsonObject): boolean {
  return includes(document['@context'], OB2_CONTEXT) || includes(document['type'], 'Assertion')
}

/** Where an OB 2.0 assertion breaks the rules of its standard and validators, or nothing when it holds. */
export function ob2ShapeProblem(document: JsonObject): string | undefined {
  return problemPath(assertion, document)
}

function includes(value: unknown, wanted: string): boolean {
  return value === wanted || (Array.isArray(value) && value.includes(wanted))
}

const oneOrMany = (wanted: string) =>
  z.union([z.string(), z.array(z.unknown())]).refine((value) => includes(value, wanted))
const instant = z.string().refine(isInstant)
const hash = /^(md5\$[0-9a-f]{32}|sha256\$[0-9a-f]{64})$/i
// OB 2.0 validators know http(s) and urn:uuid only: a did: is refused as an id.
const address = z.string().refine((text) => /^(https?:|urn:uuid:)/i.test(text) && isIri(text))

const identity = z
  .looseObject({
    type: z.enum(['email', 'url', 'telephone', 'id']),
    hashed: z.boolean(),
    identity: z.string().min(1),
    salt: z.string().optional(),
  })
  .refine(({ hashed, identity: text, type }) => {
    if (hashed) return hash.test(text)
    return !hash.test(text) && (type !== 'email' || /^[^@\s]+@[^@\s]+$/.test(text))
  })

const evidence = z.union([address, z.looseObject({ id: address.optional() })])

const assertion = z.looseObject({
  '@context': oneOrMany(OB2_CONTEXT),
  id: address,
  type: oneOrMany('Assertion'),
  recipient: identity,
  badge: z.union([address, z.looseObject({ id: address, type: oneOrMany('BadgeClass') })]),
  verification: z.looseObject({
    type: z.enum(['hosted', 'HostedBadge', 'signed', 'SignedBadge']),
  }),
  issuedOn: instant,
  expires: instant.optional(),
  image: z.union([address, z.looseObject({ id: address })]).optional(),
  evidence: z.union([evidence, z.array(evidence)]).optional(),
  narrative: z.string().optional(),
})
