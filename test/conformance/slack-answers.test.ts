import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { ownerOf } from '#adapters/slack/admission/bare-client.ts'
import { channelInfo, userGroups } from '#adapters/slack/people/listings.ts'
import { personSeen, slackUserSchema } from '#adapters/slack/people/slack-user.ts'
import { findSent } from '#adapters/slack/send/find-sent.ts'
import { Pace } from '#adapters/slack/send/pace.ts'
import { SlackApi } from '#adapters/slack/send/slack-api.ts'
import { completeUpload } from '#adapters/slack/send/upload.ts'

// Answers of third parties under their own licences: read where they are present, never copied here.
const vectors = new URL('../../../shared/vectors/slack/', import.meta.url)
const skip = existsSync(vectors) ? false : 'the third-party test data is not here'

t.test('answers that Slack gave or documents are understood', { skip }, async (t) => {
  const { apiUrl, calling, answerWith } = await aReplay(t)
  const team = 'T1'
  const each = async (
    method: string,
    least: number,
    look: (answer: Sample) => Promise<unknown>,
  ) => {
    const all = samplesOf(method)
    t.ok(all.length >= least, `${all.length} answers of ${method}`)
    for (const [name, sample] of all) {
      answerWith(sample)
      await t.resolves(look(sample), name)
    }
  }

  await each('auth.test', 3, async (sample) => {
    t.equal((await ownerOf(apiUrl, 'xoxb-0')).team, sample['team_id'])
  })
  await each('conversations.info', 4, async (sample) => {
    const { isPrivateTalk } = await channelInfo(calling, team, 'C1')
    const { is_im = false, is_mpim = false } = channelIn(sample)
    t.equal(isPrivateTalk, is_im || is_mpim)
  })
  await each('usergroups.list', 1, async () => {
    t.match(await userGroups(calling, team), [{ ref: /^slack:T1\/S/, name: /./ }])
  })
  await each('conversations.history', 1, async () => {
    const lost = { team, channel: 'C1', mark: 'not there', begunAt: 0 }
    t.equal(await findSent(calling, lost), 'none')
  })
  await each('files.completeUploadExternal', 3, async () =>
    completeUpload(calling, team, { id: 'F1', title: 'A badge' }),
  )
  for (const { person, name } of people()) {
    const user = slackUserSchema.parse(person)
    const seen = personSeen({ team: user.team_id ?? '', enterprise: undefined }, user)
    t.equal(seen === undefined, user.is_bot === true || user.id === 'USLACKBOT', name)
  }
  t.ok(people().length > 20)
})

t.test('refusals that Slack documents keep their word', { skip }, async (t) => {
  const { calling, answerWith } = await aReplay(t)
  const all = samplesIn('web-api-response').filter(
    ([, { ok, error }]) => ok === false && typeof error === 'string' && /^[a-z_]+$/.test(error),
  )
  t.ok(all.length > 15)
  for (const [name, sample] of all) {
    answerWith(sample)
    const failure: unknown = await channelInfo(calling, 'T1', 'C1').catch((error: unknown) => error)
    t.match(failure, { name: 'SlackTrouble', error: sample['error'] }, name)
  }
})

type Sample = Readonly<Record<string, unknown>>
const record = z.record(z.string(), z.unknown())
// Where it was recorded stands beside the answer.
const recorded = z
  .object({ ['__recorded']: z.object({ uri: z.url() }), body: record })
  .transform(({ body, ['__recorded']: { uri } }) => ({ uri, body }))

/** The good answers of a method: recorded from Slack, and of its documents. */
function samplesOf(method: string): readonly (readonly [name: string, sample: Sample])[] {
  return [...samplesIn('web-api-response'), ...samplesIn('web-api-recorded')]
    .filter(
      ([name, sample]) => nameOf(name, sample).startsWith(method) && bodyOf(sample)['ok'] === true,
    )
    .map(([name, sample]) => [name, bodyOf(sample)] as const)
}

function nameOf(name: string, sample: Sample): string {
  const read = recorded.safeParse(sample)
  return read.success ? new URL(read.data.uri).pathname.replace('/api/', '') : name
}

function bodyOf(sample: Sample): Sample {
  const read = recorded.safeParse(sample)
  return read.success ? read.data.body : sample
}

function samplesIn(kind: string): readonly (readonly [name: string, sample: Sample])[] {
  const folder = new URL(`${kind}/`, vectors)
  return readdirSync(folder).flatMap((name) => {
    const read = record.safeParse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
    return read.success ? [[name, read.data] as const] : []
  })
}

function people(): readonly { readonly name: string; readonly person: unknown }[] {
  const users = samplesOf('users.info').map(([name, { user }]) => ({ name, person: user }))
  const listed = samplesOf('users.list').flatMap(([name, { members }]) =>
    z
      .array(z.unknown())
      .parse(members)
      .map((person) => ({ name, person })),
  )
  return [...users, ...listed]
}

const talk = z.object({ is_im: z.boolean().optional(), is_mpim: z.boolean().optional() })

function channelIn(sample: Sample): z.output<typeof talk> {
  return talk.parse(sample['channel'])
}

/** A Slack that says what it is told to say, and all that asks it. */
async function aReplay(t: Test) {
  let said: Sample = {}
  const server = createServer((request, reply) => {
    request.resume()
    reply.setHeader('content-type', 'application/json; charset=utf-8')
    reply.end(JSON.stringify(said))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  const apiUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/`
  const tokens = {
    tokenFor: async () => ({
      token: 'xoxb-0',
      botUserId: 'U1',
      botId: undefined,
      appId: undefined,
      scopes: [],
    }),
  }
  const log = { warn: () => undefined, error: () => undefined }
  // No answer is waited for here, so time may leap.
  let time = 0
  const pace = new Pace({
    now: () => time,
    wait: async (ms) => {
      time += ms
    },
  })
  return {
    apiUrl,
    calling: { api: new SlackApi({ apiUrl, tokens, log }), pace },
    answerWith: (sample: Sample) => {
      said = sample
    },
  }
}
