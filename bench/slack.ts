import { createHmac, randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import { formView } from '#adapters/slack/blocks/form-view.ts'
import { teamRef, thingRef } from '#adapters/slack/refs.ts'
import { type Filled, type Platform, prepareBallots } from './chat-votes.ts'
import { aChoice, criterionIds } from './crowd.ts'
import { behindHttps, inFolder } from './engines.ts'
import type { Shot } from './http-load.ts'
import type { Report, Size } from './measure.ts'
import { measureSigned } from './signed-ballots.ts'

const team = 'TBENCH'
const signingSecret = '0123456789abcdef0123456789abcdef'

/** Ballots sent by Slack's signed requests, each stored before its ack. */
export async function measureSlack(size: Size, report: Report): Promise<void> {
  const api = await startSlackApi()
  await inFolder(async (folder) => {
    const env = {
      ...behindHttps(folder),
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: api.url,
    }
    const payloads = await prepareBallots(env, size, platform)
    const bareEnv = { SIGNING_SECRET: signingSecret }
    const path = '/slack/events'
    await measureSigned({ name: 'Slack', env, folder, bareEnv, payloads, path, sign }, report)
  })
  await api.close()
}

const platform: Platform = {
  workspace: teamRef(team),
  thing: (id) => thingRef(team, id),
  channel: (number) => `C${number}`,
  user: (number, index) => `U${number}X${index}`,
  trainer: (number) => `U${number}TRAINER`,
  ballot: submission,
}

/** Slack's side of what the service asks meanwhile: who it is, and its cards. */
async function startSlackApi() {
  const server = Fastify()
  server.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) => {
    done(null)
  })
  let cards = 0
  server.post('/api/*', () => ({
    ok: true,
    team_id: team,
    team: 'Bench',
    user_id: 'UBOT',
    bot_id: 'BBOT',
    channel: 'C0',
    ts: `1700000000.${String((cards += 1)).padStart(6, '0')}`,
  }))
  const address = await server.listen({ port: 0, host: '127.0.0.1' })
  return { url: `${address}/api/`, close: () => server.close() }
}

/** What Slack posts when a ballot is sent: the whole view comes back with what was filled in. */
function submission({ form, channel, user, random }: Filled): string {
  const values = Object.fromEntries(
    criterionIds.map((id) => [
      id,
      { value: { type: 'radio_buttons', selected_option: { value: aChoice(random()) } } },
    ]),
  )
  return JSON.stringify({
    type: 'view_submission',
    team: { id: team, domain: 'bench' },
    user: { id: user, username: user, name: user, team_id: team },
    api_app_id: 'ABENCH',
    trigger_id: randomUUID(),
    view: {
      ...formView(form, { language: 'fr', channel: thingRef(team, channel) }),
      id: `V${randomUUID()}`,
      team_id: team,
      state: { values },
      hash: randomUUID(),
      root_view_id: null,
      app_id: 'ABENCH',
      bot_id: 'BBOT',
    },
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  })
}

function sign(payloads: readonly string[], path: string): Shot[] {
  const at = String(Math.floor(Date.now() / 1000))
  return payloads.map((payload) => {
    const body = new URLSearchParams({ payload }).toString()
    const mac = createHmac('sha256', signingSecret).update(`v0:${at}:${body}`).digest('hex')
    return {
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': at,
        'x-slack-signature': `v0=${mac}`,
      },
      body,
    }
  })
}
