import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { World } from './world.ts'

const asked = z.object({
  client_id: z.string(),
  scope: z.string().default(''),
  state: z.string().default(''),
  redirect_uri: z.string().optional(),
})
const decided = asked.extend({
  team: z.string(),
  user: z.string(),
  decision: z.enum(['allow', 'cancel']),
})

/** The page on which somebody lets the app into a workspace. @see https://docs.slack.dev/authentication/installing-with-oauth */
export function installPages(fastify: FastifyInstance, world: World): void {
  fastify.get('/oauth/v2/authorize', (request, reply) => {
    const read = asked.safeParse(request.query)
    if (!read.success || read.data.client_id !== world.clientId)
      return reply.code(400).type('text/html').send('<h1>Invalid client_id parameter</h1>')
    const hidden = Object.entries(read.data).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value ?? '')}">`,
    )
    return reply.type('text/html').send(
      `<!doctype html><title>Install</title><form method="post" action="/oauth/v2/authorize">${hidden.join('')}
<input name="team"><input name="user"><button name="decision" value="cancel">Cancel</button><button name="decision" value="allow">Allow</button></form>`,
    )
  })

  fastify.post('/oauth/v2/authorize', (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
    const given = decided.parse(Object.fromEntries(new URLSearchParams(body)))
    const back = new URL(given.redirect_uri ?? 'http://127.0.0.1/')
    back.searchParams.set('state', given.state)
    if (given.decision === 'cancel') back.searchParams.set('error', 'access_denied')
    else back.searchParams.set('code', codeFor(world, given))
    return reply.redirect(back.href)
  })
}

function codeFor(world: World, given: z.output<typeof decided>): string {
  const code = randomBytes(16).toString('hex')
  world.codes.set(code, {
    teamId: given.team,
    userId: given.user,
    scopes: given.scope.split(',').filter(Boolean),
    redirectUri: given.redirect_uri,
    at: world.now(),
  })
  return code
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
