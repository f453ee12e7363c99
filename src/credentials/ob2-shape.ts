import { z } from 'zod'
import type { JsonObject } from './json.ts'
import { OB2_CONTEXT } from './ob2.ts'
import { isInstant, isIri, problemPath, problemPaths } from './shape.ts'

/** True when a document says that it is OB 2.0. */
export function looksOb2(document: JsonObject): boolean {
  return includes(document['@context'], OB2_CONTEXT) || includes(document['type'], 'Assertion')
}

/** Where an OB 2.0 assertion breaks the rules of its standard and validators, or nothing when it holds. */
export function ob2ShapeProblem(document: JsonObject): string | undefined {
  return problemPath(assertion, document)
}

/** All places where an OB 2.0 BadgeClass breaks the rules. */
export function badgeClassProblems(document: JsonObject): readonly string[] {
  return problemPaths(badgeClass, document)
}

/** Where the Profile of an OB 2.0 issuer breaks the rules, or nothing. */
export function profileProblem(document: JsonObject): string | undefined {
  return problemPath(issuer, document)
}

/** Where an OB 2.0 Endorsement breaks the rules, or nothing. */
export function ob2EndorsementProblem(document: JsonObject): string | undefined {
  return problemPath(endorsement, document)
}

function includes(value: unknown, wanted: string): boolean {
  return value === wanted || (Array.isArray(value) && value.includes(wanted))
}

const oneOrMany = (wanted: string) =>
  z.union([z.string(), z.array(z.unknown())]).refine((value) => includes(value, wanted))
const oneOf = (wanted: readonly string[]) =>
  z
    .union([z.string(), z.array(z.unknown())])
    .refine((value) => wanted.some((one) => includes(value, one)))
const instant = z.string().refine(isInstant)
const hash = /^(md5\$[0-9a-f]{32}|sha256\$[0-9a-f]{64})$/i
const text = z.string().min(1)
const email = z.string().regex(/^[^@\s]+@[^@\s]+$/)
const telephone = z.string().regex(/^\+?[1-9]\d{1,14}(;ext=\d+)?$/)
// BCP 47 §2.1, as far as badges use it.
const language = z.string().regex(/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i)
// OB 2.0 validators know http(s), urn:uuid and blank nodes only: a did: is refused as an id.
const address = z.string().refine((text) => /^(https?:|urn:uuid:|_:)/i.test(text) && isIri(text))
const webAddress = z.string().refine((text) => /^https?:/i.test(text) && URL.canParse(text))
const dataImage = z.string().regex(/^data:image\/(png|svg\+xml)[;,]/i)
const described = {
  '@language': language.optional(),
  version: z.union([text, z.number()]).optional(),
}

const identity = z
  .looseObject({
    type: z.enum(['email', 'url', 'telephone', 'id']),
    hashed: z.boolean(),
    identity: z.string().min(1),
    salt: z.string().optional(),
  })
  .refine(({ hashed, identity: text, type }) => {
    if (hashed) return hash.test(text)
    if (hash.test(text)) return false
    if (type === 'email') return email.safeParse(text).success
    return type !== 'telephone' || telephone.safeParse(text).success
  })

const evidence = z.union([address, z.looseObject({ id: address.optional() })])
const link = z.union([address, z.looseObject({ id: address })])
const links = z.union([link, z.array(link)])

const assertion = z.looseObject({
  '@context': oneOrMany(OB2_CONTEXT),
  ...described,
  id: address,
  type: oneOrMany('Assertion'),
  recipient: identity,
  badge: z.union([address, z.looseObject({ id: address, type: oneOrMany('BadgeClass') })]),
  verification: z.looseObject({
    type: z.enum(['hosted', 'HostedBadge', 'signed', 'SignedBadge']),
    creator: address.optional(),
  }),
  issuedOn: instant,
  expires: instant.optional(),
  image: link.optional(),
  evidence: z.union([evidence, z.array(evidence)]).optional(),
  narrative: z.string().optional(),
  revoked: z.boolean().optional(),
  endorsement: links.optional(),
})

const alignment = z.looseObject({ targetName: text, targetUrl: webAddress })

const badgeClass = z.looseObject({
  ...described,
  id: address,
  type: oneOrMany('BadgeClass'),
  name: text,
  description: text,
  image: z.union([address, dataImage, z.looseObject({ id: z.union([address, dataImage]) })]),
  criteria: z.union([
    address,
    z
      .looseObject({ id: address.optional(), narrative: z.string().optional() })
      .refine(({ id, narrative }) => id !== undefined || narrative !== undefined),
  ]),
  issuer: link,
  alignment: z.union([alignment, z.array(alignment)]).optional(),
  tags: z.union([text, z.array(text)]).optional(),
  endorsement: links.optional(),
})

// OB 2.0 §VerificationObject: names of hosts; validators refuse this machine and ports.
const origin = z.string().refine((host) => host !== 'localhost' && /^[^\s/:]+$/.test(host))

const issuer = z.looseObject({
  ...described,
  id: address,
  type: oneOf(['Issuer', 'Profile']),
  name: text,
  url: webAddress,
  email,
  telephone: telephone.optional(),
  description: z.string().optional(),
  image: z
    .union([address, dataImage, z.looseObject({ id: z.union([address, dataImage]) })])
    .optional(),
  publicKey: links.optional(),
  revocationList: address.optional(),
  verification: z
    .looseObject({
      allowedOrigins: z.union([origin, z.array(origin)]).optional(),
      startsWith: z.union([webAddress, z.array(webAddress)]).optional(),
    })
    .optional(),
  endorsement: links.optional(),
})

const endorsement = z.looseObject({
  id: address,
  type: oneOrMany('Endorsement'),
  claim: z.looseObject({ id: address, endorsementComment: z.string().optional() }),
  issuer: link,
  issuedOn: instant,
  verification: z.looseObject({ type: oneOf(['hosted', 'HostedBadge', 'signed', 'SignedBadge']) }),
})
