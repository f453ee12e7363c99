import t, { type Test } from 'tap'
import { takeFiles } from '#adapters/slack/listen/take-files.ts'
import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Form, Ref } from '#src/chat/contract.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { bareApp } from '#test/kit/bare-app.ts'
import { addTestWorkspace, openTestStore } from '#test/kit/store.ts'

const workspace: Ref = 'slack:T1'
const paul: Ref = 'slack:T1/U1'
const ana: Ref = 'slack:T1/U2'

const form: Form = {
  name: 'propose',
  title: 'Propose',
  submit: 'Propose',
  fields: [
    { name: 'reason', label: 'Why', kind: 'text' },
    { name: 'files', label: 'Files', kind: 'file' },
  ],
}

/** Paul, who runs the workspace, and Ana; what is fetched and kept is counted. */
async function filesStage(t: Test) {
  const store = openTestStore(t)
  await addTestWorkspace(store, 'house')
  const stored = storedChatBook(bareApp(store))
  await stored.roster.connect({ ref: workspace, name: 'Glaneurs', language: 'fr', own: true })
  const person = { email: undefined, language: 'en', outside: false, gone: false } as const
  await stored.roster.meet(workspace, [
    { ...person, ref: paul, name: 'Paul', rank: 'owner' },
    { ...person, ref: ana, name: 'Ana', rank: 'member' },
  ])
  const fetched: string[] = []
  const kept: string[] = []
  const book: ChatBook = {
    ...stored,
    files: {
      keep: async (_workspace, { name }, _language, by) => {
        t.equal(by, paul)
        return { id: `k${kept.push(name)}` }
      },
    },
  }
  const desk = {
    book,
    download: async (_team: string, { url }: { readonly url: string }) => {
      fetched.push(url)
      return { bytes: Buffer.from('x') }
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  }
  const take = (
    names: readonly string[],
    { by = paul, field = 'files', viewId = 'V1', of = form, before = '' }: Giving = {},
  ) => {
    const files = names.map((name) => ({ id: `F${name}`, name, url_private_download: name }))
    const fields = { reason: 'Seen.', files: before }
    const sent = { form: 'propose', channel: 'slack:T1/C1', page: 0, fields } as const
    return takeFiles(
      desk,
      { by: { ref: by, name: 'x' }, workspace, channel: 'slack:T1/C1', language: 'en' },
      {
        sent: { ...sent, files: { [field]: files } },
        filled: { fields, form: of ?? undefined, goesOn: false },
        viewId,
      },
    )
  }
  return { take, fetched, kept }
}

interface Giving {
  readonly by?: Ref
  readonly field?: string
  readonly viewId?: string
  /** Null: none was kept for that window. */
  readonly of?: Form | null
  readonly before?: string
}

t.test('a file is fetched once for a window, however often it is sent off', async (t) => {
  const { take, fetched, kept } = await filesStage(t)
  t.match(await take(['a', 'b']), { fields: { reason: 'Seen.', files: 'k1\nk2' } })
  t.match(await take(['a', 'b', 'c']), { fields: { files: 'k1\nk2\nk3' } })
  const again = await take(['a'], { before: 'k1' })
  t.match(again, { fields: { files: 'k1' } }, 'nor does it stand there twice')
  t.strictSame(fetched, ['a', 'b', 'c'])
  t.match(await take(['a'], { viewId: 'V2' }), { fields: { files: 'k4' } }, 'in another window')
  t.strictSame(kept, ['a', 'b', 'c', 'a'])
})

t.test('no file is fetched that no form asked for', async (t) => {
  const { take, fetched } = await filesStage(t)
  const expired = { refused: { code: 'form-expired' } }
  t.match(await take(['a'], { of: null }), expired, 'a window of which no form was kept')
  t.match(await take(['a'], { field: 'other' }), expired)
  t.match(await take(['a'], { field: 'reason' }), expired, 'a field of another kind')
  t.strictSame(fetched, [])
})

t.test('files are fetched of who may propose, and five at most', async (t) => {
  const { take, fetched } = await filesStage(t)
  t.match(await take(['a'], { by: ana }), { refused: { code: 'trainers-only' } })
  t.match(await take(['a'], { by: 'slack:T1/U9' }), { refused: { code: 'trainers-only' } })
  t.match(await take(['a', 'b', 'c', 'd', 'e', 'f']), {
    problem: /5 at most/,
    field: 'files',
    fields: { reason: 'Seen.' },
  })
  t.strictSame(fetched, [])
  t.match(await take([], { by: ana, of: null }), { fields: { reason: 'Seen.' } })
})
