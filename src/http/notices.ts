import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#src/app/app.ts'
import type { Config } from '#src/config.ts'
import { noticePage } from './pages/notice-page.ts'
import { languageOf, strangerOf } from './reader.ts'

/** The layout for pages whose words a chat platform's adapter has, such as those of installing it. */
export function notices(app: App, config: Pick<Config, 'publicUrl' | 'language'>) {
  return {
    languageOf: (request: FastifyRequest) => languageOf(request, config),
    send: (
      reply: FastifyReply,
      {
        status,
        ...said
      }: { readonly title: string; readonly text: string; readonly status: number },
    ) =>
      reply
        .code(status)
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(noticePage(strangerOf(app, reply.request, config), said)),
  }
}
