import * as fc from 'fast-check'
import t from 'tap'
import { commandDefinitions } from '#adapters/discord/commands/definitions.ts'
import { readable } from '#adapters/discord/commands/readable.ts'
import { readAutocomplete, readCommand } from '#adapters/discord/commands/read-command.ts'
import { choicesOf } from '#adapters/discord/views/choices.ts'
import { type Carried, customId, readCustomId } from '#adapters/discord/views/custom-id.ts'
import { commandWords, parseCommand } from '#src/chat/commands.ts'
import { anyText } from '#test/adapters/slack/any-message.ts'
import { commandProblems } from './command-rules.ts'
import { badges, draft, guild, languages } from './some-screens.ts'

void t.test('the commands are taken by Discord, and are all that the service knows', async (t) => {
  const commands = commandDefinitions()
  t.strictSame(commandProblems(commands), [])
  t.strictSame(
    commands.map(({ type, name }) => [type, name]),
    [
      [1, 'badge'],
      [3, 'Propose a badge'],
      [2, 'Propose a badge'],
    ],
  )
  const [badge] = commands
  const options = badge && 'options' in badge ? (badge.options ?? []) : []
  t.strictSame(
    options.map(({ name }) => name).toSorted(),
    Object.values(commandWords.en).toSorted(),
  )
  t.match(commands.at(-1), { name_localizations: { fr: 'Proposer un badge' } })
  const places = commands.map((command) => 'contexts' in command && command.contexts)
  t.strictSame(places, [[0], [0], [0]], 'of a server: in private nobody could gather a group')
})

void t.test('what is chosen in a command is the line that the service takes', async (t) => {
  t.equal(line('help'), 'help')
  t.equal(line('list', [{ type: 3, name: 'words', value: ' en  équipe ' }]), 'list en équipe')
  t.equal(
    line('propose', [
      { type: 3, name: 'badge', value: 'badge-1' },
      { type: 6, name: 'person', value: '42' },
    ]),
    `propose badge-1 @discord:${guild}/42`,
  )
  t.equal(
    line('propose', [{ type: 3, name: 'badge', value: `@discord:${guild}/43 x` }]),
    `propose discord:${guild}/43 x`,
    'a reference that was typed names nobody',
  )
  t.equal(line('email', [{ type: 3, name: 'code', value: '123 456' }]), 'email 123 456')
  t.match(optionsOf('email'), [{ name: 'code' }], 'the letter says to type it')
  t.equal(readCommand({ type: 1, name: 'badge' }, guild).text, 'help')
  for (const name of Object.values(commandWords.en)) t.ok(parseCommand(line(name)))
})

void t.test('a message that somebody points at is evidence, as it was read', async (t) => {
  const author = { id: '42', username: 'lea', clan: null }
  const pointed = (message: object) =>
    readCommand(
      {
        type: 3,
        name: 'Propose a badge',
        target_id: '9',
        resolved: { messages: { 9: { id: '9', channel_id: '8', author, ...message } } },
      },
      guild,
    )
  const mentions = [{ id: '5', username: 'ada', global_name: 'Ada' }]
  t.strictSame(pointed({ content: 'Bravo <@5> <:fete:77>, voir <#8>', mentions }), {
    text: 'propose',
    about: {
      text: 'Bravo @Ada :fete:, voir …',
      url: `https://discord.com/channels/${guild}/8/9`,
      author: `discord:${guild}/42`,
    },
  })
  t.notHas(pointed({ author: { ...author, bot: true } }).about, 'author')
  t.equal(pointed({}).about?.text, '')
})

void t.test('a person that somebody points at is whom it is for', async (t) => {
  t.equal(readCommand({ type: 2, target_id: '42' }, guild).text, `propose @discord:${guild}/42`)
})

void t.test('what is no command of ours is not read', async (t) => {
  for (const data of [
    null,
    {},
    { type: 9 },
    { type: 2, target_id: 42 },
    { type: 3, target_id: '9' },
  ])
    t.throws(() => readCommand(data, guild), { code: 'discord-unreadable-command' })
})

