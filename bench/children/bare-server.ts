import Fastify from 'fastify'
import { answerParent } from './answer-parent.ts'

// Fastify alone: takes JSON and answers JSON, or answers a text of the asked size and type.
const server = Fastify({ bodyLimit: 1024 * 1024 })
const answer = {
  message: { text: 'x'.repeat(200), buttons: [{ label: 'Change', action: 'vote:x' }] },
}
server.post('/bare', (_request, reply) => reply.send(answer))
const texts = new Map<number, Buffer>()
server.get<{ Params: { bytes: string }; Querystring: { type: string } }>(
  '/bare/:bytes',
  (request, reply) => {
    const bytes = Number(request.params.bytes)
    const text = texts.get(bytes) ?? Buffer.alloc(bytes, 'x')
    texts.set(bytes, text)
    return reply.type(request.query.type).send(text)
  },
)
answerParent(await server.listen({ port: 0, host: '127.0.0.1' }), () => server.close())
