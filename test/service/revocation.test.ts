import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential } from '@digitalbazaar/vc'
import { compactVerify, importJWK, importSPKI } from 'jose'
import t from 'tap'
import { documentLoader } from '#src/credentials/contexts.ts'
import { LIST_BITS, bitAt, decodeStatusList } from '#src/credentials/status-list.ts'
import { type AwardRow, awardsOfProposal, findAward } from '#src/storage/awards.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { statusListBits } from '#src/storage/status-lists.ts'
import { aService, propose, voteAll } from '#test/kit/service.ts'
import { readLetter } from '#test/delivery/read-letter.ts'
import type { Visitor } from '../../scripts/visitor.ts'

// How awards end, through a whole service: what they say, what the lists say, who is told.
const service = await aService(t)
const { app } = service
const paul = await service.joinAsTrainer('Paul')
const ana = await service.join('Ana', { email: 'ana@example.org' })
const bilal = await service.join('Bilal', { email: 'bilal@example.org', language: 'fr' })
const chloe = await service.join('Chloé')
const dawit = await service.join('Dawit')
const voters = [ana, bilal, chloe, dawit]

t.test('a person’s badge is taken back from its page', async (t) => {
  const award = await badgeFor(ana)
  const url = `${app.baseUrl}/awards/${award.id}`
  const token = await text(`${url}.jwt`)
  const signed = await text(`${url}.ob2.jwt`)

  await t.test(
    'its tokens verify with the keys that they name, and are always the same',
    async (t) => {
      const credential = await json(`${url}.json`)
      const { kid } = headerOf(token)
      const jwk = await importJWK(await json(kid), 'RS256')
      t.match(payloadOf(await compactVerify(token, jwk)), {
        iss: credential.issuer.id,
        jti: credential.id,
        sub: credential.credentialSubject.id,
        credentialStatus: credential.credentialStatus,
      })
      t.equal(await text(`${url}.jwt`), token)
      const { verification } = claimsOf(signed)
      const { publicKeyPem, owner } = await json(verification.creator)
      const assertion = payloadOf(
        await compactVerify(signed, await importSPKI(publicKeyPem, 'RS256')),
      )
      t.match(assertion, { id: /^urn:uuid:/, type: 'Assertion', issuedOn: String })
      const issuer = await json(owner)
      t.match(issuer, { id: owner, publicKey: [verification.creator] })
      t.match(await json(issuer.revocationList), { type: 'RevocationList', issuer: owner })
    },
  )

  await t.test('the form is for trainers, and wants a reason', async (t) => {
    t.match(await page(url, paul), `action="/awards/${award.id}/revoke"`)
    for (const other of [undefined, ana, bilal]) t.notMatch(await page(url, other), '/revoke"')
    for (const other of [undefined, ana, bilal]) {
      const { status, code } = await revoke(award.id, { reason: 'Because' }, other)
      t.match([status, code], [403, 'trainers-only'])
    }
    t.match(await revoke(app.newId(), { reason: 'Because' }, paul), { status: 404 })
    t.match(await revoke(award.id, { reason: ' ' }, paul), { status: 422, code: 'reason-missing' })
    t.match(await revoke(award.id, {}, paul), { status: 422, code: 'reason-missing' })
    t.match(await revoke(award.id, { reason: 'x', more: 1 }, paul), { status: 422 })
    const empty = await revokeByForm(award.id, '')
    t.equal(empty.status, 422)
    t.match(await empty.text(), /id="reason"[^>]*aria-invalid="true"/)
    const elsewhere = await revokeByForm(award.id, 'Because', 'https://evil.example')
    t.equal(elsewhere.status, 403)
    t.equal((await findAward(app.store.db, award.id))?.revokedAt, null)
    t.equal(await isEnded(award), false)
  })

  await t.test('everything answers at once, and a second reason changes nothing', async (t) => {
    const done = await revokeByForm(award.id, 'Awarded to the wrong Ana \u{1F642}')
    t.match([done.status, done.headers.get('location')], [303, `/awards/${award.id}`])
    const reason = 'Awarded to the wrong Ana \u{1F642}'
    t.match(await revoke(award.id, { reason: 'Another reason' }, paul), {
      status: 200,
      award: award.id,
      revoked: true,
      reason,
    })
    const gone = { revoked: true, revocationReason: reason }
    for (const [form, id] of [
      ['json', `${url}.json`],
      ['jwt', `${url}.json`],
      ['ob2.json', `${url}.ob2.json`],
      ['ob2.jwt', `${url}.ob2.json`],
    ] as const) {
      const response = await fetch(`${url}.${form}`)
      t.equal(response.status, 410, form)
      t.equal(response.headers.get('access-control-allow-origin'), '*')
      t.match(await response.json(), { id, ...gone })
    }
    t.equal((await fetch(`${url}.png`)).status, 200)
    t.equal((await fetch(`${url}.svg`)).status, 200)
    t.equal(await isEnded(award), true)
    const issuer = await json(claimsOf(signed).badge).then(({ issuer: id }) => json(id))
    t.match((await json(issuer.revocationList)).revokedAssertions, [
      { id: claimsOf(signed).id, revocationReason: reason },
    ])
    const shown = await page(url, undefined)
    t.match(shown, /Badge withdrawn[^]*Awarded to the wrong Ana/)
    t.notMatch(await page(url, paul), '/revoke"')
  })

  await t.test('its recipient is told once, by message and by letter', async (t) => {
    await service.outbox.idle()
    const told = (await ana.messages()).filter(({ message }) => /wrong Ana/.test(message.text))
    t.equal(told.length, 1)
    t.notOk((await bilal.messages()).some(({ message }) => /wrong Ana/.test(message.text)))
    const [letter, ...others] = await lettersAbout(/withdrawn/)
    t.equal(others.length, 0)
    t.match(letter?.headers.get('to'), [/ana@example\.org/])
    const [plain, html] = letter?.bodies ?? []
    for (const part of [plain, html]) {
      t.match(part, /Hello Ana/)
      t.match(part, 'Awarded to the wrong Ana \u{1F642}')
      t.match(part, /Your other badges do not change/)
      t.match(part, /Talk to the trainer of the group/)
      t.match(part, `/awards/${award.id}`)
    }
    t.equal(letter?.parts.length, 2, 'without the picture')
  })
})

