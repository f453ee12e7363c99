import t from 'tap'
import { boardOf } from '#src/app/board.ts'
import { castBallot } from '#src/app/cast-ballot.ts'
import { remindVoters } from '#src/app/close-proposal.ts'
import { freshId } from '#src/app/fresh.ts'
import { refreshCard } from '#src/chat/jobs/refresh-card.ts'
import { card, toneOf } from '#src/chat/messages/card.ts'
import { packSaid, unpackSaid } from '#src/chat/said.ts'
import { anOutbox, FakeChat } from '#test/kit/fake-chat.ts'
import { aVote, served, votedThrough } from '#test/kit/http.ts'

t.test(
  'the verdict: no button that votes is left, and the channel hears it under the card',
  async (t) => {
    const service = await served(t)
    const chat = new FakeChat()
    const vote = await aVote(service)
    const outbox = anOutbox(t, service, { chat })
    outbox.start()
    await outbox.idle()
    const [card, posting] = chat.posted[0] ?? []
    t.equal(posting?.key, `card:${vote.proposalId}`)
    t.ok(card?.buttons?.some((button) => 'action' in button && button.action.startsWith('vote:')))

    await votedThrough(service, vote)
    outbox.wake()
    await outbox.idle()
    const last = chat.shown.findLast(({ parts }) => parts?.some(({ kind }) => kind === 'progress'))
    t.match(last?.text, /Accepted by the vote/)
    t.strictSame(
      last?.buttons?.filter((button) => 'action' in button),
      [{ label: 'Claim my badge', action: `claim:${vote.proposalId}` }],
    )
    t.equal(card?.tone, undefined)
    t.equal(last?.tone, 'good')
    const [, said] = chat.posted.at(-1) ?? []
    const answering = `${service.group.channel}/card:${vote.proposalId}`
    t.strictSame(said, { key: `verdict:${vote.proposalId}`, answering })
  },
)

t.test('a reminder goes to those who owe a ballot, and to nobody else', async (t) => {
  const service = await served(t)
  const { app, place } = service
  const chat = new FakeChat()
  const { proposalId, achievement, learners, trainer } = await aVote(service)
  const { workspaceId } = place
  const cast = (memberId: string) =>
    castBallot(app, {
      event: { source: 'room', eventId: freshId(), at: app.now() },
      workspaceId,
      proposalId,
      memberId,
      answers: Object.fromEntries(
        achievement.content.criteria.map(({ id }) => [
          id,
          { choice: 'abstain', words: '' } as const,
        ]),
      ),
    })
  const [ada, bilal, ...others] = learners
  await cast(ada?.member.id ?? '')
  await remindVoters(app, { workspaceId, proposalId })
  // After the reminders were asked for, and before they went out.
  await cast(bilal?.member.id ?? '')
  const outbox = anOutbox(t, service, { chat })
  outbox.start()
  await outbox.idle()
  const reminded = chat.told.filter(([, { text }]) => text.includes('still missing'))
  t.strictSame(
    reminded.map(([ref]) => ref).toSorted(),
    others.map(({ member }) => `room:${member.id}`).toSorted(),
  )
  t.equal(chat.toldTo(trainer), '')
})

t.test('a card waits for its turn while the vote runs, and not once it is over', async (t) => {
  const service = await served(t)
  const { app, bus, place, group } = service
  const chat = new FakeChat()
  const turns: (readonly (string | undefined)[])[] = []
  chat.turn = async (channel, message) => {
    turns.push([channel, message])
    return undefined
  }
  const vote = await aVote(service)
  const target = { workspaceId: place.workspaceId, proposalId: vote.proposalId }
  const refresh = () =>
    refreshCard({ app, bus, adapters: new Map([[chat.platform, chat]]) }, target)
  await refresh()
  await refresh()
  t.strictSame(turns, [
    [group.channel, undefined],
    [group.channel, `${group.channel}/card:${vote.proposalId}`],
  ])
  await votedThrough(service, vote)
  await refresh()
  t.equal(turns.length, 2)
  t.match(chat.shown.at(-1)?.text, /Accepted by the vote/)
})

t.test('that everybody sees the ballots is on the card before anybody votes', async (t) => {
  const service = await served(t)
  const { app, place } = service
  const { proposalId } = await aVote(service)
  const board = await boardOf(app, { workspaceId: place.workspaceId, proposalId })
  if (!board) throw new Error('The vote has no card.')
  const { view } = board
  const open = { ...view, rule: { ...view.rule, secrecy: 'transparent' as const } }
  t.match(card(app, 'en', { ...board, view: open }).parts?.at(-1), {
    facts: [{}, {}, ['Ballots', /Open vote/]],
  })
  const { parts } = card(app, 'en', board)
  t.notMatch(JSON.stringify(parts?.at(-1)), 'Ballots')
})

t.test('only an objection is red: not yet, or too few who voted, is nobody’s fault', (t) => {
  const statuses = ['accepted', 'declined', 'lapsed', 'withdrawn', 'vetoed', 'open'] as const
  t.strictSame(
    statuses.map((status) => toneOf(status).tone),
    ['good', 'calm', 'calm', 'calm', 'bad', undefined],
  )
  t.end()
})

t.test('a card that is kept keeps its colour, and what no message has is refused', (t) => {
  const said = {
    fr: { text: 'Accepté.', tone: 'good' },
    en: { text: 'Not this time.', tone: 'bad' },
  } as const
  t.strictSame(unpackSaid(JSON.parse(JSON.stringify(packSaid(said)))), said)
  t.throws(() => unpackSaid({ ...said, fr: { text: 'Accepté.', tone: 'loud' } }))
  t.end()
})
