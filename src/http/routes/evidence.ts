import type { FastifyInstance } from 'fastify'
import { type ShownFile, viewEvidenceFile } from '#src/app/evidence-files.ts'
import type { EvidenceType } from '#src/app/evidence-type.ts'
import { HttpProblem } from '../problem.ts'
import { type AnswerLimits, AnswersAtOnce } from './answers-at-once.ts'
import { idPattern, type Web, type WithId } from './web.ts'

// A class opens the same photo in the same minute, from behind one address.
const usual: AnswerLimits = {
  most: 100,
  mostForOneAddress: 15,
  mostThings: 20,
  stalledMs: 30_000,
  longestMs: 600_000,
}

/** Files that a trainer handed in as evidence, for those who were told the address: the group (docs/adr/0013). */
export function evidenceRoutes(
  server: FastifyInstance,
  { app, limits }: Pick<Web, 'app' | 'limits'>,
  answering: AnswerLimits = usual,
): void {
  const answers = new AnswersAtOnce<ShownFile | undefined>(answering)
  server.get<WithId>(`/evidence/:id${idPattern}`, async (request, reply) => {
    await limits.evidence(request)
    const { id } = request.params
    const file = await answers.begin(request, reply, {
      name: id,
      read: () => viewEvidenceFile(app, id),
    })
    if (!file) throw new HttpProblem(404, 'not-found')
    return reply
      .headers({
        ...sealed,
        'content-disposition': disposition(file.name, file.type),
      })
      .type(file.type === 'text/plain' ? 'text/plain; charset=utf-8' : file.type)
      .send(file.bytes)
  })
}

// Whatever a file may hold, it runs nothing here, is kept by nobody in between, and tells no other site where it came from.
const sealed = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
}

// Pictures are drawn and nothing else. What a browser would open in a program of its own, such as a PDF, is saved.
function disposition(name: string, type: EvidenceType): string {
  const kind = type.startsWith('image/') ? 'inline' : 'attachment'
  const plain = name.replaceAll(/[^\w. -]/g, '_')
  // RFC 6266 §4.3, with what RFC 8187 §3.2.1 leaves as it is.
  const exact = encodeURIComponent(name).replaceAll(/['()*]/g, percent)
  return `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
}
