import { simpleParser } from 'mailparser'
import t from 'tap'
import { aService, propose, until, voteAll } from '#test/kit/service.ts'
import { openSmtpSink } from '#test/kit/smtp-sink.ts'

t.test('with SMTP_URL the letters go out, one to each person, with the badge', async (t) => {
  const sink = await openSmtpSink(t)
  const service = await aService(t, {
    env: { SMTP_URL: sink.url, MAIL_FROM: 'badges@example.org' },
  })
  await aGroupBadge(service)
  await service.outbox.idle()
  t.equal(sink.letters.length, 4)
  t.equal(new Set(sink.letters.map(({ to }) => to.join())).size, 4)
  const letter = await simpleParser(sink.letters[0]?.raw ?? '')
  t.match(letter, { from: { text: /badges@example\.org/ }, subject: /Your badge/ })
  t.equal(letter.attachments[0]?.contentType, 'image/png')
})

t.test(
  'an address that the mail server refuses: the trainer is told, the others get theirs',
  async (t) => {
    const sink = await openSmtpSink(t, {
      onRecipient: (address) =>
        address.startsWith('l1@') ? { code: 550, words: 'No such user' } : undefined,
    })
    const service = await aService(t, { env: { SMTP_URL: sink.url } })
    const trainer = await aGroupBadge(service)
    await service.outbox.idle()
    t.equal(sink.letters.length, 3)
    const told = await until(async () =>
      (await trainer.messages()).find(({ message }) =>
        /could not be sent to L1/.test(message.text),
      ),
    )
    t.match(told, { private: true, message: { text: /Check the address/ } })
    t.notMatch(told.message.text, /l1@/)
  },
)

async function aGroupBadge(service: Awaited<ReturnType<typeof aService>>) {
  const trainer = await service.joinAsTrainer('Paul')
  const learners = []
  for (const number of [1, 2, 3, 4])
    learners.push(await service.join(`L${number}`, { email: `l${number}@example.org` }))
  const id = await propose(trainer, { achievement: 'col.production-collective', for: 'group' })
  for (const learner of learners.slice(0, 2)) await voteAll(learner, id, 'met')
  return trainer
}
