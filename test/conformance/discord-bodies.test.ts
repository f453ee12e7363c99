import t from 'tap'
import { readCommands } from '#test/kit/fake-discord/command-rules.ts'
import { readMessageBody, readModal } from '#test/kit/fake-discord/message-rules.ts'
import { DiscordOpenApi } from './discord-openapi.ts'
import { describedIn, type Sample, samplesIn, skip } from './discord-samples.ts'

// What the fake refuses, Discord must refuse too: else it would stand in the way of what works.
const messages = '/channels/1/messages'

t.test(
  'what Discord documents as a message or a modal is right to the fake',
  { skip },
  async (t) => {
    const api = new DiscordOpenApi(describedIn)
    const documented = samplesIn('discord-api-docs')
    for (const { name, json } of documented.filter(({ kind }) => kind === 'message')) {
      t.strictSame(api.problems('POST', messages, json), [], name)
      const { problems } = readMessageBody(quiet(json), { files: filesIn(json) })
      // The documentation shows it as one that is refused.
      if (name.startsWith('113-')) t.match(problems, [/exclude each other/], name)
      else t.strictSame(problems, [], name)
    }
    for (const { name, json } of documented.filter(({ kind }) => kind === 'answer')) {
      t.strictSame(api.answer(json), [], name)
      t.strictSame(readModal(within(json, 'data')).problems, [], name)
    }
  },
)

t.test(
  'what another library sends is right to the fake, and to the description',
  { skip },
  async (t) => {
    const api = new DiscordOpenApi(describedIn)
    for (const { name, json } of samplesIn('jda')) {
      const use = uses[shortOf(name)]
      if (use === undefined) t.fail(`${name} is used nowhere`)
      else if (typeof use === 'string') t.pass(`${name}: ${use}`)
      else if (described.has(shortOf(name))) {
        const problems = use(json, api)
        t.ok(problems.length > 0 && problems.every((one) => one.startsWith('/')), name)
      } else t.strictSame(use(json, api), [], name)
    }
  },
)

t.test('every file of the samples is used for something', { skip }, async (t) => {
  const documented = samplesIn('discord-api-docs')
  const count = (kind: Sample['kind']) => documented.filter((one) => one.kind === kind).length
  t.strictSame(
    {
      frames: count('frame') + samplesIn('twilight').length,
      interactions: count('interaction'),
      modals: count('answer'),
      messages: count('message'),
      // Objects that Discord shows: they come in events.
      things: count('thing'),
      jda: samplesIn('jda').length,
    },
    { frames: 21, interactions: 11, modals: 10, messages: 17, things: 32, jda: 38 },
  )
  t.strictSame(
    Object.keys(uses).toSorted(),
    samplesIn('jda')
      .map(({ name }) => shortOf(name))
      .toSorted(),
  )
})

type Judge = (json: unknown, api: DiscordOpenApi) => readonly string[]

const message: Judge = (json, api) => [
  ...api.problems('POST', messages, json),
  ...readMessageBody(quiet(json), { files: filesIn(json) }).problems,
]
const edit: Judge = (json, api) => [
  ...api.problems('PATCH', `${messages}/2`, json),
  ...readMessageBody(json, {
    files: filesIn(json),
    replaced: { flags: 0, attachments: [] },
  }).problems,
]
const components: Judge = (json, api) => message({ flags: 1 << 15, components: json }, api)
const inARow: Judge = (json, api) => components([{ type: 1, components: json }], api)
const modal: Judge = (json, api) => {
  const data = { custom_id: 'modal', title: 'A modal', components: json }
  return [...api.answer({ type: 9, data }), ...readModal(data).problems]
}
const input: Judge = (json, api) =>
  modal(
    asList(json).map((component) => ({ type: 18, label: 'An input', component })),
    api,
  )
const thumbnail: Judge = (json, api) =>
  components(
    asList(json).map((accessory) => ({
      type: 9,
      components: [{ type: 10, content: 'Beside it' }],
      accessory,
    })),
    api,
  )
const command: Judge = (json, api) => [
  ...api.problems('PUT', '/applications/1/commands', [json]),
  ...readCommands([json]).problems,
]
const thread: Judge = (json, api) => api.problems('POST', `${messages}/2/threads`, json)

const beside = 'the names of the files beside another sample'
const notOurs = 'a request that Cordée never makes'

