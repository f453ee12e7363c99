import t, { type Test } from 'tap'
import { memberOfPlace } from '#src/app/find-actor.ts'
import { placeOf } from '#src/app/place-of.ts'
import type { PersonSeen } from '#src/chat/chat-book.ts'
import type { Interaction, Message, Reply } from '#src/chat/contract.ts'
import { createInbox } from '#src/chat/inbox.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import type { Store } from '#src/storage/store.ts'
import { aService, propose, type TestService, textOf, voteAll } from '#test/kit/service.ts'
import { testServer } from '#test/kit/store.ts'

for (const engine of ['sqlite', 'postgres'] as const)
  t.test(`one person in the room and on another platform, on ${engine}`, async (t) => {
    if (engine === 'postgres' && !(await testServer())) {
      t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
      return
    }
    await testLinking(t, engine)
  })

async function testLinking(t: Test, engine: Store['engine']): Promise<void> {
  const service = await aService(t, { engine })
  const elsewhere = await onSlack(service, 'Ana on Slack')
  const paul = await service.joinAsTrainer('Paul')
  const ana = await service.join('Ana')
  const others = await Promise.all(['Bilal', 'Chloé', 'Dawit'].map((name) => service.join(name)))

  await t.test('before they are linked, the other account knows nothing of the vote', async (t) => {
    const id = await propose(paul, { achievement: 'col.production-collective', for: 'group' })
    t.match(await elsewhere.press(`vote:${id}`), { refused: 'not-on-roll' })
    t.match(await elsewhere.command('vote'), { refused: 'no-group-here' })
    await paul.submit('end', { what: `withdraw:${id}`, reason: 'A trial.' })
  })

  await t.test('a code given in the room is taken on the other platform', async (t) => {
    const said = textOf(await ana.command('link'))
    const [command = ''] = /\/badge link \S+[A-Z0-9]/.exec(said) ?? []
    const member = await memberOfPlace(service.app, { workspace, ref: `${workspace}/U1` })
    const inRoom = () =>
      placeOf(
        service.app,
        { workspaceId: member?.workspaceId ?? '', channel: 'room:here' },
        member?.id ?? '',
      )
    t.equal(await inRoom(), undefined)
    t.match(await elsewhere.command(command), { message: { text: /are one person/ } })
    t.match(await inRoom(), { ref: `room:${ana.id}` }, 'and is written to in the room')
  })

  const id = await propose(paul, { achievement: 'col.production-collective', for: 'group' })

  await t.test('a vote from there is the vote in the room, counted once', async (t) => {
    t.match(await elsewhere.command('vote'), { form: { name: `ballot:${id}` } })
    const answers = await everyAnswer(elsewhere, id)
    const first = await elsewhere.submit(`ballot:${id}`, answers)
    t.match(first, { message: { text: /Vote counted.*1 person has voted out of 4/ } })
    t.match(textOf(await ana.command('vote')), /up to date/)
    t.match(textOf(await voteAll(ana, id, 'not-yet')), /Vote changed.*1 person has voted out of 4/)
    await elsewhere.submit(`ballot:${id}`, answers)
  })

  await t.test('the badge is found from both', async (t) => {
    for (const one of others) await voteAll(one, id, 'met')
    await service.outbox.idle()
    for (const said of [textOf(await ana.command('mine')), textIn(await elsewhere.command('mine'))])
      t.match(said, /You have 1 badge/)
    const home = messageIn(await elsewhere.home())
    t.match(home.text, /You have 1 badge/)
    t.match(home.buttons, [{ url: /\/awards\/[\w-]{22}\?key=/ }])
  })
}

const workspace = 'slack:T1'

/** Somebody on a platform whose workspace is another name of the service's own organisation. */
async function onSlack({ app }: TestService, name: string) {
  const { roster } = storedChatBook(app)
  const person: PersonSeen = {
    ref: `${workspace}/U1`,
    name,
    email: undefined,
    language: 'en',
    rank: 'member',
    outside: false,
    gone: false,
  }
  await roster.connect({ ref: workspace, name: 'School', language: 'en', own: true })
  await roster.meet(workspace, [person])
  const inbox = createInbox(app)
  const act = (
    done:
      | Pick<Extract<Interaction, { kind: 'command' }>, 'kind' | 'text'>
      | Pick<Extract<Interaction, { kind: 'press' }>, 'kind' | 'action'>
      | Pick<Extract<Interaction, { kind: 'submit' }>, 'kind' | 'form' | 'fields'>
      | { readonly kind: 'home' },
  ) =>
    inbox.receive({
      id: app.newId(),
      by: person,
      workspace,
      channel: `${workspace}/D1`,
      language: 'en',
      ...done,
    })
  return {
    command: (text: string) => act({ kind: 'command', text }),
    press: (action: string) => act({ kind: 'press', action }),
    submit: (form: string, fields: Readonly<Record<string, string>>) =>
      act({ kind: 'submit', form, fields }),
    home: () => act({ kind: 'home' }),
  }
}

async function everyAnswer(
  { press }: Awaited<ReturnType<typeof onSlack>>,
  id: string,
): Promise<Readonly<Record<string, string>>> {
  const reply = await press(`vote:${id}`)
  const fields = 'form' in reply ? reply.form.fields : []
  const asked = fields.filter(({ kind }) => kind === 'options')
  return Object.fromEntries(asked.map(({ name }) => [name, 'met']))
}

function messageIn(reply: Reply): Message {
  if ('message' in reply) return reply.message
  throw new Error(reply.problem ?? reply.form.title)
}

function textIn(reply: Reply): string {
  return messageIn(reply).text
}
