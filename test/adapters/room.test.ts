import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { RoomAdapter, type RoomEntry } from '#adapters/room/index.ts'
import type { App } from '#src/app/app.ts'
import { localBus } from '#src/app/bus.ts'
import { freshId } from '#src/app/fresh.ts'
import type { Interaction, Language, Member, Message, Part, Said } from '#src/chat/contract.ts'
import { storedRoomBook } from '#src/chat/stored-room-book.ts'
import { addMember } from '#src/storage/members.ts'
import { addGroup, addRoom } from '#src/storage/workspaces.ts'
import { aCard, type Shown, type Stage, testChatAdapter } from '#test/kit/chat-adapter.ts'
import { aClock } from '#test/kit/clock.ts'
import { openedAt } from '#test/kit/proposal-builders.ts'
import { addTestWorkspace, openTestStore } from '#test/kit/store.ts'

const place = { workspaceId: 'house', code: 'ROOM1' }

testChatAdapter(t, setRoomStage)

t.test('what is said is kept as it is, in both languages', async (t) => {
  const { adapter, channel } = await setRoomStage(t)
  await adapter.post(channel, aCard, { key: 'card' })
  const [entry] = await adapter.messagesFor(place, 'ada')
  t.strictSame(entry?.said, aCard)
})

t.test('a file that the service serves is kept by its address', async (t) => {
  const { adapter, channel } = await setRoomStage(t)
  const url = 'https://badges.example.org/awards/1.png'
  const file = { name: 'b.png', type: 'image/png', alternative: 'A badge.', url }
  const message: Message = { text: 'x', files: [{ ...file, bytes: Buffer.from('png') }] }
  await adapter.post(channel, { fr: message, en: message }, { key: 'file' })
  const [entry] = await adapter.messagesFor(place, 'ada')
  t.strictSame(entry?.said.en.files, [{ ...file, bytes: Buffer.alloc(0) }])
})

t.test('asking for what changed gives each change once, even within a millisecond', async (t) => {
  const { adapter, channel } = await setRoomStage(t)
  const first = await adapter.post(channel, say('first'), { key: '1' })
  const second = await adapter.post(channel, say('second'), { key: '2' })
  const all = await adapter.changesSince(place, 0)
  t.strictSame(refsOf(all), [first, second])
  const since = Math.max(...all.map(({ changedAt }) => changedAt))
  t.strictSame(await adapter.changesSince(place, since), [])

  await adapter.update(first, say('first, changed'))
  t.match(await adapter.changesSince(place, since), [
    { ref: first, said: say('first, changed'), postedAt: all[0]?.postedAt },
  ])
  t.strictSame(refsOf(await adapter.messagesFor(place, 'ada', since)), [first])
})

t.test('who passes changes on gets private ones too, with whom they are for', async (t) => {
  const { adapter, channel, person } = await setRoomStage(t)
  await adapter.tell(person.ref, channel, say('private'), { key: '1' })
  t.match(await adapter.changesSince(place, 0), [{ toMember: 'ada' }])
})

t.test('each change is hinted to the pages that show the room', async (t) => {
  const { adapter, channel, person, hints } = await setRoomStage(t)
  const ref = await adapter.post(channel, say('one'), { key: '1' })
  await adapter.update(ref, say('two'))
  await adapter.tell(person.ref, channel, say('three'), { key: '3' })
  t.equal(hints(), 3)
})

t.test('a room that does not exist takes no message, and no update goes astray', async (t) => {
  const { adapter } = await setRoomStage(t)
  await t.rejects(adapter.post('room:NONE', say('x'), { key: '1' }), { message: /no room NONE/ })
  await t.resolves(adapter.update('room:NONE/1', say('x')))
  t.strictSame(await adapter.changesSince(place, 0), [])
})

t.test('a room that is not open yet says so', async (t) => {
  const { command } = await setRoomStage(t)
  await t.rejects(command('help'), { message: /room is closed/ })
})

/** A room with two learners, over a real store. */
async function setRoomStage(t: Test, language: Language = 'en') {
  const store = openTestStore(t)
  const clock = aClock()
  const app: App = {
    store,
    now: clock.now,
    newId: freshId,
    baseUrl: 'http://127.0.0.1:3000',
    publicUrl: undefined,
    masterKey: new Uint8Array(32),
    wake: () => undefined,
    changed: () => undefined,
  }
  await furnish(app, language)
  const bus = localBus()
  let hinted = 0
  bus.subscribe(`room:${place.code}`, () => hinted++)
  const adapter = new RoomAdapter(storedRoomBook(app, bus))
  const person: Member = { ref: 'room:ada', name: 'Ada' }
  const here = { workspace: 'room:house', channel: `room:${place.code}` } as const
  // What the room's pages hand over.
  const act = (
    done:
      | Pick<Extract<Interaction, { kind: 'press' }>, 'kind' | 'action' | 'message'>
      | Pick<Extract<Interaction, { kind: 'command' }>, 'kind' | 'text'>
      | Pick<Extract<Interaction, { kind: 'submit' }>, 'kind' | 'form' | 'fields'>,
  ) => adapter.act({ id: randomUUID(), by: person, language, ...here, ...done })
  return {
    adapter,
    ...here,
    person,
    neighbour: { ref: 'room:ben', name: 'Ben' },
    gone: `room:${place.code}/gone`,
    knowsKeys: true,
    hints: () => hinted,
    async seenBy({ ref }) {
      const entries = await adapter.messagesFor(place, ref.slice('room:'.length))
      return new Map(entries.map((entry) => [entry.ref, show(entry.said[language])]))
    },
    press: (message, action) => act({ kind: 'press', action, message }),
    command: (text) => act({ kind: 'command', text }),
    submit: (form, fields) => act({ kind: 'submit', form, fields }),
  } satisfies Stage & { hints: () => number }
}

async function furnish({ store }: App, language: Language): Promise<void> {
  const { workspaceId, code } = place
  const groupId = 'group'
  await addTestWorkspace(store, workspaceId)
  await store.tx(async (tx) => {
    const channel = `room:${code}`
    await addGroup(tx, { workspaceId, id: groupId, name: 'Group', channel, createdAt: openedAt })
    await addRoom(tx, { workspaceId, code, groupId })
    for (const name of ['Ada', 'Ben']) {
      const id = name.toLowerCase()
      await addMember(
        tx,
        { workspaceId, id, name, email: null, language, role: 'learner', joinedAt: openedAt },
        { ref: `room:${id}`, groupId },
      )
    }
  })
}

/** What a page shows of a message. */
function show({ text, parts, buttons = [], files = [] }: Message): Shown {
  return { text: parts ? parts.flatMap(linesOf).join('\n') : text, buttons, files }
}

function linesOf(part: Part): readonly string[] {
  switch (part.kind) {
    case 'heading':
    case 'text':
      return [part.text]
    case 'list':
      return part.items
    case 'facts':
      return part.facts.map(([label, value]) =>
        typeof value === 'string' ? `${label} ${value}` : label,
      )
    case 'image':
      return [part.alternative]
    case 'progress':
      return [part.label]
  }
}

function say(text: string): Said {
  return { fr: { text }, en: { text } }
}

function refsOf(entries: readonly RoomEntry[]): string[] {
  return entries.map(({ ref }) => ref)
}
