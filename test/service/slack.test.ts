import t from 'tap'
import { readBaked } from '#src/credentials/bake-png.ts'
import { until } from '#test/kit/service.ts'
import { aSlackHouse, cardOf, opened, proposeIn, voteIn } from './slack-house.ts'

t.test('a badge for a person, from the modal to the picture that verifies', async (t) => {
  const house = await aSlackHouse(t)
  const { slack, service, learners } = house
  const [ana, bilal, chloe] = learners
  if (!ana || !bilal || !chloe) return
  const id = await proposeIn(house, { people: ['Ana'] })
  t.match(cardOf(bilal, id)?.text, /for Ana\?[^]*Proposed by Paul[^]*2 more votes/)

  t.match(await voteIn(bilal, id, 'met'), /Vote counted/)
  t.match(await voteIn(bilal, id, 'met'), /Vote confirmed/)
  t.match(await voteIn(chloe, id, 'met'), /Vote counted/)
  await service.outbox.idle()

  const [card, reply] = bilal.seen('C1')
  t.notOk(
    card?.buttons.some(({ value }) => value.startsWith('vote:')),
    'no button is left to vote with',
  )
  t.equal(reply?.thread, card?.ts, 'the verdict stands under the card')
  t.match(reply?.fallback, /^@Ana /, 'and calls whom it is about')
  if (!card) return
  for (const one of [ana, bilal]) {
    await one.press(card, 'Claim my badge')
    const answer = await until(async () => one.ephemerals('C1').at(-1))
    if (one === ana) t.match(answer.buttons, [{ label: 'Open my badge' }, {}, {}])
    else t.match(answer.text, /not in your name/)
  }
  t.strictSame(
    bilal.dms().filter(({ files }) => files.length > 0),
    [],
  )

  const files = ana.dms().flatMap((message) => message.files)
  t.match(files, [{ alternative: /./ }])
  const { openbadgecredential = '' } = readBaked(files[0]?.bytes ?? new Uint8Array())
  t.match(JSON.parse(openbadgecredential), { proof: [{ cryptosuite: 'eddsa-rdfc-2022' }] })
  const body = new FormData()
  body.set(
    'file',
    new Blob([Uint8Array.from(files[0]?.bytes ?? [])], { type: 'image/png' }),
    'b.png',
  )
  const checked = await fetch(`${service.app.baseUrl}/verify`, {
    method: 'POST',
    body,
    headers: { accept: 'application/json' },
  })
  t.match(await checked.json(), { valid: true, practice: true })
  t.equal((await service.letters()).length, 1)

  const slow = slack.delivery.acks.filter(({ status, ms }) => status !== 200 || ms > 3000)
  t.strictSame(slow, [], 'everything was acknowledged in time')
  t.strictSame(
    slack.calls().filter(({ answer }) => answer?.['ok'] !== true),
    [],
    'Slack refused nothing',
  )
})

t.test('a badge for the group goes to each of its members', async (t) => {
  const house = await aSlackHouse(t)
  const { service, learners } = house
  const id = await proposeIn(house, {
    achievement: 'Delivering a collective production',
    for: 'group',
  })
  for (const learner of learners) {
    if (!cardOf(learner, id)?.buttons.some(({ value }) => value === `vote:${id}`)) break
    await voteIn(learner, id, 'met')
    await service.outbox.idle()
  }
  await service.outbox.idle()
  for (const learner of learners)
    t.equal(learner.dms().flatMap(({ files }) => files).length, 1, learner.user.name)
})

t.test('App Home shows what is to be voted', async (t) => {
  const house = await aSlackHouse(t)
  const [ana, bilal] = house.learners
  if (!ana || !bilal) return
  await proposeIn(house, { people: ['Ana'] })
  await bilal.openHome()
  t.match((await until(async () => bilal.home())).text, /Listening to and understanding/)
})

t.test('a message becomes evidence by its shortcut', async (t) => {
  const house = await aSlackHouse(t)
  const { paul, learners } = house
  const said = learners[0]?.say('C1', 'I explained the plan <to> everybody & it worked.')
  if (!said) return
  await paul.command('C1', 'help')
  await paul.shortcut('propose-from-message', { message: said })
  const form = await opened(paul, 'Propose a badge')
  const values = new Map(form.fields.map(({ name, value }) => [name, value.join()]))
  t.match(values.get('evidence'), /I explained the plan <to> everybody & it worked\./)
  t.match(values.get('link'), /^https:\/\/t1\.slack\.com\/archives\/C1\/p\d+/)
})
