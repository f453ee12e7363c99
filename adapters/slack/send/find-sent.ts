import { z } from 'zod'
import { type Calling, callInTurn } from './call-in-turn.ts'
import { markIn } from './sending-mark.ts'
import { SlackTrouble } from './slack-trouble.ts'

/** A message whose answer was lost. */
export interface Lost {
  readonly team: string
  readonly channel: string
  readonly thread?: string | undefined
  readonly mark: string
  readonly begunAt: number
  /** Of a private message: to whom, and its top-level text. */
  readonly private?: { readonly user: string; readonly text: string } | undefined
}

/** The `ts` of a message that Slack may have taken; `none`: it has not; `blind`: the app may not look. */
export async function findSent(
  calling: Calling,
  lost: Lost,
): Promise<{ readonly ts: string } | 'none' | 'blind'> {
  try {
    return await lookThrough(calling, lost)
  } catch (failure) {
    if (!(failure instanceof SlackTrouble) || !isBarred(failure)) throw failure
    return (await latestIn(calling, lost)) ?? 'blind'
  }
}

/** Apps outside Slack's Marketplace get 15 messages a request: a short stretch of time, and a few pages of it. */
const pageSize = 15
const mostPages = 8
/** What Slack's clock may be behind ours. */
const beforeMs = 60_000
/** A job that begins again writes down when; what was lost came within this time. */
const afterMs = 10 * 60_000

async function lookThrough(
  calling: Calling,
  { team, channel, thread, mark, begunAt }: Lost,
): Promise<{ readonly ts: string } | 'none'> {
  const method = thread === undefined ? 'conversations.history' : 'conversations.replies'
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const answer = pageSchema.parse(
      await callInTurn(
        calling,
        { team, method },
        {
          channel,
          ...(thread === undefined ? {} : { ts: thread }),
          oldest: seconds(begunAt - beforeMs),
          latest: seconds(begunAt + afterMs),
          include_all_metadata: true,
          limit: pageSize,
          ...(cursor === undefined ? {} : { cursor }),
        },
      ),
    )
    const found = answer.messages.find(({ metadata }) => markIn(metadata) === mark)
    if (found) return { ts: found.ts }
    cursor = answer.response_metadata?.next_cursor || undefined
    if (cursor === undefined) return 'none'
  }
  return 'none'
}

function isBarred({ error }: SlackTrouble): boolean {
  return error === 'missing_scope' || error === 'not_allowed_token_type'
}

// `conversations.open` with return_im shows the last message of a private conversation, by the right to write alone.
async function latestIn(
  calling: Calling,
  { team, private: to, begunAt }: Lost,
): Promise<{ readonly ts: string } | undefined> {
  if (!to) return undefined
  const { latest } = openSchema.parse(
    await callInTurn(
      calling,
      { team, method: 'conversations.open' },
      { users: to.user, return_im: true },
    ),
  ).channel
  if (!latest || latest.user === to.user || latest.text !== to.text) return undefined
  return Number(latest.ts) * 1000 >= begunAt - beforeMs ? { ts: latest.ts } : undefined
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6)
}

const pageSchema = z.object({
  messages: z.array(z.object({ ts: z.string(), metadata: z.unknown().optional() })).catch([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})

const openSchema = z.object({
  channel: z.object({
    latest: z
      .object({ ts: z.string(), text: z.string().optional(), user: z.string().optional() })
      .nullish()
      .catch(undefined),
  }),
})
