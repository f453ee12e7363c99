import type { FastifyInstance } from 'fastify'
import { bakedVector } from '#src/app/award-vector.ts'
import { fileStem } from '#src/app/picture-name.ts'
import { HttpProblem } from '../problem.ts'
import { queryOf } from '../reader.ts'
import { publicAward } from './award-seen.ts'
import { openToAll } from './send.ts'
import { idPattern, type Web, type WithId } from './web.ts'

/** The badge as a drawing with both documents in it. */
export function awardSvgRoutes(server: FastifyInstance, web: Web): void {
  server.get<WithId>(`/awards/:id${idPattern}.svg`, async (request, reply) => {
    const { award, achievement, state } = await publicAward(web, request.params.id)
    openToAll(reply)
    if (state === 'declined') throw new HttpProblem(410, 'declined')
    const svg = await bakedVector(web.app, award, achievement)
    if (!svg) throw new HttpProblem(503, 'being-made', { headers: { 'retry-after': '2' } })
    const kind = queryOf(request, 'download') === undefined ? 'inline' : 'attachment'
    return reply
      .headers({
        'cache-control': 'public, no-cache',
        'content-disposition': `${kind}; filename="${fileStem(achievement.name)}.svg"`,
        'content-security-policy': policy,
      })
      .type('image/svg+xml')
      .send(Buffer.from(svg))
  })
}

// Opened by itself a drawing is a page: one without scripts, without an origin, that shows only what it holds.
const policy = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
