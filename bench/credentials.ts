import { generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto'
import { PNG } from 'pngjs'
import { findEntry } from '#src/catalogue/catalogue.ts'
import { type AwardFacts, issuerDid } from '#src/credentials/award-facts.ts'
import type { Known } from '#src/credentials/badge-check.ts'
import { bakePng } from '#src/credentials/bake-png.ts'
import { generateIssuerKey, type IssuerKey } from '#src/credentials/keys.ts'
import { writeAssertion } from '#src/credentials/ob2.ts'
import { writeCredential } from '#src/credentials/ob3.ts'
import { createSigner } from '#src/credentials/sign-credential.ts'
import { signWithLibrary } from '#src/credentials/sign-with-library.ts'
import { generateTokenKey } from '#src/credentials/token-key.ts'
import { signToken } from '#src/credentials/vc-jwt.ts'
import { verifyBadge } from '#src/credentials/verify-badge.ts'
import { freshId, freshSalt, freshSubjectId } from '#src/app/fresh.ts'
import { designFor } from '#src/pictures/design-for.ts'
import { drawBadge } from '#src/pictures/draw-badge.ts'
import { renderPng } from '#src/pictures/render-png.ts'
import { asBare, type Bare, figure, type Pace, repeat, type Report, type Size } from './measure.ts'

const sizes = {
  tiny: { signed: 20, byLibrary: 2, baked: 20, byPngjs: 1, verified: 2, bare: 50 },
  quick: { signed: 2000, byLibrary: 50, baked: 2000, byPngjs: 10, verified: 50, bare: 2000 },
  full: { signed: 10_000, byLibrary: 300, baked: 10_000, byPngjs: 50, verified: 300, bare: 10_000 },
} as const

const baseUrl = 'https://badges.example.org'
const issuedAt = Date.UTC(2026, 0, 5, 10)

/** Open Badges: signing, baking and checking, beside bare Ed25519, the usual library and a whole PNG codec. */
export async function measureCredentials(size: Size, report: Report): Promise<void> {
  const count = sizes[size]
  const key = await generateIssuerKey()
  const { bareSign, bareVerify } = await bareEd25519(count.bare)
  report(bareSign)
  report(bareVerify)

  // Made beforehand: drawing ids and salts is no part of it.
  const awards = Array.from({ length: 1000 }, (_, index) => someFacts(index))
  const write = (index: number) =>
    writeCredential(awards[index % awards.length] ?? someFacts(index), address(key))
  const written = awards.map((_, index) => write(index))
  const unsigned = (index: number) => written[index % written.length] ?? write(index)

  const byLibrary = await repeat((index) => signWithLibrary(unsigned(index), key, issuedAt), {
    count: count.byLibrary,
  })
  const library = asBare('the library', byLibrary)
  report(figure('sign one credential, by the library', byLibrary, { bare: [bareSign] }))
  const signer = createSigner()
  const signOne = (index: number) => signer(unsigned(index), key, issuedAt)
  await repeat(signOne, { count: count.signed })
  const ours = await repeat(signOne, { count: count.signed })
  report(
    figure('sign one credential, ours', ours, {
      bare: [bareSign, library],
      aim: signingAim(ours, { bareSign, library }),
      note: 'the same bytes as the library\u2019s, with which 1 in 1,000 is compared meanwhile',
    }),
  )
  const whole = await repeat((index) => signer(write(index), key, issuedAt), {
    count: count.signed,
  })
  report(
    figure('write and sign one credential, ours', whole, {
      cost: 'sign',
      bare: [bareSign, library],
    }),
  )

  const tokenKey = await generateTokenKey()
  const token = () => signToken(write(0), tokenKey, 'https://badges.example.org/key.json')
  report(
    figure('write and sign one VC-JWT, RS256', await repeat(token, { count: count.byLibrary })),
  )

  const picture = aPicture()
  const texts = await bakedTexts(key)
  const byPngjs = await repeat(() => PNG.sync.write(PNG.sync.read(Buffer.from(picture))), {
    count: count.byPngjs,
  })
  const codec = asBare('pngjs decoding and encoding', byPngjs)
  const baking = await repeat(() => bakePng(picture, texts), { count: count.baked })
  report(
    figure(`bake both documents in a picture of ${Math.round(picture.length / 1000)} kB`, baking, {
      cost: 'bake',
      bare: [codec],
    }),
  )

  const badge = bakePng(picture, texts)
  const known = knowing(texts, key)
  const verified = await repeat(
    async () => {
      const { valid, checks } = await verifyBadge(badge, known)
      if (!valid) throw new Error(`A good badge is refused: ${JSON.stringify(checks)}`)
    },
    { count: count.verified },
  )
  report(figure('check a baked badge, every check', verified, { bare: [bareVerify] }))
}

function signingAim(
  { perSecond }: Pace,
  { bareSign, library }: { readonly bareSign: Bare; readonly library: Bare },
) {
  return {
    aim: '40 times the library, a third of bare Ed25519',
    met: perSecond >= 40 * library.perSecond && perSecond >= bareSign.perSecond / 3,
  }
}

async function bareEd25519(count: number): Promise<{ bareSign: Bare; bareVerify: Bare }> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  // What Data Integrity signs: two SHA-256 side by side.
  const hashes = Buffer.alloc(64, 7)
  const signature = sign(null, hashes, privateKey)
  const signing = await repeat(() => sign(null, hashes, privateKey), { count })
  const verifying = await repeat(() => verify(null, hashes, publicKey, signature), { count })
  return {
    bareSign: asBare('bare Ed25519 signing', signing),
    bareVerify: asBare('bare Ed25519 verifying', verifying),
  }
}