t.test('the badge of a group that alone received it', async (t) => {
  const id = await propose(paul, {
    achievement: 'col.production-collective',
    for: 'group',
    mints: 'group',
  })
  for (const voter of voters) await voteAll(voter, id, 'met')
  await service.outbox.idle()
  const [award, ...more] = await awardsOf(id)
  t.match([award?.kind, more.length], ['group', 0])
  if (!award) throw new Error('The vote made no badge.')
  const url = `${app.baseUrl}/awards/${award.id}`
  t.match(await page(url, paul), /The group is told/)
  t.match(await revoke(award.id, { reason: 'The garden was not theirs.' }, paul), { status: 200 })
  await service.outbox.idle()
  t.equal(await isEnded(award), true)
  t.equal((await fetch(`${url}.json`)).status, 410)

  const heard = (await paul.messages()).filter(({ message }) => /garden/.test(message.text))
  t.match(heard, [{ private: false, message: { text: /The group’s badge .* was withdrawn/ } }])
  const own = (await chloe.messages()).filter(({ message }) => /garden/.test(message.text))
  t.strictSame(
    new Set(own.map((one) => one.private)),
    new Set([false, true]),
    'in the channel, and as the badge came',
  )
  const [english] = await lettersAbout(/withdrawn/, 'ana@example.org', /garden/)
  t.match(english?.bodies[0], /has withdrawn your group’s badge/)
  const [french] = await lettersAbout(/a été retiré/, 'bilal@example.org')
  t.match(french?.bodies[0], /a retiré le badge «\u00a0.*\u00a0» de votre groupe/)
  t.match(french?.bodies[0], /The garden was not theirs\./)
})

