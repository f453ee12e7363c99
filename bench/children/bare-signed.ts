import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import Fastify, { type FastifyRequest } from 'fastify'
import { answerParent } from './answer-parent.ts'

// Fastify alone: checks Slack's signature over the raw body, or Discord's where there is its key, and answers nothing.
const secret = process.env['SIGNING_SECRET'] ?? ''
const key = publicKeyOf(process.env['PUBLIC_KEY'])
const server = Fastify({ bodyLimit: 256 * 1024 })
server.addContentTypeParser(
  ['application/x-www-form-urlencoded', 'application/json'],
  { parseAs: 'buffer' },
  (_request, body, done) => done(null, body),
)
server.post('/bare', (request: Request, reply) =>
  reply.code(isFresh(request) && isSigned(request) ? 200 : 401).send(),
)
answerParent(await server.listen({ port: 0, host: '127.0.0.1' }), () => server.close())

type Request = FastifyRequest<{ Body: Buffer }>

function timeOf({ headers }: Request): string {
  return String(headers[key ? 'x-signature-timestamp' : 'x-slack-request-timestamp'])
}

function isFresh(request: Request): boolean {
  return Math.abs(Date.now() / 1000 - Number(timeOf(request))) <= 300
}

function isSigned(request: Request): boolean {
  const { headers, body } = request
  const at = timeOf(request)
  if (key) {
    const signature = Buffer.from(String(headers['x-signature-ed25519']), 'hex')
    return verify(null, Buffer.concat([Buffer.from(at), body]), key, signature)
  }
  const mac = createHmac('sha256', secret).update(`v0:${at}:`).update(body).digest('hex')
  const given = Buffer.from(String(headers['x-slack-signature']))
  const right = Buffer.from(`v0=${mac}`)
  return given.length === right.length && timingSafeEqual(given, right)
}

function publicKeyOf(hex: string | undefined) {
  if (hex === undefined) return undefined
  const der = Buffer.from(`302a300506032b6570032100${hex}`, 'hex')
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}