function address({ publicKeyMultibase }: IssuerKey) {
  return {
    baseUrl,
    issuerDid: issuerDid({ publicUrl: baseUrl, issuerId: 'i1', publicKeyMultibase }),
  }
}

/** Another award for each index, all of one achievement. */
function someFacts(index: number): AwardFacts {
  return {
    id: freshId(),
    issuedAt: issuedAt + index,
    validUntil: issuedAt + 3 * 365 * 24 * 3_600_000,
    status: { list: 'l1', index },
    issuer: { id: 'i1', name: 'Association Exemple', email: 'contact@example.org', url: baseUrl },
    achievement: {
      id: 'a1',
      version: 1,
      name: 'Réaliser une production collective',
      description: 'Le groupe livre une production commune : affiche, repas, site, exposition…',
      criteria: ['Le groupe termine la production.', 'Chacun a un rôle.', 'Elle est présentée.'],
      tags: [],
      alignments: [],
      imageAlt: 'Badge « Réaliser une production collective »',
      language: 'fr',
    },
    recipient: {
      kind: 'person',
      subjectId: freshSubjectId(),
      email: `learner.${index}@example.org`,
      memberId: randomUUID(),
      salt: freshSalt(),
    },
    record: { id: 'p1', name: 'Vote', narrative: '21 votants sur 30 ont validé ce badge.' },
    evidence: [],
    peers: { cast: 21, roll: 30 },
  }
}

interface Texts {
  readonly openbadges: string
  readonly openbadgecredential: string
}

async function bakedTexts(key: IssuerKey): Promise<Texts> {
  const facts = someFacts(0)
  const credential = await signWithLibrary(writeCredential(facts, address(key)), key, issuedAt)
  return {
    openbadges: JSON.stringify(writeAssertion(facts, address(key))),
    openbadgecredential: JSON.stringify(credential),
  }
}

function knowing(texts: Texts, { publicKeyMultibase }: IssuerKey): Known {
  const award = {
    status: 'valid',
    credential: texts.openbadgecredential,
    assertion: texts.openbadges,
  } as const
  return {
    now: issuedAt + 24 * 3_600_000,
    baseUrl,
    findAward: async () => award,
    findIssuerKeys: async () => [publicKeyMultibase],
  }
}

/** A shipped badge as it is drawn. */
export function aPicture(): Uint8Array {
  const entry = findEntry('col.production-collective')
  if (!entry) throw new Error('The catalogue lacks the badge of the bench.')
  return renderPng(drawBadge(designFor(entry, 'fr')), 512)
}
