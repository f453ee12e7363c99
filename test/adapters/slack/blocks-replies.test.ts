import t, { type Test } from 'tap'
import type { KnownBlock, View } from '@slack/types'
import { formView } from '#adapters/slack/blocks/form-view.ts'
import { pagesOf } from '#adapters/slack/blocks/form-pages.ts'
import { jsonLength } from '#adapters/slack/blocks/json-length.ts'
import { limits } from '#adapters/slack/blocks/limits.ts'
import { messageBlocks, plainText } from '#adapters/slack/blocks/message-blocks.ts'
import { homeView, messageView } from '#adapters/slack/blocks/message-view.ts'
import { readView } from '#adapters/slack/blocks/read-view.ts'
import { type Board, boardOf } from '#src/app/board.ts'
import { firstStart } from '#src/app/first-start.ts'
import type { App } from '#src/app/app.ts'
import { commandWords } from '#src/chat/commands.ts'
import type { Fields, Form, Language, Message, Reply } from '#src/chat/contract.ts'
import { ballotForm } from '#src/chat/forms/ballot-form.ts'
import { createInbox } from '#src/chat/inbox.ts'
import { card } from '#src/chat/messages/card.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import type { ProposalView } from '#src/app/view-proposal.ts'
import { bareApp } from '#test/kit/bare-app.ts'
import { blockProblems, viewProblems } from '#test/kit/fake-slack/block-limits.ts'
import { openTestStore } from '#test/kit/store.ts'
import { filled } from './fill-view.ts'
import { readBlocks, readWholeView } from './read-blocks.ts'

const workspace = 'slack:T1'
const channel = 'slack:T1/C1'
const languages = ['fr', 'en'] as const

/** People whose names are hard to carry. */
const names = {
  UOLGA: 'Olga',
  UADA: '<!channel> & *Ada* :tada:',
  UBEN: 'n'.repeat(300),
  UCLEO: 'علي بن محمد',
  UDAN: '\u{1F9D7}\u200D\u2640\uFE0F \u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}',
} as const
type Who = keyof typeof names

const hostile =
  'Il a dit <!channel> & « &lt;b&gt; » *gras* https://example.org/preuve?a=1&b=2 :tada:'

void t.test(
  'what the service answers to every command is taken by Slack, in both languages',
  async (t) => {
    const { act, propose } = await aWorkspace(t)
    await propose('UADA')
    for (const language of languages)
      for (const who of ['UOLGA', 'UCLEO'] as const)
        for (const word of [...Object.values(commandWords[language]), 'nonsense <!here>'])
          for (const argument of ['', language === 'fr' ? 'équipe' : 'team'])
            taken(
              t,
              await act(who, language, { kind: 'command', text: `${word} ${argument}` }),
              language,
            )
  },
)

void t.test('a badge is proposed, voted on and followed in Slack’s own windows', async (t) => {
  const { act, propose, app } = await aWorkspace(t)
  for (const language of languages) {
    const proposalId = await propose('UADA', language)
    const board = await boardOfVote(app, proposalId)
    const posted = messageBlocks(card(app, language, board), { language, revision: '1' })
    t.match(readBlocks(posted).replaceAll(/\s+/g, ' '), hostile)
    t.match(readBlocks(posted), names.UADA)
    t.notMatch(JSON.stringify(posted), /"text":"[^"]*<!channel>|"emoji":true/)

    const ballot = await act('UBEN', language, { kind: 'press', action: `vote:${proposalId}` })
    const form = formIn(ballot)
    taken(t, ballot, language)
    const wanted = Object.fromEntries(
      form.fields.filter(({ kind }) => kind === 'options').map(({ name }) => [name, 'met']),
    )
    const { form: name, fields } = readView(filled(formView(form, { language, channel }), wanted))
    t.equal(name, `ballot:${proposalId}`)
    const receipt = await act('UBEN', language, { kind: 'submit', form: name, fields })
    taken(t, receipt, language)

    const again = formIn(
      await act('UBEN', language, { kind: 'press', action: `vote:${proposalId}` }),
    )
    const standing = readView(filled(formView(again, { language, channel }), {})).fields
    t.match(standing, wanted, 'earlier choices stand in the ballot')
    taken(t, await act('UBEN', language, { kind: 'home' }), language)
    taken(t, await act('UOLGA', language, { kind: 'home' }), language)
  }
})

void t.test('a card and a ballot hold any number of criteria, whatever the names', async (t) => {
  const { app, propose } = await aWorkspace(t)
  const board = await boardOfVote(app, await propose('UCLEO'))
  for (const [count, candidate] of [
    [1, names.UDAN],
    [10, names.UBEN],
    [11, names.UADA],
    [45, names.UBEN],
    [99, names.UCLEO],
  ] as const)
    for (const language of languages) {
      const view = withCriteria(board.view, count)
      taken(t, { message: card(app, language, { ...board, view, candidate }) }, language)
      const closed = { ...view, ...accepted }
      taken(t, { message: card(app, language, { ...board, view: closed, candidate }) }, language)
      const form = ballotForm(language, { view, candidate, ...noBallotYet })
      taken(t, { form }, language)
      const asked = Array.from({ length: pagesOf(form) }, (_, page) =>
        readWholeView(formView(form, { language, channel, page })),
      ).join('\n')
      t.ok(view.criteria.every((criterion) => asked.includes(criterion[language])))
    }
})