const uses: Readonly<Record<string, Judge | string>> = {
  'ComponentDeserializerTest.testDeserializeMessageComponentTree_data': components,
  'ComponentDeserializerTest.testDeserializeMessageComponentTree_files': beside,
  'ComponentSerializerTest.testSerializer_ACTION_ROW-data': components,
  'ComponentSerializerTest.testSerializer_BUTTON-data': inARow,
  'ComponentSerializerTest.testSerializer_CHANNEL_SELECT-data': inARow,
  'ComponentSerializerTest.testSerializer_CHECKBOX_GROUP-data': input,
  'ComponentSerializerTest.testSerializer_CONTAINER-files': beside,
  'ComponentSerializerTest.testSerializer_FILE_DISPLAY-data': components,
  'ComponentSerializerTest.testSerializer_FILE_DISPLAY-files': beside,
  'ComponentSerializerTest.testSerializer_FILE_UPLOAD-data': input,
  'ComponentSerializerTest.testSerializer_MEDIA_GALLERY-files': beside,
  'ComponentSerializerTest.testSerializer_RADIO_GROUP-data': input,
  'ComponentSerializerTest.testSerializer_SECTION-data': components,
  'ComponentSerializerTest.testSerializer_SECTION-files': beside,
  'ComponentSerializerTest.testSerializer_SEPARATOR-data': components,
  'ComponentSerializerTest.testSerializer_TEXT_INPUT-data': input,
  'ComponentSerializerTest.testSerializer_THUMBNAIL-data': thumbnail,
  'ComponentSerializerTest.testSerializer_THUMBNAIL-files': beside,
  'ComponentSerializerTest.testSerializer_UNKNOWN-data':
    'a component that no version of Discord has',
  'LabelTest.StringSelectMenuChild.testFullStringSelectMenu': (json, api) => modal([json], api),
  'LabelTest.StringSelectMenuChild.testMinimalStringSelectMenu': (json, api) => modal([json], api),
  'LabelTest.testModalComponentTreeWithLabel': (json, api) =>
    modal(within(json, 'components'), api),
  'BulkBanTest.testDuplicates': notOurs,
  'EmbedBuilderTest.imageAltText': (json, api) => message({ embeds: [json] }, api),
  'MessageEditBuilderTest.testEmptyBuilder_fromMessage': edit,
  'MessageEditBuilderTest.testFullBuilder': edit,
  'GuildManagerTest.callEverySetter': notOurs,
  'CommandEditActionTest.testEditMessageCommandById': command,
  'CommandEditActionTest.testEditUserCommandById': command,
  'CreateApplicationEmojiTest.testValidEmoji': notOurs,
  'MessageCreateActionTest.testForwardWithFlags': message,
  'MessageCreateActionTest.testSendVoiceMessage': message,
  'MessageCreateActionTest.testSuppressVoiceMessage': message,
  'ThreadCreateActionTest.testFullForumPost': notOurs,
  'ThreadCreateActionTest.testFullStartThread': thread,
  'ThreadCreateActionTest.testMinimalForumPost': notOurs,
  'ThreadCreateActionTest.testMinimalStartThread': thread,
  'SerializationUtilTest.testToJson': notOurs,
}

// Discord's description is stricter than Discord, which takes ids that are numbers, and messages that forward others: the fake
// takes them, and the description alone, whose problems begin with a place in the body, does not.
const described: ReadonlySet<string> = new Set([
  'LabelTest.StringSelectMenuChild.testFullStringSelectMenu',
  'MessageEditBuilderTest.testFullBuilder',
  'MessageCreateActionTest.testForwardWithFlags',
  'MessageCreateActionTest.testSendVoiceMessage',
  'MessageCreateActionTest.testSuppressVoiceMessage',
])

/** Without the words that are the same in many: `entities.message.EmbedBuilderTest.imageAltText.json`. */
function shortOf(name: string): string {
  return /[A-Z].*(?=\.json$)/.exec(name)?.[0] ?? name
}

// That a message says whom it calls is our own rule.
function quiet(json: unknown): unknown {
  return { allowed_mentions: { parse: [] }, ...Object(json) }
}

// Every file that a body shows comes with it.
function filesIn(json: unknown): ReadonlyMap<string, string> {
  const text = JSON.stringify(json)
  const shown = [...text.matchAll(/"attachment:\/\/([^"]+)"/g)].map(([, name = '']) => name)
  const listed = [...text.matchAll(/"filename":"([^"]+)"/g)].map(([, name = '']) => name)
  return new Map([...listed, ...shown].map((name, index) => [String(index), name]))
}

function asList(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : []
}

function within(value: unknown, key: string): unknown {
  return Object.entries(Object(value)).find(([name]) => name === key)?.[1]
}