t.test('the badge of a group whose members have their own', async (t) => {
  const id = await propose(paul, { achievement: 'col.production-collective', for: 'group' })
  for (const voter of voters) await voteAll(voter, id, 'met')
  await service.outbox.idle()
  const awards = await awardsOf(id)
  const group = awards.find(({ kind }) => kind === 'group')
  const own = awards.find(({ recipient }) => recipient === chloe.id)
  if (!group || !own) throw new Error('The vote made both kinds.')
  const letters = (await service.letters()).length
  t.match(await revoke(group.id, { reason: 'Counted twice.' }, paul), { status: 200 })
  await service.outbox.idle()
  t.strictSame([await isEnded(group), await isEnded(own)], [true, false])
  t.equal((await fetch(`${app.baseUrl}/awards/${own.id}.json`)).status, 200)
  const told = (await chloe.messages()).filter(({ message }) => /Counted twice/.test(message.text))
  t.match(told, [{ private: false }])
  t.equal((await service.letters()).length, letters, 'no letter brought it, none takes it back')

  await t.test(
    'a member who declines sets a bit without a reason, and is told nothing',
    async (t) => {
      const wish = await post(`/awards/${own.id}/wish`, { wish: 'decline' }, chloe)
      t.equal(wish.status, 200)
      t.equal(await isEnded(own), true)
      for (const form of ['json', 'jwt', 'ob2.json', 'ob2.jwt', 'png', 'svg'])
        t.equal((await fetch(`${app.baseUrl}/awards/${own.id}.${form}`)).status, 410, form)
      const { revocationReason } = await json(`${app.baseUrl}/awards/${own.id}.ob2.json`)
      t.equal(revocationReason, undefined)
      t.match(await revoke(own.id, { reason: 'Declined anyway.' }, paul), { status: 200 })
      await service.outbox.idle()
      t.notOk((await chloe.messages()).some(({ message }) => /Declined anyway/.test(message.text)))
    },
  )
})

t.test('a status list is signed by the issuer, and signed anew only when it changes', async (t) => {
  t.equal(LIST_BITS, statusListBits)
  const award = await badgeFor(dawit, 'num.recherche-web')
  const { credentialStatus, issuer } = await json(`${app.baseUrl}/awards/${award.id}.json`)
  const url = credentialStatus.statusListCredential
  t.match(credentialStatus, {
    id: `${url}#${award.statusIndex}`,
    statusListIndex: String(award.statusIndex),
  })
  const list = await json(url)
  t.equal(list.issuer.id, issuer.id)
  const suite = new DataIntegrityProof({ cryptosuite })
  const { verified } = await verifyCredential({
    credential: list,
    suite,
    documentLoader: documentLoader(),
  })
  t.ok(verified)
  t.strictSame(await json(url), list)
  const types = ['application/vc', 'application/vc+ld+json', 'application/json', '*/*', 'text/html']
  const answered = await Promise.all(
    types.map(async (accept) => (await fetch(url, { headers: { accept } })).headers),
  )
  t.strictSame(
    answered.map((headers) => headers.get('content-type')?.split(';')[0]),
    [...types.slice(0, 3), 'application/vc+ld+json', 'application/vc+ld+json'],
  )
  t.match(answered[0]?.get('cache-control'), /^public, max-age=\d\d$/)
  await revoke(award.id, { reason: 'Changed' }, paul)
  const after = await json(url)
  t.not(after.proof[0].proofValue, list.proof[0].proofValue)
  const preflight = await fetch(url, { method: 'OPTIONS' })
  t.match([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, '*'])
  t.equal((await fetch(url, { method: 'HEAD' })).status, 200)
})

t.test(
  'a vote for members alone, none of whom wants a badge: nothing is made, and it is said',
  async (t) => {
    const id = await propose(paul, {
      achievement: 'col.production-collective',
      for: 'group',
      mints: 'members',
    })
    for (const voter of voters) await voter.press(`no-badge:${id}`)
    for (const voter of voters) await voteAll(voter, id, 'met')
    await service.outbox.idle()
    t.strictSame(await awardsOf(id), [])
    t.match(await json(`${app.baseUrl}/records/${id}.json`), { verdict: 'accepted', badgesMade: 0 })
    const said = (await paul.messages()).filter(({ message }) =>
      /nobody wanted one/.test(message.text),
    )
    t.equal(said.length, 2, 'the announcement and the card')
    t.match(await page(`${app.baseUrl}/records/${id}`, undefined), /nobody wanted one/)
  },
)