void t.test('links of the evidence are buttons of a card and a ballot, names never', async (t) => {
  const { app, propose } = await aWorkspace(t)
  const board = await boardOfVote(app, await propose('UADA'))
  const [candidate, proposer] = ['https://name.example/', 'http://proposer.example/ ']
  for (const language of languages) {
    const message = card(app, language, { ...board, candidate, proposer })
    const form = ballotForm(language, { view: board.view, candidate, ...noBallotYet })
    for (const shown of [
      messageBlocks(message, { language }),
      formView(form, { language, channel }).blocks,
    ]) {
      const json = JSON.stringify(shown)
      const urls = [...json.matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url)
      t.ok(urls.includes('https://example.org/preuve?a=1&b=2'))
      t.notMatch(urls.join(), /name\.example|proposer\.example/)
    }
  }
})

const accepted = {
  status: 'accepted',
  settledBy: 'ballots',
  settledAt: 1,
  settledReason: hostile,
} as const

const noBallotYet = {
  standing: undefined,
  support: undefined,
  baseUrl: 'https://badges.example.org',
} as const

/** Slack takes it wherever the adapter may show it. */
function taken(t: Test, reply: Reply, language: Language): void {
  if ('message' in reply) return takenMessage(t, reply.message, language)
  const pages = pagesOf(reply.form)
  for (let page = 0; page < pages; page++) {
    const { problem } = reply
    const view = formView(reply.form, {
      language,
      channel,
      page,
      ...(problem === undefined ? {} : { problem }),
    })
    t.strictSame(viewProblems(view), [], `${reply.form.name} in ${language}, page ${page}`)
    t.ok(isSmall(view))
  }
}

function takenMessage(t: Test, message: Message, language: Language): void {
  const blocks: KnownBlock[] = messageBlocks(message, { language, revision: '3' })
  t.strictSame(blockProblems(blocks, 'message'), [], message.text.slice(0, 60))
  t.ok(jsonLength(blocks) <= limits.message.json)
  t.notMatch(plainText(message), /[<>]/)
  const views = [messageView(message, { language, channel }), homeView(message, { language })]
  t.strictSame(views.flatMap(viewProblems), [])
  t.ok(views.every(isSmall))
}

function isSmall(view: View): boolean {
  return Buffer.byteLength(JSON.stringify(view)) <= limits.view.bytes
}

async function aWorkspace(t: Test) {
  const app = bareApp(openTestStore(t))
  await firstStart(app, { language: 'en', mailFrom: 'cordee@example.org' })
  const { roster } = storedChatBook(app)
  await roster.connect({ ref: workspace, name: 'School', language: undefined, own: true })
  const people = Object.entries(names).map(([id, name]) => ({
    ref: `${workspace}/${id}` as const,
    name,
    email: undefined,
    language: undefined,
    rank: id === 'UOLGA' ? ('owner' as const) : ('member' as const),
    outside: false,
    gone: false,
  }))
  await roster.meet(workspace, people)
  await roster.gather(
    workspace,
    { ref: channel, name: 'atelier' },
    people.map(({ ref }) => ref),
  )
  const inbox = createInbox(app)
  type Done =
    | { readonly kind: 'command'; readonly text: string }
    | { readonly kind: 'press'; readonly action: string }
    | { readonly kind: 'submit'; readonly form: string; readonly fields: Fields }
    | { readonly kind: 'home' }
  const act = (who: Who, language: Language, done: Done) =>
    inbox.receive({
      id: app.newId(),
      by: { ref: `${workspace}/${who}`, name: names[who] },
      workspace,
      channel,
      language,
      ...done,
    })
  /** Opens a vote by Slack's own window, and answers its id. */
  const propose = async (whom: Who, language: Language = 'en'): Promise<string> => {
    const form = formIn(await act('UOLGA', language, { kind: 'command', text: 'propose' }))
    const choices = (field: string) => form.fields.find(({ name }) => name === field)?.choices
    const badge = choices('achievement')?.[0]?.value ?? ''
    const person = choices('people')?.find(({ label }) => label === names[whom])?.value ?? ''
    const view = formView(form, { language, channel })
    const { fields } = readView(
      filled(view, { achievement: badge, people: person, reason: hostile, evidence: hostile }),
    )
    const opened = await act('UOLGA', language, { kind: 'submit', form: form.name, fields })
    taken(t, opened, language)
    return idIn(await act('UBEN', language, { kind: 'command', text: 'vote' }))
  }
  return { app, act, propose }
}

function formIn(reply: Reply): Form {
  if ('form' in reply) return reply.form
  throw new Error(reply.message.text)
}

// The ballot that is owed, or the last of several.
function idIn(reply: Reply): string {
  if ('form' in reply) return reply.form.name.slice('ballot:'.length)
  const actions = (reply.message.buttons ?? []).flatMap((button) =>
    'action' in button ? [button.action] : [],
  )
  return actions.at(-1)?.slice('vote:'.length) ?? ''
}

async function boardOfVote(app: App, proposalId: string): Promise<Board> {
  const [row] = await app.store.db.select().from(app.store.db.t.proposal)
  const board = row && (await boardOf(app, { workspaceId: row.workspaceId, proposalId }))
  if (!board) throw new Error('There is no such vote.')
  return board
}

function withCriteria(view: ProposalView, count: number): ProposalView {
  return {
    ...view,
    criteria: Array.from({ length: count }, (_, index) => ({
      id: `c${index + 1}`,
      fr: `Critère ${index + 1} : ${'reformule ce que l’autre vient de dire, '.repeat(5)}& vérifie.`,
      en: `Criterion ${index + 1}: ${'says again what somebody said, '.repeat(5)}& checks it.`,
      required: true,
      count: { met: 2, notYet: 1, abstain: 0 },
      passes: view.status === 'open' ? undefined : index % 2 === 0,
    })),
  }
}
