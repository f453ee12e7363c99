import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential } from '@digitalbazaar/vc'
import t from 'tap'
import { houseOf } from '#src/app/award-facts.ts'
import { endorsementsFor } from '#src/app/endorse.ts'
import { openCredentialKey } from '#src/app/issuer-keys.ts'
import { memberAwards } from '#src/app/list-awards.ts'
import { documentLoader } from '#src/credentials/contexts.ts'
import type { JsonObject } from '#src/credentials/json.ts'
import { achievementsOf } from '#src/storage/achievements.ts'
import { awardsOfProposal } from '#src/storage/awards.ts'
import { saveBallots } from '#src/storage/ballots.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { findGroup } from '#src/storage/workspaces.ts'
import { aService, propose, textOf, voteAll } from '#test/kit/service.ts'
import type { Reply, Visitor } from '../../scripts/visitor.ts'

// One clock for the whole file, which a test may put forward.
let forward = 0
const service = await aService(t, { now: () => Date.now() + forward })
const { app } = service
const paul = await service.joinAsTrainer('Paul')
const ana = await service.join('Anastasia', { email: 'ana@example.org' })
const [bilal, chloe, dawit, elise] = [
  await service.join('Bilal'),
  await service.join('Clothilde'),
  await service.join('Dawit'),
  await service.join('Elisabeth'),
]
// Somebody who never votes, so that no vote is certain too soon.
const farid = await service.join('Farid')

const all = (choice: string) => ({ c1: choice, c2: choice, c3: choice })
const ballot = (voter: Visitor, id: string, fields: Readonly<Record<string, string>>) =>
  voter.submit(`ballot:${id}`, fields)