void t.test('badges are suggested as somebody types, each with its family', async (t) => {
  t.strictSame(typing('propose', { type: 3, name: 'badge', value: 'éq', focused: true }), {
    form: 'propose',
    field: 'achievement',
    words: 'éq',
  })
  t.strictSame(typing('show', { type: 3, name: 'badge', value: 'éq', focused: true }), {
    form: 'show',
    field: 'badge',
    words: 'éq',
  })
  t.equal(typing('propose', { type: 3, name: 'badge', value: 'éq' }), undefined)
  t.equal(typing('list', { type: 3, name: 'words', value: 'éq', focused: true }), undefined)
  t.equal(readAutocomplete(null), undefined)
  for (const language of languages) {
    const found = badges.map(({ id, content }) => ({
      value: id,
      label: content.name[language],
      under: 'Communication',
    }))
    const choices = choicesOf(found, language)
    t.equal(choices.length, 25)
    t.equal(choices[0]?.name, `${found[0]?.label} · Communication`)
  }
})

void t.test('any choices can be suggested', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ value: anyText, label: anyText, under: anyText }), { maxLength: 40 }),
      (choices) => {
        const all = choicesOf(choices, 'fr')
        const fits = ({ name, value }: (typeof all)[number]) =>
          name.trim() !== '' && name.length <= 100 && value !== '' && value.length <= 100
        return all.length <= 25 && all.every(fits)
      },
    ),
  )
})

void t.test('what a button carries comes back as it was', async (t) => {
  const carried: readonly Carried[] = [
    { verb: 'p', guild, action: 'vote:AbCdEfGhIjKlMnOpQrStUv' },
    { verb: 'p', guild, action: 'status:2' },
    { verb: 'o', guild, draft, page: 1 },
    { verb: 's', guild, draft },
    { verb: 'k', guild, draft, page: 2 },
    { verb: 'k', guild, draft, page: 2, row: 3 },
    { verb: 'f', guild, draft, page: 0 },
    { verb: 'j', guild, channel: '12', role: '13' },
    { verb: 'j', guild, channel: '12', role: undefined },
  ]
  for (const one of carried) t.strictSame(readCustomId(customId(one)), one)
  t.equal(customId({ verb: 'j', guild: '1', channel: '2', role: undefined }), 'b1:j:1:2:0')
  t.throws(() => customId({ verb: 'p', guild, action: 'x'.repeat(100) }), { code: 'discord-unfit' })
})

void t.test('what no button of ours carries is not read', async (t) => {
  for (const text of [
    '',
    'b2:p:1:vote',
    'b1:x:1:vote',
    'b1:p:one:vote',
    'b1:p:1:',
    'b1:o:1:draft',
    'b1:o:1:draft:x',
    'b1:o:1:draft:1.2',
    'b1:s:1:draft:1',
    'b1:k:1:draft',
    'b1:j:1:channel:0',
    'b1:j:1:2',
  ])
    t.equal(readCustomId(text), undefined, text)
})

void t.test('text that no end was put to is read all the same', async (t) => {
  const long = '<'.repeat(50_000)
  t.equal(readable(long, []), long)
  t.equal(readable('<@5> <@!6>', [{ id: '5', username: 'ada' }]), '@ada @…')
})

function line(name: string, options: readonly object[] = []): string {
  return readCommand({ type: 1, name: 'badge', options: [{ type: 1, name, options }] }, guild).text
}

function optionsOf(name: string) {
  const [badge] = commandDefinitions()
  const options = badge && 'options' in badge ? (badge.options ?? []) : []
  const found = options.find((one) => one.name === name)
  return found && 'options' in found ? found.options : undefined
}

function typing(name: string, option: object) {
  return readAutocomplete({
    type: 1,
    name: 'badge',
    options: [{ type: 1, name, options: [option] }],
  })
}
