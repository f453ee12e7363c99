import type { FastifyReply } from 'fastify'

/** A page. It depends on who reads: browsers keep it, but ask again. */
export function sendPage(reply: FastifyReply, page: string, status = 200): FastifyReply {
  return reply
    .code(status)
    .headers({ vary: 'Accept, Accept-Language, Cookie', 'cache-control': 'private, no-cache' })
    .type('text/html; charset=utf-8')
    .send(page)
}

/** An answer to a program about something private. */
export function sendJson(reply: FastifyReply, body: object, status = 200): FastifyReply {
  return reply
    .code(status)
    .headers({ vary: 'Accept, Accept-Language, Cookie', 'cache-control': 'no-store' })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body))
}

/** A public document, which every site may read; asked again each time, since an award may be taken back. */
export function sendDocument(
  reply: FastifyReply,
  document: object | string,
  {
    type = 'application/ld+json',
    status = 200,
    keptSeconds,
  }: {
    readonly type?: string
    readonly status?: number
    /** How long readers may go by what they have; absent: they ask again each time. */
    readonly keptSeconds?: number
  } = {},
): FastifyReply {
  openToAll(reply)
  return reply
    .code(status)
    .headers({
      vary: 'Accept',
      'cache-control': keptSeconds ? `public, max-age=${keptSeconds}` : 'public, no-cache',
    })
    .type(`${type}; charset=utf-8`)
    .send(typeof document === 'string' ? document : JSON.stringify(document))
}

/** A picture, which other sites may show. */
export function sendPng(reply: FastifyReply, png: Uint8Array): FastifyReply {
  openToAll(reply)
  return reply.header('cache-control', 'public, no-cache').type('image/png').send(Buffer.from(png))
}

/** Lets pages of other sites read an answer. */
export function openToAll(reply: FastifyReply): void {
  reply.headers({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  })
}