t.test(
  'a support is signed with a ballot that misses nothing, and its award carries it',
  async (t) => {
    const id = await propose(paul, { people: ana.id })

    await t.test('the form asks, and says what signing makes public', async (t) => {
      const page = await pageOf(bilal, { kind: 'press', action: `vote:${id}` })
      t.match(page, /type="checkbox"[^>]*name="field\.support"[^>]*value="sign"/)
      t.match(page, /Your vote stays confidential\. But to sign is to say publicly/)
    })

    await t.test('what stands is in the form again, and unticking takes it back', async (t) => {
      const first = { ...all('met'), support: 'sign', 'support-words': 'Well\u0000 deserved!' }
      t.match(textOf(await ballot(bilal, id, first)), /Your support is signed/)
      t.match(await fieldsOf(bilal, id), { support: 'sign', 'support-words': 'Well deserved!' })
      t.notMatch(textOf(await ballot(bilal, id, all('met'))), /support/i)
      t.match(await fieldsOf(bilal, id), { support: undefined, 'support-words': undefined })
      const word = { ...all('met'), support: 'sign', 'support-words': 'She <b>explains</b> well.' }
      t.match(textOf(await ballot(bilal, id, word)), /Your support is signed/)
    })

    await t.test(
      'with something missing, or nothing met, it is not, and the receipt says why',
      async (t) => {
        const some = {
          ...all('met'),
          c2: 'not-yet',
          support: 'sign',
          'support-words': 'Nearly there.',
        }
        t.match(textOf(await ballot(chloe, id, some)), /not signed: it goes with a ballot without/)
        t.match(await fieldsOf(chloe, id), { support: undefined, 'support-words': undefined })
        const none = { ...all('abstain'), support: 'sign' }
        t.match(
          textOf(await ballot(dawit, id, none)),
          /not signed: it goes with at least one “Met”/,
        )
      },
    )

    await t.test(
      'a word too long, or a form sent back, loses nothing and ticks nothing',
      async (t) => {
        const long = { ...all('met'), 'support-words': 'x'.repeat(301) }
        const reply = await ballot(bilal, id, long)
        t.match(reply, { refused: 'field-too-long', problem: /Your word of support.*300/ })
        // Bilal's standing support is ticked; what he sent was not.
        t.equal(valueOf(reply, 'support'), '')
        t.equal(valueOf(reply, 'support-words')?.length, 301)
      },
    )

    const last = await ballot(elise, id, { ...all('met'), 'support-words': 'Bravo.' })
    t.match(textOf(last), /accepted.*word of support is not kept/)
    await service.outbox.idle()
    const [award] = await awardsOf(id)
    const url = `${app.baseUrl}/awards/${award?.id}`
    const credential = await json(`${url}.json`)
    const assertion = await json(`${url}.ob2.json`)

    await t.test(
      'the support is embedded, verifies by itself, and is served in both versions',
      async (t) => {
        t.ok(await verifies(credential))
        t.equal(credential.endorsement.length, 1)
        const [endorsement] = credential.endorsement
        t.ok(await verifies(endorsement))
        t.strictSame(await json(endorsement.id), endorsement)
        t.match(endorsement, {
          type: ['VerifiableCredential', 'EndorsementCredential'],
          issuer: { id: credential.issuer.id },
          validFrom: credential.validFrom,
          credentialSubject: { id: `${url}.json`, type: ['EndorsementSubject'] },
        })
        const { endorsementComment } = endorsement.credentialSubject
        t.match(
          endorsementComment,
          /^Bilal, of the group “.+”, supports this badge\.\n“She <b>explains/,
        )
        t.match(endorsementComment, /; .+ attests it\.$/)
        const ob2 = endorsement.id.replace(/\.json$/, '.ob2.json')
        t.strictSame([assertion.endorsement].flat(), [ob2])
        const response = await fetch(ob2)
        t.equal(response.headers.get('access-control-allow-origin'), '*')
        t.match(await response.json(), {
          type: 'Endorsement',
          claim: { id: `${url}.ob2.json`, endorsementComment },
          verification: { type: 'hosted' },
        })
      },
    )

    await t.test(
      'the page shows who signed; of the other voters nothing is anywhere',
      async (t) => {
        const page = await text(url)
        t.match(page, /Signed supports/)
        t.match(page, /<bdi>Bilal<\/bdi>/)
        t.match(page, /She &lt;b&gt;explains/)
        for (const ending of ['json', 'ob2.json', 'jwt', 'ob2.jwt', 'png', 'svg'])
          t.match(page, `href="/awards/${award?.id}.${ending}"`)
        const records = [`${app.baseUrl}/records/${id}`, `${app.baseUrl}/records/${id}.json`]
        for (const place of [url, `${url}.json`, `${url}.ob2.json`, ...records])
          t.notMatch(
            await text(place),
            /Clothilde|Dawit|Elisabeth|Farid|Nearly there|Bravo\./,
            place,
          )
        for (const place of records) t.notMatch(await text(place), /Bilal|explains/, place)
      },
    )

    await t.test('a revoked award takes its supports with it', async (t) => {
      await paul.submit('revoke', { what: `revoke:${award?.id}`, reason: 'Awarded by mistake.' })
      const { id: support } = credential.endorsement[0]
      for (const place of [support, support.replace(/\.json$/, '.ob2.json')]) {
        const response = await fetch(place)
        t.equal(response.status, 410)
        t.match(await response.json(), { id: place, revoked: true })
      }
      t.notMatch(await text(url), /Bilal/)
    })
  },
)

