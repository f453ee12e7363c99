import t from 'tap'
import { endProposal } from '#src/app/end-proposal.ts'
import { proposeAward } from '#src/app/propose-award.ts'
import { proposables } from '#src/app/list-proposables.ts'
import { presets, type Rule } from '#src/domain/rule.ts'
import { findMember } from '#src/storage/members.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { allRooms, findGroup } from '#src/storage/workspaces.ts'
import { aClock } from '#test/kit/clock.ts'
import { aService, type TestService, textOf, voteAll } from '#test/kit/service.ts'
import type { Visitor } from '../../scripts/visitor.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

t.test('no quorum: reminders to those who owe a vote, one extension, then it lapses', async (t) => {
  const { stage, voters, open, pass, statusOf } = await aStage(t)
  const [bilal, chloe] = voters
  const id = await open({ noQuorum: 'extend-once' })
  await voteAll(bilal, id, 'met')

  await pass(3 * dayMs * 0.75)
  t.equal(await nudges(bilal), 0, 'who has voted is left alone')
  t.equal(await nudges(chloe), 1)

  await pass(dayMs)
  t.equal(await statusOf(id), 'open')
  t.match(await record(stage, id), { extended: true, verdict: null })

  await pass(2.5 * dayMs)
  t.equal(await nudges(chloe), 2, 'the extension reminds once more')
  await pass(dayMs)
  t.equal(await statusOf(id), 'lapsed')
  t.equal(await nudges(bilal), 0)
  t.match(textOf(await voteAll(chloe, id, 'met')), /vote is over/)
})

t.test('quorum and a criterion that fails: declined at the deadline', async (t) => {
  const { voters, open, pass, statusOf } = await aStage(t)
  const id = await open({})
  for (const voter of voters.slice(0, 3)) await voteAll(voter, id, 'not-yet')
  t.equal(await statusOf(id), 'open')
  await pass(3 * dayMs)
  t.equal(await statusOf(id), 'declined')
})

t.test('a ballot after the deadline is refused even when the job is late', async (t) => {
  const { clock, voters, open, statusOf } = await aStage(t)
  const id = await open({})
  clock.advance(3 * dayMs)
  t.match(await voteAll(voters[0], id, 'met'), { refused: 'proposal-closed' })
  t.equal(await statusOf(id), 'open')
})

t.test('no quorum and the trainer decides: asked in private, and the record says so', async (t) => {
  const { stage, trainer, voters, open, pass, statusOf } = await aStage(t)
  const id = await open({ noQuorum: 'trainer' })
  await voteAll(voters[0], id, 'met')
  await pass(3 * dayMs)
  t.equal(await statusOf(id), 'undecided')
  t.match(await voteAll(voters[1], id, 'met'), { refused: 'proposal-closed' })
  const asked = (await trainer.messages()).find(({ message }) =>
    message.buttons?.some(({ action }) => action === `accept:${id}`),
  )
  t.match(asked, { private: true, message: { text: /only 1 of 5 voted/ } })

  t.match(await trainer.press(`accept:${id}`), { form: { name: 'end' } })
  await trainer.submit('end', { what: `accept:${id}`, reason: 'Everybody saw it.' })
  await stage.outbox.idle()
  t.match(await record(stage, id), { verdict: 'accepted', settledBy: 'trainer', badgesMade: 1 })
})

t.test('objections: badges are made after the hours agreed, unless a trainer vetoes', async (t) => {
  const { stage, trainer, voters, open, pass, statusOf } = await aStage(t)
  const [kept, vetoed] = [await open({ objectionHours: 24 }), await open({ objectionHours: 24 })]
  for (const id of [kept, vetoed])
    for (const voter of voters.slice(0, 3)) await voteAll(voter, id, 'met')
  await pass(hourMs)
  t.match(await record(stage, kept), { verdict: 'accepted', badgesMade: 0 })

  await trainer.submit('end', { what: `veto:${vetoed}`, reason: 'The evidence is another’s.' })
  await pass(24 * hourMs)
  t.match(await record(stage, kept), { verdict: 'accepted', badgesMade: 1 })
  t.match(await record(stage, vetoed), { verdict: 'vetoed', badgesMade: 0 })
  const late = await trainer.submit('end', { what: `veto:${kept}`, reason: 'Too late.' })
  t.match(late, { refused: 'already-minted' })
  t.equal(await statusOf(kept), 'accepted')
})

