import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '#src/chat/contract.ts'

/** How the few pages that a browser sees are shown: the service has the layout, the adapter the words. */
export interface Pages {
  languageOf(request: FastifyRequest): Language
  send(reply: FastifyReply, page: Page): unknown
}

export interface Page {
  readonly title: string
  readonly text: string
  readonly status: number
}

/** Without a layout: the words alone. */
export const plainPages: Pages = {
  languageOf: ({ headers }) => (/^fr\b/i.test(headers['accept-language'] ?? '') ? 'fr' : 'en'),
  send: (reply, { title, text, status }) =>
    reply.code(status).type('text/plain; charset=utf-8').send(`${title}\n\n${text}\n`),
}