t.test('a badge for the group: supports, and members who want none of their own', async (t) => {
  const id = await propose(paul, { achievement: 'col.production-collective', for: 'group' })
  const criteria = Object.keys(await fieldsOf(bilal, id)).filter((name) => /^c\d+$/.test(name))
  const met = Object.fromEntries(criteria.map((name) => [name, 'met']))

  await t.test('the receipt and the status offer to have none, and the way back', async (t) => {
    const receipt = await ballot(elise, id, met)
    t.match(buttonsOf(receipt), { 'No badge in my own name': `no-badge:${id}` })
    const out = await elise.press(`no-badge:${id}`)
    t.match(textOf(out), /none will be made in your own name.*vote still counts/)
    t.match(buttonsOf(out), { 'I do want a badge in my own name': `own-badge:${id}` })
    const again = await ballot(elise, id, met)
    t.match(buttonsOf(again), { 'I do want a badge in my own name': `own-badge:${id}` })
    const status = await elise.command('/badge status')
    t.match(textOf(status), /You asked for no badge in your own name/)
    t.ok(Object.values(buttonsOf(status)).includes(`own-badge:${id}`))
    t.match(textOf(await elise.press(`own-badge:${id}`)), /you will receive your own/)
    t.ok(Object.values(buttonsOf(await elise.command('/badge status'))).includes(`no-badge:${id}`))
    for (let twice = 0; twice < 2; twice += 1) await elise.press(`no-badge:${id}`)
  })

  await t.test('only who would receive one is asked', async (t) => {
    const late = await service.join('Gaëlle')
    for (const visitor of [late, paul])
      t.match(await visitor.press(`no-badge:${id}`), { refused: 'no-own-badge' })
    const unknown = await elise.press(`no-badge:${app.newId()}`)
    t.match(unknown, { refused: 'unknown-proposal' })
  })

  await ballot(bilal, id, { ...met, support: 'sign', 'support-words': 'We did it together.' })
  await ballot(chloe, id, { ...met, support: 'sign' })
  await service.outbox.idle()
  const awards = await awardsOf(id)
  const group = awards.find(({ kind }) => kind === 'group')

  await t.test('minting passes over her, and it is then too late to say', async (t) => {
    const people = awards.filter(({ kind }) => kind === 'person').map(({ recipient }) => recipient)
    t.strictSame(
      new Set(people),
      new Set([ana, bilal, chloe, dawit, farid].map(({ id: one }) => one)),
    )
    t.match(await elise.press(`own-badge:${id}`), { refused: 'own-badge-made' })
    t.match(await bilal.press(`no-badge:${id}`), { refused: 'own-badge-made' })
    t.match(textOf(await elise.command('/badge mine')), /no badge here yet/)
  })

  await t.test(
    'the group’s award embeds all supports, a member’s links those of others',
    async (t) => {
      const ofGroup = await json(`${app.baseUrl}/awards/${group?.id}.json`)
      t.ok(await verifies(ofGroup))
      t.equal(ofGroup.endorsement.length, 2)
      for (const endorsement of ofGroup.endorsement) t.ok(await verifies(endorsement))
      const own = awards.find(({ recipient }) => recipient === bilal.id)
      const url = `${app.baseUrl}/awards/${own?.id}`
      t.equal((await json(`${url}.json`)).endorsement, undefined)
      const [linked, ...more] = [(await json(`${url}.ob2.json`)).endorsement].flat()
      t.equal(more.length, 0, 'nobody supports an own award')
      const { claim } = await json(linked)
      t.match(claim, { id: `${url}.ob2.json`, endorsementComment: /^Clothilde, of the group/ })
      const page = await text(url)
      t.match(page, /<bdi>Clothilde<\/bdi>/)
      t.notMatch(page, /Bilal/)
    },
  )
})

t.test('a vote for one person has no badge for the others to refuse', async (t) => {
  const id = await propose(paul, { people: farid.id, achievement: 'equ.esprit-equipe' })
  t.match(await bilal.press(`no-badge:${id}`), { refused: 'no-own-badge' })
  t.match(await farid.press(`no-badge:${id}`), { refused: 'no-own-badge' })
  const receipt = await voteAll(bilal, id, 'met')
  t.strictSame(Object.values(buttonsOf(receipt)), [`vote:${id}`])
  await paul.submit('end', { what: `withdraw:${id}`, reason: 'Only a try.' })
})