t.test('an impossible rule opens nothing, and names the field', async (t) => {
  const { open } = await aStage(t)
  const impossible: readonly Partial<Rule>[] = [
    { quorum: { num: 0, den: 2 } },
    { threshold: { num: 3, den: 2 } },
    { threshold: { num: 1, den: 0 } },
    { threshold: { num: 1, den: 1 }, strict: true },
    { objectionHours: -1 },
    { leastRoll: 1.5 },
  ]
  for (const rule of impossible)
    await t.rejects(open(rule), /rule-impossible/, JSON.stringify(rule))
})

t.test('another workspace’s trainer is told that the proposal is unknown', async (t) => {
  const { stage, open } = await aStage(t)
  const id = await open({})
  const stranger = {
    workspaceId: 'elsewhere',
    id: 'x',
    name: 'X',
    email: null,
    language: 'fr' as const,
    role: 'owner' as const,
    joinedAt: 0,
  }
  const error = await endProposal(stage.app, {
    event: { source: 'test', eventId: '1', at: 0 },
    by: stranger,
    proposalId: id,
    ending: 'withdraw',
    reason: 'x',
  }).catch((failure: unknown) => failure)
  const said = error instanceof Error ? `${error.message} ${String(error.cause)}` : ''
  t.match(said, /foreign key/i, 'not even its event can be written')
})

async function aStage(t: Parameters<typeof aService>[0]) {
  const clock = aClock()
  const stage = await aService(t, { now: clock.now })
  const trainer = await stage.joinAsTrainer('Paul')
  const ana = await stage.join('Ana')
  const voters = [
    await stage.join('Bilal'),
    await stage.join('Chloé'),
    await stage.join('Dawit'),
    await stage.join('Élise'),
    await stage.join('Farid'),
  ] as const
  let events = 0
  const settle = async () => {
    stage.outbox.wake()
    await stage.outbox.idle()
  }
  return {
    stage,
    clock,
    trainer,
    voters,
    /** Lets time go by and everything that fell due be done. */
    pass: async (ms: number) => {
      clock.advance(ms)
      await settle()
    },
    statusOf: async (id: string) => (await findProposal(stage.store.db, id))?.status,
    /** Opens a vote of three days for Ana. */
    open: async (rule: Partial<Rule>): Promise<string> => {
      events += 1
      const [room] = await allRooms(stage.store.db)
      const group = room && (await findGroup(stage.store.db, room.groupId))
      const by = group && (await findMember(stage.store.db, group.workspaceId, trainer.id))
      if (!group || !by) throw new Error('no stage')
      const [achievement] = (await proposables(stage.app, group)).achievements
      const opened = await proposeAward(stage.app, {
        event: { source: 'test', eventId: String(events), at: clock.now() },
        by,
        group,
        achievementId: achievement?.id ?? '',
        candidates: { kind: 'people', memberIds: [ana.id] },
        grounds: { reason: 'Seen.' },
        rule: { ...presets['two-thirds'], ...rule },
        deadline: clock.now() + 3 * dayMs,
      })
      if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
      await settle()
      return opened.value[0] ?? ''
    },
  }
}

async function nudges(visitor: Visitor): Promise<number> {
  const messages = await visitor.messages()
  return messages.filter(({ message }) => /Your vote is still missing/.test(message.text)).length
}

async function record({ app }: TestService, id: string) {
  const response = await fetch(`${app.baseUrl}/records/${id}.json`)
  return JSON.parse(await response.text())
}
