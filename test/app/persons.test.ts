import t, { type Test } from 'tap'
import type { App } from '#src/app/app.ts'
import { castBallot } from '#src/app/cast-ballot.ts'
import { memberOfPlace, type Person } from '#src/app/find-actor.ts'
import { giveLinkCode, linkMembers } from '#src/app/link-members.ts'
import { memberAwards } from '#src/app/list-awards.ts'
import { ballotOf, runningVotes } from '#src/app/list-votes.ts'
import { optOut, ownBadgeIn } from '#src/app/opt-out.ts'
import { owedVote } from '#src/app/owed-vote.ts'
import { proposeAward } from '#src/app/propose-award.ts'
import { viewRecord } from '#src/app/view-record.ts'
import { presets } from '#src/domain/rule.ts'
import type { Choice } from '#src/domain/tally.ts'
import { achievementsOf } from '#src/storage/achievements.ts'
import { addAwards, awardsOfProposal } from '#src/storage/awards.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { type GroupRow, groupOfChannel } from '#src/storage/workspaces.ts'
import { aChat, channel, refOf, type TestChat, workspace } from '#test/chat/a-chat.ts'
import { onEachEngine, type OpenStore } from '#test/kit/store.ts'

onEachEngine(t, testPersons)

/** Ada has two accounts, Ada and Adele; Ben and Cleo have one each; Olga trains. */
function testPersons(t: Test, open: OpenStore): void {
  t.test('a person who is two members has one seat on a new roll', async (t) => {
    const house = await aHouse(t, open)
    await house.link('Ada', 'Adele')
    const id = await house.propose('group')
    const row = await findProposal(house.app.store.db, id)
    t.match(row?.agreed, { rollSize: 4, recipientCount: 5 })
  })

  for (const order of orders(['Ada', 'Adele']))
    t.test(`${order.join(' then ')}: a vote by either is the same vote`, async (t) => {
      const house = await aHouse(t, open)
      await house.link('Ada', 'Adele')
      const id = await house.propose('group')
      const [first, second] = order
      t.match(await house.vote(first, id, 'not-yet'), { value: { counted: 'first', cast: 1 } })
      t.match(await house.vote(second, id, 'met'), { value: { counted: 'changed', cast: 1 } })
      t.match(await house.vote(first, id, 'met'), { value: { counted: 'same', cast: 1 } })
      t.match(await house.ballot(second, id), { ok: true, value: { standing: { c1: {} } } })
    })

  t.test('a person linked after the opening keeps one voice, however it is sent', async (t) => {
    const house = await aHouse(t, open)
    const id = await house.propose('group')
    const row = await findProposal(house.app.store.db, id)
    t.equal(row?.agreed.rollSize, 5)
    await house.vote('Adele', id, 'met')
    await house.link('Ada', 'Adele')
    t.match(await house.vote('Ada', id, 'not-yet'), { value: { counted: 'changed', cast: 1 } })
    // Sent at once, they share one transaction.
    const votes = ['Ada', 'Adele', 'Ada', 'Ben'].map((name) => house.vote(name, id, 'met'))
    t.ok((await Promise.all(votes)).every(({ ok }) => ok))
    t.equal((await findProposal(house.app.store.db, id))?.tally.cast, 2)
    t.equal(await house.app.store.db.$count(house.app.store.db.t.ballot), 2)
  })

  t.test('links and ballots at the same time never make two voices of one person', async (t) => {
    const house = await aHouse(t, open)
    const id = await house.propose('group')
    const done = await Promise.all([
      house.vote('Ada', id, 'met'),
      house.tryLink('Ada', 'Adele'),
      house.vote('Adele', id, 'met'),
    ])
    const { tally } = (await findProposal(house.app.store.db, id)) ?? {}
    const [, linked] = done
    t.equal(tally?.cast, linked.ok ? 1 : 2)
  })

  t.test('two who have both voted are not one person before that vote is over', async (t) => {
    const house = await aHouse(t, open)
    const id = await house.propose('group')
    for (const name of ['Ada', 'Adele']) await house.vote(name, id, 'met')
    t.match(await house.tryLink('Ada', 'Adele'), { refusal: { code: 'link-both-voted' } })
    // The third ballot of five decides.
    t.match(await house.vote('Ben', id, 'met'), { value: { status: 'accepted' } })
    t.match(await house.tryLink('Ada', 'Adele'), { ok: true })
  })

  t.test('linking again changes nothing, and links to links join', async (t) => {
    const house = await aHouse(t, open)
    await house.link('Ada', 'Adele')
    await house.link('Adele', 'Ada')
    await house.link('Ben', 'Cleo')
    await house.link('Cleo', 'Ada')
    const { db } = house.app.store
    const rows = await db.select().from(db.t.person)
    t.equal(rows.length, 4)
    t.equal(new Set(rows.map(({ personId }) => personId)).size, 1)
  })

  t.test('nobody votes on a badge of his or her own through another account', async (t) => {
    const house = await aHouse(t, open)
    const early = await house.propose('Adele')
    await house.link('Ada', 'Adele')
    const late = await house.propose('Adele')
    for (const id of [early, late])
      for (const name of ['Ada', 'Adele']) {
        t.match(await house.vote(name, id, 'met'), { refusal: { code: 'own-award' } })
        t.match(await house.ballot(name, id), { refusal: { code: 'own-award' } })
        t.notOk((await house.owes(name)).includes(id))
      }
    t.match(await findProposal(house.app.store.db, late), { agreed: { rollSize: 3 } })
  })

  t.test('whoever voted on a badge and its candidate are not one person meanwhile', async (t) => {
    const house = await aHouse(t, open)
    const id = await house.propose('Adele')
    await house.vote('Ada', id, 'met')
    t.match(await house.tryLink('Ada', 'Adele'), { refusal: { code: 'link-both-voted' } })
  })

  t.test('a person who has voted owes nothing, and is reminded once', async (t) => {
    const house = await aHouse(t, open)
    const id = await house.propose('group')
    await house.link('Ada', 'Adele')
    t.equal((await house.reminded(id, ['Ada', 'Adele'])).length, 1)
    await house.vote('Adele', id, 'met')
    t.strictSame(await house.reminded(id, ['Ada', 'Adele']), [])
    t.strictSame(await house.owes('Ada'), [])
    t.strictSame(await house.owes('Ben'), [id])
  })

  t.test('a wish for no badge in the own name is the person’s', async (t) => {
    const house = await aHouse(t, open)
    await house.link('Ada', 'Adele')
    const id = await house.propose('group')
    const [ada, adele] = [await house.member('Ada'), await house.member('Adele')]
    const place = (member: Person) => ({ ...member, proposalId: id, memberId: member.id })
    const { app } = house
    const decided = await optOut(app, {
      event: house.event(),
      by: adele,
      proposalId: id,
      wanted: false,
    })
    t.ok(decided.ok)
    t.equal(await ownBadgeIn(app, place(ada)), 'unwanted')
    t.equal(await ownBadgeIn(app, place(await house.member('Ben'))), 'wanted')
  })

  t.test('a person finds the badges of all accounts', async (t) => {
    const house = await aHouse(t, open)
    await house.propose('Ada')
    await house.propose('Adele')
    for (const name of ['Ada', 'Adele']) await house.giveBadge(name)
    t.equal((await memberAwards(house.app, await house.member('Ada'))).length, 1)
    await house.link('Ada', 'Adele')
    for (const name of ['Ada', 'Adele'])
      t.equal((await memberAwards(house.app, await house.member(name))).length, 2)
    t.strictSame(await memberAwards(house.app, await house.member('Ben')), [])
  })

  t.test('whoever trains by one account has no seat by another', async (t) => {
    const house = await aHouse(t, open)
    // Olga types Ada's code: Ada stays a learner, Olga an owner.
    await house.link('Ada', 'Olga')
    const id = await house.propose('Ben')
    t.match(await findProposal(house.app.store.db, id), { agreed: { rollSize: 3 } })
    for (const name of ['Ada', 'Olga'])
      t.match(await house.vote(name, id, 'met'), { refusal: { code: 'not-on-roll' } })
    const forGroup = await house.propose('group')
    t.match(await findProposal(house.app.store.db, forGroup), {
      agreed: { rollSize: 4, recipientCount: 5 },
    })
    await t.rejects(house.propose('Ada'), { message: 'unknown-person' })
    t.equal((await house.member('Olga')).role, 'owner', 'and trains as before')
  })

  t.test('two members linked since the opening get one badge of the group’s vote', async (t) => {
    const house = await aHouse(t, open)
    const id = await house.propose('group')
    await house.link('Adele', 'Ada')
    for (const name of ['Ben', 'Cleo', 'Dan']) await house.vote(name, id, 'met')
    const { db } = house.app.store
    t.match(await findProposal(db, id), { status: 'accepted', agreed: { recipientCount: 6 } })
    const { workspaceId } = await house.member('Ada')
    const awards = await awardsOfProposal(db, workspaceId, id)
    const names = ['Ada', 'Ben', 'Cleo', 'Dan']
    const ids = await Promise.all(names.map(async (name) => (await house.member(name)).id))
    const { groupId = '' } = (await findProposal(db, id)) ?? {}
    t.strictSame(
      awards.map(({ recipient }) => recipient).toSorted(),
      [groupId, ...ids].toSorted(),
      'the first in the order of the roll',
    )
    t.match(await viewRecord(house.app, id), { badgesMade: 5 })
    for (const name of ['Ada', 'Adele'])
      t.equal((await memberAwards(house.app, await house.member(name))).length, 1)
  })

  t.test('of two linked members, one wants no badge: the other gets it', async (t) => {
    const house = await aHouse(t, open)
    const id = await house.propose('group')
    const by = await house.member('Ada')
    await optOut(house.app, { event: house.event(), by, proposalId: id, wanted: false })
    await house.link('Adele', 'Ada')
    for (const name of ['Ben', 'Cleo', 'Dan']) await house.vote(name, id, 'met')
    const awards = await awardsOfProposal(house.app.store.db, by.workspaceId, id)
    const adele = await house.member('Adele')
    t.ok(awards.some(({ recipient }) => recipient === adele.id))
    t.equal(awards.length, 5)
  })

  t.test('either account stands for the person who is proposed', async (t) => {
    const house = await aHouse(t, open)
    await house.link('Ada', 'Adele')
    const ids = await house.proposeAll(['Ada', 'Adele'])
    t.equal(ids.length, 1, 'one vote for one person')
  })

  testCodes(t, open)
}