t.test('who joins after a vote was opened receives nothing by it', async (t) => {
  const id = await propose(paul, { achievement: 'col.production-collective', for: 'group' })
  const late = await service.join('Gaëlle', { email: 'late@example.org' })
  for (const voter of voters) await voteAll(voter, id, 'met')
  await service.outbox.idle()
  const awards = await awardsOf(id)
  t.equal(awards.length, 5)
  t.notOk(awards.some(({ recipient }) => recipient === late.id))
  t.strictSame(await lettersAbout(/./, 'late@example.org'), [])
})

async function badgeFor(
  visitor: Visitor,
  achievement = 'com.ecouter-comprendre',
): Promise<AwardRow> {
  const id = await propose(paul, { people: visitor.id, achievement })
  for (const voter of voters) if (voter !== visitor) await voteAll(voter, id, 'met')
  await service.outbox.idle()
  const [award] = await awardsOf(id)
  if (!award) throw new Error('The vote made no badge.')
  return award
}

async function awardsOf(id: string): Promise<AwardRow[]> {
  const proposal = await findProposal(app.store.db, id)
  return awardsOfProposal(app.store.db, proposal?.workspaceId ?? '', id)
}

/** What the list that its credential names says of an award. */
async function isEnded({ statusList, statusIndex }: AwardRow): Promise<boolean | undefined> {
  const list = await json(`${app.baseUrl}/status/${statusList}`)
  const bits = decodeStatusList(list.credentialSubject.encodedList)
  return bits && bitAt(bits, statusIndex ?? -1)
}

async function revoke(id: string, body: object, by: Visitor | undefined) {
  const response = await post(`/awards/${id}/revoke`, body, by)
  return { ...JSON.parse(await response.text()), status: response.status }
}

function post(path: string, body: object, by: Visitor | undefined): Promise<Response> {
  return fetch(`${app.baseUrl}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(by ? { cookie: by.cookie } : {}),
    },
    body: JSON.stringify(body),
  })
}

function revokeByForm(id: string, reason: string, origin = app.baseUrl): Promise<Response> {
  return fetch(`${app.baseUrl}/awards/${id}/revoke`, {
    method: 'POST',
    headers: { accept: 'text/html', cookie: paul.cookie, origin },
    body: new URLSearchParams({ reason }),
    redirect: 'manual',
  })
}

async function page(url: string, reader: Visitor | undefined): Promise<string> {
  const headers = { accept: 'text/html', 'accept-language': 'en' }
  const cookie = reader === undefined ? {} : { cookie: reader.cookie }
  return (await fetch(url, { headers: { ...headers, ...cookie } })).text()
}

async function text(url: string): Promise<string> {
  const response = await fetch(url)
  t.match(response.headers.get('content-type'), /^text\/plain/)
  return response.text()
}

async function json(url: string) {
  return JSON.parse(await (await fetch(url)).text())
}

function headerOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
}

function claimsOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

function payloadOf({ payload }: { readonly payload: Uint8Array }) {
  return JSON.parse(Buffer.from(payload).toString())
}

/** Letters by their subject, to somebody, that say something. */
async function lettersAbout(subject: RegExp, to = '', saying = /./) {
  const folder = join(service.dataDir, 'mail')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml'))
  const letters = await Promise.all(
    names.map(async (name) => readLetter(await readFile(join(folder, name), 'utf8'))),
  )
  return letters
    .map((letter) => ({
      ...letter,
      bodies: letter.parts
        .filter(({ type }) => type.startsWith('text/'))
        .map(({ bytes }) => bytes.toString()),
    }))
    .filter(({ headers, bodies }) => {
      const field = (name: string) => headers.get(name)?.join() ?? ''
      return (
        subject.test(field('subject')) && field('to').includes(to) && saying.test(bodies.join())
      )
    })
}
