import t from 'tap'
import { channel, pictureUrl, picture, say, sendStage } from './send-stage.ts'

const card = say('Card', { parts: [picture] })

t.test('a picture is uploaded once for a workspace where Slack cannot fetch it', async (t) => {
  const { sender, slack, messages, restart } = await sendStage(t)
  await Promise.all(['C1', 'C2'].map((id) => sender.post(`slack:T1/${id}`, card, { key: 'card' })))
  const ref = await sender.post(channel, card, { key: 'second' })
  await restart().sender.update(ref, card)
  t.equal(slack.calls('files.getUploadURLExternal').length, 1)
  const [file] = slack.server.world.files.values()
  t.match(file, { altText: picture.alternative, completed: true, shares: [] })
  t.equal(file?.name, 'carte-an-ear-in-a-blue-circle.png', 'it is no badge, and is not called one')
  for (const { blocks } of messages())
    t.match(images(blocks), [{ alt_text: picture.alternative, slack_file: { id: file?.id } }])
})

t.test('the picture of a card is called after its badge', async (t) => {
  const { sender, slack } = await sendStage(t)
  const alternative = 'Badge «\u00a0Cœur d’équipe\u00a0»'
  await sender.post(channel, say('Card', { parts: [{ ...picture, alternative }] }), { key: 'card' })
  const [file] = slack.server.world.files.values()
  t.equal(file?.name, 'carte-coeur-d-equipe.png')
})

t.test('a public address is given to Slack as it is', async (t) => {
  const { sender, slack, messages } = await sendStage(t, { url: 'https://badges.example.org' })
  const url = pictureUrl.replace('http:', 'https:')
  await sender.post(channel, say('Card', { parts: [{ ...picture, url }] }), { key: 'card' })
  t.match(images(messages()[0]?.blocks), [{ image_url: url }])
  t.equal(slack.calls('files.getUploadURLExternal').length, 0)
})

t.test(
  'a message whose picture Slack does not take goes without; the next one has it uploaded',
  async (t) => {
    const { sender, slack, messages } = await sendStage(t, { url: 'https://badges.example.org' })
    slack.fail('chat.postMessage', { error: 'invalid_blocks' })
    const ref = await sender.post(channel, card, { key: 'card' })
    t.equal(messages().length, 1)
    t.strictSame(images(messages()[0]?.blocks), [])
    await sender.update(ref, card)
    t.match(images(messages()[0]?.blocks), [{ slack_file: { id: String } }])
  },
)

t.test('a picture that cannot be uploaded never holds a message back', async (t) => {
  const { sender, slack, messages, lines } = await sendStage(t)
  slack.fail('files.getUploadURLExternal', {
    error: 'missing_scope',
    facts: { needed: 'files:write' },
  })
  await sender.post(channel, card, { key: 'card' })
  t.strictSame(images(messages()[0]?.blocks), [])
  t.match(lines.join('\n'), /files:write/)
})

t.test(
  'a picture that was deleted in Slack is uploaded again, not more than once an hour',
  async (t) => {
    const { sender, slack, messages, time } = await sendStage(t)
    const ref = await sender.post(channel, card, { key: 'card' })
    const uploads = () => slack.calls('files.getUploadURLExternal').length
    slack.fail('chat.update', { error: 'invalid_blocks' })
    await sender.update(ref, card)
    t.equal(uploads(), 1)
    time.advance(2 * 60 * 60_000)
    slack.server.world.files.clear()
    await sender.update(ref, card)
    t.strictSame(images(messages()[0]?.blocks), [])
    await sender.update(ref, card)
    t.equal(uploads(), 2)
    t.equal(images(messages()[0]?.blocks).length, 1)
  },
)

function images(blocks: readonly unknown[] = []): readonly unknown[] {
  return blocks.filter((block) => JSON.stringify(block).includes('"type":"image"'))
}