function testCodes(t: Test, open: OpenStore): void {
  t.test('a code has eight signs that nobody confuses, and is forgiven its looks', async (t) => {
    const house = await aHouse(t, open)
    const code = await giveLinkCode(house.app, await house.member('Ada'))
    t.match(code, /^[A-HJKMNP-TV-Z2-9]{4}-[A-HJKMNP-TV-Z2-9]{4}$/)
    t.ok((await house.redeem('Adele', ` ${code.toLowerCase().replace('-', ' ')} `)).ok)
  })

  t.test('a code is good once, for ten minutes, and the last one asked for counts', async (t) => {
    const house = await aHouse(t, open)
    const wrong = { ok: false, refusal: { code: 'link-code-wrong' } }
    const ada = await house.member('Ada')
    const [early, code] = [await giveLinkCode(house.app, ada), await giveLinkCode(house.app, ada)]
    t.match(await house.redeem('Adele', early), wrong)
    t.ok((await house.redeem('Adele', code)).ok)
    t.match(await house.redeem('Ben', code), wrong)
    const late = await giveLinkCode(house.app, ada)
    house.clock.advance(10 * 60_000)
    t.match(await house.redeem('Ben', late), wrong)
  })

  t.test('a right goes with the code, never against it', async (t) => {
    const house = await aHouse(t, open)
    await house.link('Ada', 'Olga')
    t.equal((await house.member('Ada')).role, 'learner', 'who typed a learner’s code gave nothing')
    await house.link('Olga', 'Ben')
    t.equal((await house.member('Ben')).role, 'trainer')
    t.equal((await house.member('Olga')).role, 'owner')
  })

  t.test('after five wrong codes even the right one waits ten minutes', async (t) => {
    const house = await aHouse(t, open)
    for (let tries = 0; tries < 5; tries++)
      t.match(await house.redeem('Adele', `WRONG-${tries}`), {
        refusal: { code: 'link-code-wrong' },
      })
    const code = await giveLinkCode(house.app, await house.member('Ada'))
    t.match(await house.redeem('Adele', code), { refusal: { code: 'link-too-many-tries' } })
    t.ok((await house.redeem('Ben', code)).ok, 'others may')
    house.clock.advance(10 * 60_000)
    const next = await giveLinkCode(house.app, await house.member('Cleo'))
    t.ok((await house.redeem('Adele', next)).ok)
  })

  t.test('a code of another organisation is unknown', async (t) => {
    const house = await aHouse(t, open)
    await house.book.roster.connect({
      ref: 'slack:T2',
      name: 'Other',
      language: 'en',
      own: false,
    })
    const ref = 'slack:T2/UEve' as const
    const eve = {
      ref,
      name: 'Eve',
      email: undefined,
      language: undefined,
      rank: 'member',
      outside: false,
      gone: false,
    } as const
    await house.book.roster.meet('slack:T2', [eve])
    const stranger = await memberOfPlace(house.app, { workspace: 'slack:T2', ref })
    t.ok(stranger)
    const code = stranger ? await giveLinkCode(house.app, stranger) : ''
    t.match(await house.redeem('Ada', code), { refusal: { code: 'link-code-wrong' } })
  })
}

