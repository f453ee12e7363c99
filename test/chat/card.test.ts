import t from 'tap'
import { castBallot } from '#src/app/cast-ballot.ts'
import { remindVoters } from '#src/app/close-proposal.ts'
import { freshId } from '#src/app/fresh.ts'
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
      [],
    )
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
