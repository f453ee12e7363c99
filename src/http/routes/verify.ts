import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { awardInForm } from '#src/app/award-forms.ts'
import { AwardTokens } from '#src/app/award-tokens.ts'
import { checkBadgeAt, withScheme } from '#src/app/check-badge-at.ts'
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
  for (const type of badgeTypes)
    server.addContentTypeParser(
      type,
      { parseAs: 'buffer', bodyLimit: largestFile },
      (_, body, done) => {
        done(null, body)
      },
    )

  const own = { web, tokens: new AwardTokens(web.app) }
  server.get('/verify', async (request, reply) => {
    const url = queryOf(request, 'url') ?? queryOf(request, 'u')
    if (!url) return sendPage(reply, verifyPage(await pageContext(web, request, reply)))
    await web.limits.verify(request)
    return verify(own, {
      request,
      reply,
      read: async () => ({ file: undefined, url, email: undefined }),
    })
  })

  server.post('/verify', async (request, reply) => {
    await web.limits.verify(request)
    return verify(own, { request, reply, read: () => readClaim(request) })
  })
}

/** A badge sent as it is, without a form. */
const badgeTypes = [
  'image/png',
  'image/svg+xml',
  'application/ld+json',
  'application/vc+ld+json',
  'application/vc',
  'application/jwt',
  'application/vc+jwt',
  'text/plain',
]

interface Verifying {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly read: () => Promise<Claim>
}

interface Own {
  readonly web: Web
  readonly tokens: AwardTokens
}

async function verify(own: Own, { request, reply, read }: Verifying): Promise<FastifyReply> {
  const { web } = own
  let claim: Claim | undefined
  try {
    claim = await read()
    const report = await reportOn(own, request, claim)
    return await sendReport(web, { request, reply, report, email: claim.email })
  } catch (error) {
    if (!(error instanceof HttpProblem) || error.status !== 422) throw error
    return sayWhatIsWrong(web, { request, reply, error, claim })
  }
}

async function reportOn(
  own: Own,
  { ip }: FastifyRequest,
  { file, url, email }: Claim,
): Promise<BadgeReport> {
  const outside = own.web.outsideFor(ip)
  const check = (badge: Uint8Array) => checkBadge(own.web.app, badge, { email, outside })
  if (file) return check(file)
  if (!url) throw new HttpProblem(422, 'nothing-to-verify', { field: 'file' })
  const address = withScheme(url)
  const badge = await ownBadge(own, address)
  if (badge !== undefined) return check(badge)
  const checked = await checkBadgeAt(address, outside, check)
  if (checked.ok) return checked.report
  throw new HttpProblem(422, checked.problem, { field: 'url' })
}

/** An award of ours in the form that its address names, without asking ourselves over the network. */
async function ownBadge(
  { web: { app }, tokens }: Own,
  address: string,
): Promise<Uint8Array | undefined> {
  const url = URL.parse(address)
  const path = url ? url.origin + url.pathname : address
  const id = awardIdIn(app, path)
  const view = id === undefined ? undefined : await viewAward(app, id)
  const [, ending = ''] = /\.(json|ob2\.json|jwt|ob2\.jwt|png|svg)$/.exec(path) ?? []
  const badge = view && (await awardInForm({ app, tokens }, view, ending))
  if (badge === undefined && url?.origin === new URL(app.baseUrl).origin)
    throw new HttpProblem(422, 'url-unknown', { field: 'url' })
  return badge
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
  const { id } = report.found
  const awardId =
    report.verdict !== 'not-valid' && id !== undefined ? awardIdIn(web.app, id) : undefined
  return sendPage(reply, verifyPage(context, { report, awardId, email }))
}

async function sayWhatIsWrong(
  web: Web,
  {
    request,
    reply,
    error,
    claim,
  }: Omit<Verifying, 'read'> & {
    readonly error: HttpProblem
    readonly claim: Claim | undefined
  },
): Promise<FastifyReply> {
  const context = await pageContext(web, request, reply, '/verify')
  const problem = describe(error.field === 'email' ? wrongEmail : error, context.language)
  if (wantsJson(request)) return sendProblem(problem, context, request, reply)
  return sendPage(
    reply,
    verifyPage(context, {
      problem: problem.detail,
      field: problem.field,
      email: claim?.email,
      url: claim?.url,
    }),
    problem.status,
  )
}

const wrongEmail = new HttpProblem(422, 'email-wrong', { field: 'email' })