interface TestHouse extends TestChat {
  event(): { readonly source: string; readonly eventId: string; readonly at: number }
  member(name: string): Promise<Person>
  redeem(name: string, typed: string): ReturnType<typeof linkMembers>
  tryLink(a: string, b: string): ReturnType<typeof linkMembers>
  link(a: string, b: string): Promise<void>
  /** For the group, or for one person. Answers the proposal's id. */
  propose(who: string): Promise<string>
  proposeAll(names: readonly string[]): Promise<readonly string[]>
  vote(name: string | undefined, id: string, choice: Choice): ReturnType<typeof castBallot>
  ballot(name: string | undefined, id: string): ReturnType<typeof ballotOf>
  owes(name: string): Promise<readonly string[]>
  reminded(id: string, names: readonly string[]): Promise<readonly string[]>
  giveBadge(name: string): Promise<void>
}

async function aHouse(t: Test, open: OpenStore): Promise<TestHouse> {
  const chat = await aChat(t, open)
  const { app } = chat
  await chat.gather(channel, ['Ada', 'Adele', 'Ben', 'Cleo', 'Dan', 'Olga'])
  const event = () => ({ source: 'test', eventId: app.newId(), at: app.now() })
  const member = (name: string) => memberNamed(app, name)
  const redeem = async (name: string, typed: string) =>
    linkMembers(app, { event: event(), by: await member(name), typed })
  const tryLink = async (a: string, b: string) =>
    redeem(b, await giveLinkCode(app, await member(a)))
  const proposeFor = async (candidates: Parameters<typeof proposeAward>[1]['candidates']) => {
    const group = await theGroup(app)
    const badges = await achievementsOf(app.store.db, group.workspaceId)
    const opened = await proposeAward(app, {
      event: event(),
      by: await member('Olga'),
      group,
      achievementId: badges.find(({ content }) => content.kind === 'both')?.id ?? '',
      candidates,
      grounds: { reason: 'Seen.' },
      rule: presets.majority,
      deadline: app.now() + 3_600_000,
    })
    if (!opened.ok) throw new Error(opened.refusal.code)
    return opened.value
  }
  const proposeAll = async (names: readonly string[]) => {
    const memberIds = await Promise.all(names.map(async (name) => (await member(name)).id))
    return proposeFor({ kind: 'people', memberIds })
  }
  return {
    ...chat,
    event,
    member,
    redeem,
    tryLink,
    async link(a, b) {
      const linked = await tryLink(a, b)
      if (!linked.ok) throw new Error(linked.refusal.code)
    },
    async propose(who) {
      const ids =
        who === 'group'
          ? await proposeFor({ kind: 'group', mints: 'group-and-members' })
          : await proposeAll([who])
      return ids[0] ?? ''
    },
    proposeAll,
    async vote(name = '', id, choice) {
      const { workspaceId, id: memberId } = await member(name)
      const row = await findProposal(app.store.db, id)
      const answers = Object.fromEntries(
        (row?.agreed.criteria ?? []).map((criterion) => [criterion.id, { choice, words: '' }]),
      )
      return castBallot(app, { event: event(), workspaceId, proposalId: id, memberId, answers })
    },
    ballot: async (name = '', id) => ballotOf(app, { proposalId: id, member: await member(name) }),
    async owes(name) {
      const votes = await runningVotes(app, await theGroup(app), await member(name))
      return votes.flatMap(({ view, owes }) => (owes ? [view.id] : []))
    },
    async reminded(id, names) {
      const found: string[] = []
      for (const name of names) {
        const { workspaceId, id: memberId } = await member(name)
        if (await owedVote(app, { workspaceId, proposalId: id, memberId })) found.push(name)
      }
      return found
    },
    giveBadge: (name) => addBadge(app, name),
  }
}