t.test('a badge that stands for some months', async (t) => {
  const { db } = app.store
  const [proposal] = await db.select().from(db.t.proposal).limit(1)
  const listed = await achievementsOf(db, proposal?.workspaceId ?? '')
  const achievement = listed.find(({ content }) => content.basedOn === 'num.recherche-web')
  const page = `${app.baseUrl}/achievements/${achievement?.id}`
  const name = achievement?.content.name.en ?? ''
  const set = async (visitor: Visitor, months: unknown) => {
    const response = await fetch(`${page}/validity`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        cookie: visitor.cookie,
      },
      body: JSON.stringify({ months }),
    })
    return { status: response.status, ...JSON.parse(await response.text()) }
  }
  const before = await propose(paul, { people: ana.id, achievement: 'num.recherche-web' })

  await t.test('a trainer says how many, as a new version; nobody else does', async (t) => {
    t.match(await set(bilal, 24), { status: 403, code: 'trainers-only' })
    for (const months of [0, -1, 601, 1.5])
      t.match(await set(paul, months), { status: 422, code: 'validity-out-of-range' })
    t.match(await set(paul, 'two'), { status: 422, field: 'months' })
    t.match(await set(paul, 12), { status: 200, months: 12, version: 2 })
    t.match(await set(paul, 24), { months: 24, version: 3 })
    t.match(await set(paul, 24), { months: 24, version: 3 }, 'the same is no new version')
    t.match(await text(page), /24 months/)
    t.match(await json(`${page}.json`), { version: '3' })
  })

  await t.test('by a form too, which says what is wrong', async (t) => {
    const send = (months: string) =>
      fetch(`${page}/validity`, {
        method: 'POST',
        headers: { accept: 'text/html', cookie: paul.cookie, origin: app.baseUrl },
        body: new URLSearchParams({ months }),
        redirect: 'manual',
      })
    const wrong = await send('many')
    t.equal(wrong.status, 422)
    t.match(await wrong.text(), /id="months"[^>]*aria-invalid="true"/)
    t.equal((await send('')).status, 303)
    t.notMatch(await text(page), /24 months/)
    t.equal((await send('24')).status, 303)
  })

  const after = await propose(paul, { people: ana.id, achievement: 'num.recherche-web' })
  for (const id of [before, after])
    for (const voter of [bilal, chloe, dawit]) await voteAll(voter, id, 'met')
  await service.outbox.idle()
  const [early] = await awardsOf(before)
  const [late] = await awardsOf(after)
  const url = `${app.baseUrl}/awards/${late?.id}`
  const end = new Date(late?.issuedAt ?? 0)
  end.setUTCFullYear(end.getUTCFullYear() + 2)
  const until = `${end.toISOString().slice(0, 19)}Z`

  await t.test('votes that were open keep what was agreed; later awards end', async (t) => {
    t.equal(early?.validUntil, null)
    t.equal((await json(`${app.baseUrl}/awards/${early?.id}.json`)).validUntil, undefined)
    t.equal((await json(`${url}.json`)).validUntil, until)
    t.equal((await json(`${url}.ob2.json`)).expires, until)
    t.match(await text(url), /<dt>Valid until<\/dt>/)
    t.notMatch(await text(`${app.baseUrl}/awards/${early?.id}`), /Valid until/)
    const letters = (await service.letters()).filter(({ subject }) => subject?.includes(name))
    const telling = letters.filter((letter) => letter.text?.includes('It is valid until'))
    t.match([letters.length, telling.length], [2, 1])
  })

  await t.test('past its term, every place says so', async (t) => {
    forward = end.getTime() + 86_400_000 - Date.now()
    const over = await text(url)
    t.match(over, /Badge past its term/)
    t.match(over, /<dt>Expired on<\/dt>/)
    const response = await fetch(`${app.baseUrl}/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ url }),
    })
    const { valid, checks } = JSON.parse(await response.text())
    t.equal(valid, false)
    t.ok(
      checks.some(
        (one: { result: string; check: string }) =>
          one.check === 'dates' && one.result === 'failed',
      ),
    )
    const mine = await memberAwards(app, { workspaceId: late?.workspaceId ?? '', id: ana.id })
    const states = new Map(mine.map(({ id, state }) => [id, state]))
    t.equal(states.get(late?.id ?? ''), 'expired')
    t.equal(states.get(early?.id ?? ''), 'valid')
    forward = 0
  })
})

t.test('at most twenty supports, those who voted first, the same when written again', async (t) => {
  const crowd = await Promise.all(
    Array.from({ length: 18 }, (_, index) => service.join(`Learner ${index}`)),
  )
  const id = await propose(paul, { people: ana.id, achievement: 'com.poser-question' })
  const proposal = await findProposal(app.store.db, id)
  const group = proposal && (await findGroup(app.store.db, proposal.groupId))
  if (!proposal || !group) throw new Error('The vote was opened.')
  const { workspaceId } = proposal
  const voters = [bilal, chloe, dawit, elise, farid, ...crowd]
  const row = (voter: Visitor, index: number) => ({
    workspaceId,
    proposalId: id,
    memberId: voter.id,
    choices: ['met' as const],
    words: [''],
    // The last of the list voted first.
    castAt: 1000 - index,
    support: index % 2 === 0 ? '' : 'x'.repeat(400),
  })
  await app.store.tx((tx) => saveBallots(tx, voters.map(row)))
  const house = await houseOf(app, workspaceId)
  const key = openCredentialKey(app, house.key)
  const [made] = await app.store.db.select().from(app.store.db.t.award).limit(1)
  if (!made) throw new Error('An award was made.')
  const own = { ...made, id: app.newId(), kind: 'person' as const, recipient: ana.id }
  const ofVoter = { ...own, id: app.newId(), recipient: voters.at(-1)?.id ?? '' }
  const write = () => endorsementsFor(app, { house, proposal, group, awards: [own, ofVoter], key })
  const [first, second] = [await write(), await write()]
  t.strictSame(second, first)

  const rows = first.get(own.id)?.rows ?? []
  const firstTwenty = voters
    .toReversed()
    .slice(0, 20)
    .map(({ id: one }) => one)
  t.strictSame(
    rows.map(({ memberId }) => memberId),
    firstTwenty,
  )
  t.ok(rows.every(({ words }) => words.length <= 300))
  t.equal(first.get(own.id)?.embedded.length, 8)
  const others = first.get(ofVoter.id)?.rows.map(({ memberId }) => memberId) ?? []
  t.equal(others.length, 20)
  t.notOk(others.includes(ofVoter.recipient))
  const ids = [...first.values()].flatMap((one) => one.ids)
  t.equal(new Set(ids).size, 40)
  t.ok(ids.every((one) => /^[\w-]{22}$/.test(one)))
})

function buttonsOf({ message }: Reply): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (message?.buttons ?? []).map(({ label, action, url }) => [label, action ?? url ?? '']),
  )
}

function valueOf({ form }: Reply, name: string): string | undefined {
  return form?.fields.find((field) => field.name === name)?.value
}

async function fieldsOf(voter: Visitor, id: string): Promise<Record<string, string | undefined>> {
  const { form } = await voter.press(`vote:${id}`)
  return Object.fromEntries((form?.fields ?? []).map(({ name, value }) => [name, value]))
}

/** What a browser without scripts is shown after pressing a button. */
async function pageOf(visitor: Visitor, fields: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(`${service.links.learner}/interactions`, {
    method: 'POST',
    headers: { accept: 'text/html', cookie: visitor.cookie, origin: app.baseUrl },
    body: new URLSearchParams(fields),
  })
  return response.text()
}

async function awardsOf(id: string) {
  const proposal = await findProposal(app.store.db, id)
  return awardsOfProposal(app.store.db, proposal?.workspaceId ?? '', id)
}

async function text(url: string): Promise<string> {
  return (await fetch(url, { headers: { accept: '*/*', 'accept-language': 'en' } })).text()
}

async function json(url: string) {
  return JSON.parse(await text(url))
}

/** What another implementation says of the proof. */
async function verifies(credential: JsonObject): Promise<boolean> {
  const checked = await verifyCredential({
    credential: structuredClone(credential),
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: documentLoader(),
    // Another test looks at the status list.
    checkStatus: async () => ({ verified: true }),
    now: new Date(app.now()).toISOString(),
  })
  if (!checked.verified) t.comment(String(checked.error?.message))
  return checked.verified
}
