import t from 'tap'
import { type ListenStage, listenStage, until } from './listen-stage.ts'

t.test('a trainer who left the server decides nothing by private messages', async (t) => {
  let passed = 0
  const stage = await listenStage(t, { now: () => Date.now() + passed })
  const { ada, inbox, discord } = stage
  await ada.command('20', 'help')
  const letter = await aLetter(stage, ada, 'accept:1')
  await ada.press(letter, 'Go on')
  await ada.press(letter, 'Go on')
  t.equal(inbox.received.length, 3, 'still there')
  t.equal(discord.calls('GET', asked).length, 1, 'asked once')

  leave(stage, { status: 404, code: 10007 })
  passed += 6 * 60_000
  await ada.press(letter, 'Go on')
  t.match(ada.ephemerals().at(-1), { text: /Join the group first/ })
  t.equal(inbox.received.length, 3)
  await ada.press(letter, 'Go on')
  t.equal(inbox.received.length, 3, 'nor the next time')
  t.notOk(stage.lines.some((line) => line.includes('failed')))
})

t.test('where Discord does not say who is there, trainers go on', async (t) => {
  for (const trouble of [{ status: 500 }, { status: 403, code: 50001 }]) {
    const stage = await listenStage(t)
    const { ada, inbox } = stage
    await ada.command('20', 'help')
    const letter = await aLetter(stage, ada, 'accept:1')
    leave(stage, trouble)
    await ada.press(letter, 'Go on')
    await until(() => inbox.received.length === 2)
  }
})

t.test('a learner who left still votes, for the roll is frozen, and nobody is asked', async (t) => {
  const stage = await listenStage(t)
  const { ben, inbox, discord } = stage
  await ben.command('20', 'help')
  const letter = await aLetter(stage, ben, 'vote:1')
  leave(stage, { status: 404, code: 10007 })
  await ben.press(letter, 'Go on')
  t.match(inbox.received[1], { kind: 'press', action: 'vote:1' })
  t.strictSame(discord.calls('GET', asked), [])
})

const asked = /\/members\/\d+$/

function leave(
  { discord }: ListenStage,
  answer: { readonly status: number; readonly code?: number },
): void {
  discord.fail('GET', asked, { ...answer, times: Infinity })
}

/** A private message with one button. */
async function aLetter({ adapter }: ListenStage, reader: ListenStage['ada'], action: string) {
  const said = { text: 'A vote.', buttons: [{ label: 'Go on', action }] }
  const key = { key: `letter ${action}` }
  await adapter.tell(`discord:10/${reader.id}`, 'discord:10/20', { en: said, fr: said }, key)
  await until(() => reader.dms().length > 0)
  const [letter] = reader.dms()
  if (!letter) throw new Error('No letter came.')
  return letter
}
