import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { documentsOf } from '#src/app/award-documents.ts'
import { awardIdIn, checkBadge } from '#src/app/check-badge.ts'
import { viewAward } from '#src/app/view-award.ts'
import type { BadgeReport } from '#src/credentials/verify-badge.ts'
import { wantsJson } from '../negotiate.ts'
import { verifyPage } from '../pages/verify-page.ts'
import { describe, HttpProblem, sendProblem } from '../problem.ts'
import { languageOf, queryOf } from '../reader.ts'
import { type Claim, readClaim } from './read-claim.ts'
import { largestFile } from './read-form.ts'
import { reportJson } from './report-json.ts'
import { openToAll, sendJson, sendPage } from './send.ts'
import { pageContext, type Web } from './web.ts'

/** Says whether a badge is genuine, to anybody. Nothing that is sent here is kept. */
export function verifyRoutes(server: FastifyInstance, web: Web): void {
  for (const type of [
    'image/png',
    'application/ld+json',
    'application/vc+ld+json',
    'application/vc',
  ])
    server.addContentTypeParser(
      type,
      { parseAs: 'buffer', bodyLimit: largestFile },
      (_, body, done) => {
        done(null, body)
      },
    )

  server.get('/verify', async (request, reply) => {
    const url = queryOf(request, 'url') ?? queryOf(request, 'u')
    if (!url) return sendPage(reply, verifyPage(await pageContext(web, request, reply)))
    await web.limits.verify(request)
    return verify(web, {
      request,
      reply,
      read: async () => ({ file: undefined, url, email: undefined }),
    })
  })

  server.post('/verify', async (request, reply) => {
    await web.limits.verify(request)
    return verify(web, { request, reply, read: () => readClaim(request) })
  })
}

interface Verifying {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly read: () => Promise<Claim>
}

async function verify(web: Web, { request, reply, read }: Verifying): Promise<FastifyReply> {
  let claim: Claim | undefined
  try {
    claim = await read()
    const report = await reportOn(web, claim)
    return await sendReport(web, { request, reply, report, email: claim.email })
  } catch (error) {
    if (!(error instanceof HttpProblem) || error.status !== 422) throw error
    return sayWhatIsWrong(web, { request, reply, error, email: claim?.email })
  }
}

async function reportOn(web: Web, { file, url, email }: Claim): Promise<BadgeReport> {
  if (file) return checkBadge(web.app, file, email)
  if (!url) throw new HttpProblem(422, 'nothing-to-verify', { field: 'file' })
  const credential = await ownCredential(web, url)
  if (!credential) throw new HttpProblem(422, 'url-elsewhere', { field: 'url' })
  return checkBadge(web.app, Buffer.from(credential), email)
}

// Only our own awards are looked up by address: nothing is ever fetched from elsewhere.
async function ownCredential({ app }: Web, url: string): Promise<string | undefined> {
  const id = awardIdIn(app, (url.split(/[?#]/, 1)[0] ?? '').trim())
  const view = id === undefined ? undefined : await viewAward(app, id)
  return view && documentsOf(view.award)?.credential
}

async function sendReport(
  web: Web,
  {
    request,
    reply,
    report,
    email,
  }: Omit<Verifying, 'read'> & {
    readonly report: BadgeReport
    readonly email: string | undefined
  },
): Promise<FastifyReply> {
  if (wantsJson(request)) {
    openToAll(reply)
    return sendJson(reply, reportJson(report, languageOf(request, web.config)))
  }
  const context = await pageContext(web, request, reply, '/verify')
  return sendPage(reply, verifyPage(context, { report, email }))
}

async function sayWhatIsWrong(
  web: Web,
  {
    request,
    reply,
    error,
    email,
  }: Omit<Verifying, 'read'> & {
    readonly error: HttpProblem
    readonly email: string | undefined
  },
): Promise<FastifyReply> {
  const context = await pageContext(web, request, reply, '/verify')
  const problem = describe(error.field === 'email' ? wrongEmail : error, context.language)
  if (wantsJson(request)) return sendProblem(problem, context, request, reply)
  return sendPage(
    reply,
    verifyPage(context, { problem: problem.detail, field: problem.field, email }),
    problem.status,
  )
}

const wrongEmail = new HttpProblem(422, 'email-wrong', { field: 'email' })