async function memberNamed(app: App, name: string): Promise<Person> {
  const found = await memberOfPlace(app, { workspace, ref: refOf(name) })
  if (!found) throw new Error(`${name} is not there.`)
  return found
}

async function theGroup(app: App): Promise<GroupRow> {
  const { workspaceId } = await memberNamed(app, 'Olga')
  const group = await groupOfChannel(app.store.db, workspaceId, channel)
  if (!group) throw new Error('There is no group.')
  return group
}

// As minting would, without signing.
async function addBadge(app: App, name: string): Promise<void> {
  const { workspaceId, id } = await memberNamed(app, name)
  const { db } = app.store
  const proposals = await db.select().from(db.t.proposal)
  const proposal = proposals.find(
    ({ agreed: { subject } }) => subject.kind === 'person' && subject.memberId === id,
  )
  await app.store.tx((tx) =>
    addAwards(tx, [
      {
        workspaceId,
        id: app.newId(),
        proposalId: proposal?.id ?? '',
        achievementId: proposal?.agreed.achievementId ?? '',
        kind: 'person',
        recipient: id,
        subjectId: `urn:uuid:${app.newId()}`,
        salt: app.newId(),
        issuedAt: app.now(),
        validUntil: null,
        statusList: null,
        statusIndex: null,
        credential: null,
        assertion: null,
        pictureId: null,
        named: false,
        declinedAt: null,
        revokedAt: null,
        revokedReason: null,
      },
    ]),
  )
}

function orders([a = '', b = '']: readonly string[]): readonly (readonly string[])[] {
  return [
    [a, b],
    [b, a],
  ]
}
