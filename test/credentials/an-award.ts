import { generate } from '@digitalbazaar/ed25519-multikey'
import { PNG } from 'pngjs'
import {
  issuerDid,
  type AchievementFacts,
  type Address,
  type AwardFacts,
  type GroupFacts,
  type IssuerFacts,
  type PersonFacts,
} from '#src/credentials/award-facts.ts'
import type { Known, PublishedAward } from '#src/credentials/badge-check.ts'
import { bakePng } from '#src/credentials/bake-png.ts'
import type { EndorsementFacts } from '#src/credentials/endorsement.ts'
import type { JsonObject } from '#src/credentials/json.ts'
import type { IssuerKey } from '#src/credentials/keys.ts'
import { writeAssertion, writeBadgeClass, writeIssuer } from '#src/credentials/ob2.ts'
import { writeCredential } from '#src/credentials/ob3.ts'
import { signCredential } from '#src/credentials/sign-credential.ts'

export const issuedAt = Date.parse('2026-01-05T10:00:00.250Z')
export const now = Date.parse('2026-02-01T00:00:00Z')
export const publicUrl = 'https://badges.example.org'

/** A fixed key, for tests only. */
export async function aKey(seed = 7): Promise<IssuerKey> {
  const { publicKeyMultibase, secretKeyMultibase } = await generate({
    seed: new Uint8Array(32).fill(seed),
  })
  return { publicKeyMultibase, secretKeyMultibase }
}

export const anIssuer: IssuerFacts = {
  id: 'i1',
  name: 'Association Exemple',
  email: 'Contact@example.org',
}

export const anAchievement: AchievementFacts = {
  id: 'a1',
  version: 2,
  name: 'Travail en équipe',
  description: 'Le groupe a validé « travail en équipe ».',
  criteria: ['Collaborer', 'Écouter'],
  tags: ['équipe', 'équipe', ''],
  alignments: [
    {
      targetName: 'Collaborer',
      targetUrl: 'https://example.org/cadre/2.4',
      targetFramework: 'DigComp',
      targetCode: '2.4',
    },
  ],
  imageAlt: 'Une corde nouée',
  language: 'fr',
}

export const aGroup: GroupFacts = { kind: 'group', id: 'g1', name: 'Groupe des lundis' }

export const aPerson: PersonFacts = {
  kind: 'person',
  subjectId: 'urn:uuid:0b5b2f5a-5a0e-4d7c-8d5d-1f2e3d4c5b6a',
  email: 'Ana@Example.org',
  memberId: 'm1',
  salt: 'a3f1c2',
}

export function anAward(change: Partial<AwardFacts> = {}): AwardFacts {
  return {
    id: 'w1',
    issuedAt,
    issuer: anIssuer,
    achievement: anAchievement,
    recipient: aPerson,
    record: { id: 'p1', narrative: '7 voix sur 9' },
    evidence: [],
    peers: { cast: 7, roll: 9 },
    ...change,
  }
}

/** A signed support of that award. */
export function anEndorsement(change: Partial<EndorsementFacts> = {}): EndorsementFacts {
  return {
    id: 'e1',
    awardId: 'w1',
    name: 'Soutien : Travail en équipe',
    comment: 'Bo, du groupe des lundis : « Elle écoute. » L’Association Exemple l’atteste.',
    issuedAt,
    issuer: anIssuer,
    ...change,
  }
}

/** Where the documents are: a public service, or (without a public address) a practice one. */
export function anAddress(key: IssuerKey, url: string | undefined = publicUrl): Address {
  const did = issuerDid({
    publicUrl: url,
    issuerId: anIssuer.id,
    publicKeyMultibase: key.publicKeyMultibase,
  })
  return { baseUrl: url, issuerDid: did }
}

/** A whole badge: both documents, the picture, and the service that knows of it. */
export async function aBadge(change: Partial<AwardFacts> = {}, url: string = publicUrl) {
  const key = await aKey()
  const address = anAddress(key, url)
  const facts = anAward(change)
  const credential = await signCredential(writeCredential(facts, address), key, issuedAt)
  const assertion = writeAssertion(facts, address)
  const texts = {
    openbadgecredential: JSON.stringify(credential),
    openbadges: JSON.stringify(assertion),
  }
  const published: PublishedAward = {
    status: 'valid',
    credential: texts.openbadgecredential,
    assertion: texts.openbadges,
  }
  const known = aService({
    awards: { [credential.id]: published },
    keys: [key.publicKeyMultibase],
    url,
    documents: [
      writeBadgeClass(facts.achievement, facts.issuer.id, address),
      writeIssuer(facts.issuer, address),
    ],
  })
  return {
    key,
    address,
    facts,
    credential,
    assertion,
    texts,
    published,
    known,
    png: bakePng(aPicture(), texts),
  }
}

/** What a service knows: its awards, by the id of their credential, the keys of its one issuer, and what else it publishes. */
export function aService(service: {
  readonly awards: Readonly<Record<string, PublishedAward>>
  readonly keys: readonly string[]
  readonly url: string
  readonly documents?: readonly JsonObject[]
}): Known {
  return {
    now,
    baseUrl: service.url,
    findAward: async (id) => service.awards[id.replace(/\.ob2\.json$/, '.json')],
    findDocument: async (url) => {
      const found = service.documents?.find(({ id }) => id === url)
      return found && JSON.stringify(found)
    },
    findIssuerKeys: async (did) => {
      return did === 'did:web:badges.example.org:issuers:i1' ? service.keys : undefined
    },
  }
}

/** A small picture in many colours. */
export function aPicture(width = 40, height = width): Uint8Array {
  const image = new PNG({ width, height })
  for (let at = 0; at < image.data.length; at += 4) {
    image.data.set([at % 256, (at >> 8) % 256, 80, 255], at)
  }
  return PNG.sync.write(image)
}

export function bytes(value: unknown): Uint8Array {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8')
}

/** A copy of a document with another value at this path; without a value, with nothing there. */
export function changed(document: JsonObject, path: string, value: unknown): JsonObject {
  const copy: JsonObject = JSON.parse(JSON.stringify(document))
  const steps = path.split('.')
  const last = steps.pop() ?? ''
  let place: object = copy
  for (const step of steps) place = Object(Reflect.get(place, step))
  if (value === undefined) Reflect.deleteProperty(place, last)
  else Reflect.set(place, last, value)
  return copy
}
