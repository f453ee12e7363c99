import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '#src/app/refusal.ts'
import type { Language } from '#src/storage/members.ts'
import { isUnavailable } from '#src/storage/store.ts'
import { problems as en } from '#src/texts/en/problems.ts'
import { problems as fr } from '#src/texts/fr/problems.ts'
import { sayRefusal } from '#src/texts/say-refusal.ts'
import { freshId } from '#src/app/fresh.ts'
import { wantsJson } from './negotiate.ts'
import type { PageContext } from './page-context.ts'
import { errorPage } from './pages/error-page.ts'

export type ProblemCode = keyof typeof fr

const problems = { fr, en }

/** Ends a request: its error handler answers a problem document or a page, in the reader's language. */
export class HttpProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  /** The field of the form or of the JSON that is to be corrected. */
  readonly field: string | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: ProblemCode,
    {
      field,
      headers = {},
    }: { readonly field?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code)
    this.status = status
    this.code = code
    this.field = field
    this.headers = headers
  }
}

/** Ends a request with a refusal of the service. */
export class RefusedProblem extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

/** What is wrong, ready to be shown. */
export interface Problem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly field?: string | undefined
  /** Names the line of the log. */
  readonly reference?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** Fastify's error handler: `contextOf` says who reads. Answers never repeat what was sent. */
export function problemHandler(contextOf: (request: FastifyRequest) => PageContext) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const context = contextOf(request)
    const problem = describe(error, context.language)
    if (problem.reference !== undefined) {
      const { reference } = problem
      request.log.error({ err: error, reference, route: request.routeOptions.url }, 'unexpected')
    }
    return sendProblem(problem, context, request, reply)
  }
}

export function sendProblem(
  problem: Problem,
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status, title, detail, reference, headers = {} } = problem
  reply.code(status).headers({ 'cache-control': 'no-store', ...headers })
  if (wantsJson(request)) return sendProblemJson(problem, reply)
  const page = errorPage(context, { status, title, detail, reference })
  return reply.type('text/html; charset=utf-8').send(page)
}

/** RFC 9457, with the stable `code` beside it. */
export function sendProblemJson(problem: Problem, reply: FastifyReply): FastifyReply {
  const { status, code, title, detail, field, reference } = problem
  const body = JSON.stringify({
    type: 'about:blank',
    status,
    code,
    title,
    detail,
    field,
    reference,
  })
  return reply.code(status).type('application/problem+json; charset=utf-8').send(body)
}

/** A problem in words. */
export function describe(error: unknown, language: Language): Problem {
  if (error instanceof RefusedProblem) return describeRefusal(error.refusal, language)
  const { status, code, field, headers } = asHttpProblem(error)
  const reference = code === 'unexpected' ? freshId().slice(0, 8) : undefined
  return { status, code, ...problems[language][code], field, reference, headers }
}

/** A refusal in words, with the status that it has on the web. */
export function describeRefusal(refusal: Refusal, language: Language): Problem {
  const detail = sayRefusal(language, refusal)
  const status = statusOf(refusal.code)
  return {
    status,
    code: refusal.code,
    title: problems[language][titles.get(status) ?? 'field-wrong'].title,
    detail,
  }
}

function asHttpProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (isUnavailable(error))
    return new HttpProblem(503, 'unavailable', { headers: { 'retry-after': '5' } })
  const status = isFastifyError(error) ? (error.statusCode ?? 500) : 500
  const code = codes.get(status)
  if (code === undefined) return new HttpProblem(500, 'unexpected')
  return new HttpProblem(status, code)
}

const codes = new Map<number, ProblemCode>([
  [400, 'bad-request'],
  [404, 'not-found'],
  [406, 'bad-request'],
  [413, 'too-large'],
  [414, 'address-too-long'],
  [415, 'wrong-type'],
  [429, 'too-many'],
  [503, 'unavailable'],
])

function isFastifyError(error: unknown): error is Pick<FastifyError, 'statusCode'> {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
}

function statusOf(code: Refusal['code']): number {
  if (code.startsWith('unknown-')) return 404
  return forbidden.has(code) ? 403 : 422
}

const titles = new Map<number, ProblemCode>([
  [403, 'not-allowed'],
  [404, 'not-found'],
])

const forbidden = new Set<Refusal['code']>([
  'trainers-only',
  'trainer-link-wrong',
  'own-award',
  'not-on-roll',
  'not-a-member',
])
