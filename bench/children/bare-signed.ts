import { createHmac, timingSafeEqual } from 'node:crypto'
import Fastify, { type FastifyRequest } from 'fastify'
import { answerParent } from './answer-parent.ts'

// Fastify alone: checks Slack's signature over the raw body, and answers nothing.
const secret = process.env['SIGNING_SECRET'] ?? ''
const server = Fastify({ bodyLimit: 256 * 1024 })
server.addContentTypeParser(
  'application/x-www-form-urlencoded',
  { parseAs: 'buffer' },
  (_request, body, done) => done(null, body),
)
server.post('/bare', (request: FastifyRequest<{ Body: Buffer }>, reply) =>
  reply.code(isSigned(request) ? 200 : 401).send(),
)
answerParent(await server.listen({ port: 0, host: '127.0.0.1' }), () => server.close())

function isSigned({ headers, body }: FastifyRequest<{ Body: Buffer }>): boolean {
  const at = String(headers['x-slack-request-timestamp'])
  if (Math.abs(Date.now() / 1000 - Number(at)) > 300) return false
  const mac = createHmac('sha256', secret).update(`v0:${at}:`).update(body).digest('hex')
  const given = Buffer.from(String(headers['x-slack-signature']))
  const right = Buffer.from(`v0=${mac}`)
  return given.length === right.length && timingSafeEqual(given, right)
}
