import t from 'tap'
import { usualScopes } from '#test/kit/fake-slack/index.ts'
import { until } from '#test/kit/service.ts'
import {
  aSlackHouse,
  cardOf,
  individual,
  opened,
  pressVote,
  proposeIn,
  shown,
  toldBy,
  voteAll,
} from './slack-house.ts'

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const picture = { name: 'board.png', type: 'image/png', bytes: png }
const notes = { name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('Élise explained it.') }
// By its name a picture, by its bytes a program.
const program = { name: 'setup.png', type: 'image/png', bytes: Buffer.from('MZ\u0090\0') }

t.test(
  'evidence, the pages of the app, links, and what is told when something fails',
  async (t) => {
    const house = await aSlackHouse(t)
    const { slack, team, service, paul, learners } = house
    const [ana, bilal, chloe, dawit] = learners
    if (!ana || !bilal || !chloe || !dawit) throw new Error('nobody came')

    const evidence = { evidence: 'She led it & <!channel>.', link: 'https://example.org/minutes' }

    await t.test('a file of a kind that is not taken is refused beside its field', async (t) => {
      await paul.command('C1', 'propose')
      const form = await opened(paul, 'Propose a badge')
      const values = { achievement: individual, people: ['Ana'] }
      await paul.submit(form, { ...values, reason: 'Seen.', ...evidence, files: [notes, program] })
      const errors = await until(async () => {
        const told = paul.modal()?.errors ?? {}
        return Object.keys(told).length > 0 ? told : undefined
      })
      t.match(errors, { files: /Send a picture/ })
      t.equal(paul.modal()?.title, 'Propose a badge', 'and nothing is lost')
      await paul.close('all')
    })

    const vote = await proposeIn(house, { people: ['Ana'], ...evidence, files: [picture, notes] })

    await t.test(
      'evidence stands on the card and in the ballot, never on the record',
      async (t) => {
        const card = cardOf(bilal, vote)
        t.match(card?.text, /To show: She led it & <!channel>\./)
        t.match(card?.text, /Link: https:\/\/example\.org\/minutes/)
        const links = (card?.buttons ?? []).filter(({ label }) => label.startsWith('File'))
        t.strictSame(
          links.map(({ label }) => label),
          ['File: board.png', 'File: notes.txt'],
        )
        for (const [index, { bytes }] of [picture, notes].entries()) {
          const file = await fetch(links[index]?.url ?? '')
          t.strictSame(Buffer.from(await file.arrayBuffer()), bytes)
        }
        await pressVote(bilal, vote)
        const ballot = await shown(bilal, /To show/)
        t.match(
          ballot,
          /She led it & <!channel>\.[^]*example\.org\/minutes[^]*board\.png[^]*notes\.txt/,
        )
        await bilal.close('all')

        await voteAll([bilal, chloe], vote)
        await service.outbox.idle()
        const record = `${service.app.baseUrl}/records/${vote}`
        for (const address of [record, `${record}.json`]) {
          const page = await (await fetch(address)).text()
          t.notMatch(page, /She led it|example\.org\/minutes|board\.png|notes\.txt|\/evidence\//)
        }
        t.match(ana.dms().flatMap(({ files }) => files).length, 1)
      },
    )

    await t.test('a message becomes evidence, in the channel where it stands', async (t) => {
      const said = ana.say('C1', 'I explained <everything> & it worked.')
      await paul.shortcut('propose-from-message', { message: said })
      const form = await opened(paul, 'Propose a badge')
      const values = { achievement: individual, people: ['Ana'] }
      await paul.submit(form, { ...values, reason: 'Read it.' })
      await shown(paul, /Off we go/)
      await paul.close('all')
      await service.outbox.idle()
      const card = bilal.seen('C1').findLast(({ text }) => text.includes('Read it.'))
      t.match(card?.text, /To show: I explained <everything> & it worked\./)
      t.match(card?.text, /Link: https:\/\/t1\.slack\.com\/archives\/C1\/p\d{16}/)
    })

    await t.test(
      'App Home: to vote and my badges; for trainers what runs, and the tools',
      async (t) => {
        await bilal.openHome()
        const toVote = await until(async () => bilal.home())
        t.match(toVote.text, /1 vote is waiting for you\.[^]*for Ana/)
        t.notOk(
          toVote.buttons.some(({ value }) => value === 'propose'),
          'no tools for a learner',
        )
        await bilal.press(toVote, toVote.buttons[0]?.value ?? '')
        await opened(bilal, 'Your vote')
        await bilal.close('all')

        await ana.openHome()
        const mine = await until(async () => ana.home())
        t.match(mine.text, /You are up to date[^]*You have 1 badge/)
        const own = mine.buttons.find(({ url }) => url?.includes('/awards/'))
        t.match(await (await fetch(own?.url ?? '')).text(), /Ana/)

        await paul.openHome()
        const running = await until(async () => paul.home())
        t.match(running.text, /1 vote under way[^]*for Ana/)
        for (const [button, title] of [
          ['propose', 'Propose a badge'],
          ['settings', 'Settings of the group'],
        ] as const) {
          await paul.press(running, button)
          await opened(paul, title)
          await paul.close('all')
        }
        await paul.shortcut('propose')
        await opened(paul, 'Propose a badge')
        await paul.close('all')
      },
    )

    await t.test('public links are shown in short, others are left alone', async (t) => {
      await paul.openHome()
      const [own] =
        ana.home()?.buttons.flatMap(({ url = '' }) => /\/awards\/[\w-]{22}/.exec(url)) ?? []
      const base = service.app.baseUrl
      const evidenceFile = cardOf(bilal, vote)?.buttons.find(({ label }) =>
        label.startsWith('File'),
      )
      for (const url of [
        'https://elsewhere.example.org/awards/AAAAAAAAAAAAAAAAAAAAAA',
        `${base}/awards/AAAAAAAAAAAAAAAAAAAAAA`,
        `${base}/console`,
        service.links.trainer,
        evidenceFile?.url ?? base,
      ])
        await bilal.postLink('C1', url)
      await bilal.postLink('C1', `${base}/records/${vote}`)
      await bilal.postLink('C1', `${base}${own}`)
      await until(async () => bilal.unfurls().length === 2 || undefined)
      const [record, badge] = bilal.unfurls().map(({ blocks }) => JSON.stringify(blocks))
      t.match(record, /Record: Listening/)
      t.match(badge, /Awarded to one person/)
      t.notMatch(badge, /Ana/, 'named only where she shows her name')
    })

    await t.test('what is gone or never was is told in words', async (t) => {
      const nobody = 'A'.repeat(22)
      const card = cardOf(bilal, vote)
      if (!card) throw new Error('no card')
      const message = team.inside.channels.get('C1')?.messages.find(({ ts }) => ts === card.ts)
      const blocks = message?.blocks ?? []
      for (const [action, wanted] of [
        [`vote:${nobody}`, /no such proposal here\. Type \/badge status/],
        ['vote:../../etc', /no longer valid\. Start again/],
        [`vote:${vote}`, /vote is over/],
      ] as const) {
        const element = {
          type: 'button',
          action_id: 'press:0',
          value: action,
          text: { type: 'plain_text', text: 'Press' },
        }
        if (message) message.blocks = [{ type: 'actions', block_id: 'b', elements: [element] }]
        t.match(await toldBy(dawit, () => dawit.press(card, action)), wanted)
      }
      if (message) message.blocks = blocks
      await paul.command('C1', 'settings')
      const view = await opened(paul, 'Settings of the group')
      const inside = team.inside.stacks.get('UPAUL')?.at(-1)
      if (inside) inside.content = { ...inside.content, private_metadata: '{"f":"of-older-days"}' }
      await paul.submit(view)
      t.match(await shown(paul, /no longer valid/), /Start again/)
      await paul.close('all')
      t.match(await toldBy(bilal, () => bilal.command('C1', 'dance')), /don’t know “dance”/)
    })

    await t.test('each right that is missing is named to whoever needs it', async (t) => {
      const without = (scope: string) =>
        team.grantScopes(usualScopes.filter((one) => one !== scope))
      team.channel('G1', { members: ['UPAUL', 'U0', 'U1'], isPrivate: true })
      without('groups:read')
      t.match(await toldBy(paul, () => paul.command('G1', 'propose')), /groups:read/)
      without('users:read')
      team.user('UNEW', { name: 'Noor' })
      team.channel('C7', { members: ['UNEW', 'UPAUL'] })
      const newcomer = team.person('UNEW')
      t.match(await toldBy(newcomer, () => newcomer.command('C7', 'status')), /users:read/)
      without('files:read')
      await paul.command('C1', 'propose')
      const form = await opened(paul, 'Propose a badge')
      const values = { achievement: individual, people: ['Ana'] }
      await paul.submit(form, { ...values, reason: 'Seen.', files: [notes] })
      const { files } = await until(async () => {
        const told = paul.modal()?.errors ?? {}
        return told['files'] === undefined ? undefined : told
      })
      t.match(files, /files:read/)
      await paul.close('all')
      team.grantScopes(usualScopes)
    })

    const slow = slack.delivery.acks.filter(({ status, ms }) => status !== 200 || ms > 3000)
    t.strictSame(slow, [], 'everything was acknowledged in time')
  },
)
